/**
 * What CONTRACT.md says of each method, written a second time: the conformance runs judge the handlers by it, so it
 * knows nothing of them.
 */
export interface MethodContract {
  /** The sandbox's name of the route, where faults are ordered. */
  route: string;
  success: string;
  /** Without a token. */
  noToken: string;
  /** 401 and 403, unless a status names another. */
  refused: string;
  /** 5xx, unless a status names another. */
  serverError: string;
  /** Every other status. */
  failure: string;
  statuses?: Record<number, string>;
  /** A callback that reports failure → outcome, by its reason where that matters. */
  callbackFailures?: { reason?: string; outcome: string }[];
}

const authorization = 'onauthorizationfail';

const simple = (route: string, success: string, failure: string): MethodContract => ({
  route,
  success,
  noToken: authorization,
  refused: authorization,
  serverError: failure,
  failure,
});

const setVariable: MethodContract = {
  ...simple('set-variable', 'Task Updated', 'Task Failed'),
  serverError: 'serviceUnavailable',
  statuses: { 400: 'Bad Request', 401: 'Invalid Token', 404: 'Not Found' },
  callbackFailures: [{ outcome: 'Task Failed' }],
};

export const contract: Record<string, MethodContract> = {
  'create-task': {
    ...simple('create-task', 'created', 'Error'),
    callbackFailures: [{ outcome: 'Task failed' }],
  },
  'set-flow-variable': setVariable,
  'set-global-variable': setVariable,
  'queue-task': {
    ...simple('queue-task', 'Queued', 'Error'),
    callbackFailures: [{ outcome: 'taskFailed' }],
  },
  'piq-and-ewt': {
    ...simple('piq-and-ewt', 'Success', 'Error'),
    noToken: 'onError',
    refused: 'Error',
    serverError: 'serviceUnavailable',
  },
  'routed-accepted': simple('routed-accepted', 'onTaskRouted', 'onTaskRoutedFailure'),
  'routed-rejected': simple('routed-rejected', 'onTaskRouted', 'onTaskRoutedFailure'),
  'modified-accepted': simple('modified-accepted', 'onModifiedAcceptSuccess', 'onModifiedFailure'),
  'modified-rejected': simple('modified-rejected', 'onModifiedRejectSuccess', 'onModifiedRejectFailure'),
  'screen-pop': {
    ...simple('screen-pop', 'onScreenPopSuccess', 'onScreenPopFailure'),
    serverError: 'serviceUnavailable',
  },
  'closed-task-on-wxcc': simple('closed-task-on-wxcc', 'Success', 'Error'),
  'close-task-accept': simple('close-task-accept', 'Success', 'Error'),
  'close-task-reject': simple('close-task-reject', 'Success', 'Error'),
  'resolve-conversation': {
    ...simple('resolve-conversation', 'created', 'onError'),
    statuses: {
      429: 'tooManyRequests',
      500: 'serviceUnavailable',
      502: 'error',
      503: 'serviceUnavailable',
      504: 'error',
    },
    callbackFailures: [
      { reason: 'task', outcome: 'taskFailed' },
      { reason: 'append', outcome: 'appendFailed' },
    ],
  },
};

/** The outcome that CONTRACT.md names for a status that is no success. */
export const outcomeOfStatus = (
  { statuses, refused, serverError, failure, callbackFailures }: MethodContract,
  status: number,
): string => {
  const named = statuses?.[status];
  if (named !== undefined) return named;
  if (status === 401 || status === 403) return refused;
  // A method that waits waits after any success, since the list is a guess; the callback does not come.
  if (status >= 200 && status < 300) return callbackFailures ? 'onTimeout' : 'onInvalidChoice';
  return status >= 500 ? serverError : failure;
};
