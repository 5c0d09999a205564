import type { WireName } from '../../src/package/method.js';

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
  /** A callback or event that reports failure → outcome, by its reason where that matters. */
  callbackFailures?: { reason?: string; outcome: string }[];
  /** The statuses are published: one that is not listed is none of them. */
  isPublished?: true;
  /** Declared outcomes that this wire does not have. */
  absent?: string[];
}

export const authorization = 'onauthorizationfail';

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

const resolveStatuses = {
  429: 'tooManyRequests',
  500: 'serviceUnavailable',
  502: 'error',
  503: 'serviceUnavailable',
  504: 'error',
};

const taskContract: Record<string, MethodContract> = {
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
    statuses: resolveStatuses,
    callbackFailures: [
      { reason: 'task', outcome: 'taskFailed' },
      { reason: 'append', outcome: 'appendFailed' },
    ],
  },
};

const publicVariable: MethodContract = {
  ...simple('update-task', 'Task Updated', 'Task Failed'),
  serverError: 'serviceUnavailable',
  statuses: { 400: 'Bad Request', 401: 'Invalid Token', 404: 'Not Found' },
  isPublished: true,
};

/** The methods that Cisco's published APIs have. */
const publicContract: Record<string, MethodContract> = {
  'set-flow-variable': publicVariable,
  'set-global-variable': publicVariable,
  'piq-and-ewt': { ...taskContract['piq-and-ewt']!, route: 'ewt', isPublished: true },
  'closed-task-on-wxcc': { ...simple('end-task', 'Success', 'Error'), isPublished: true },
  'resolve-conversation': {
    ...simple('create-message-task', 'created', 'onError'),
    statuses: resolveStatuses,
    callbackFailures: [
      { reason: 'CHANNEL_ASSET_UNDEFINED', outcome: 'taskFailed' },
      { reason: 'CONVERSATION_ALREADY_OPEN', outcome: 'appendFailed' },
    ],
    isPublished: true,
    absent: ['reopened'],
  },
};

export const contract: Record<WireName, Record<string, MethodContract>> = {
  task: taskContract,
  public: publicContract,
};

/** The outcome that CONTRACT.md names for a status that is no success. */
export const outcomeOfStatus = (
  { statuses, refused, serverError, failure, callbackFailures, isPublished }: MethodContract,
  status: number,
): string => {
  const named = statuses?.[status];
  if (named !== undefined) return named;
  if (status === 401 || status === 403) return refused;
  // A method that waits waits after any success, since the list is a guess; the callback does not come.
  if (status >= 200 && status < 300)
    return callbackFailures && !isPublished ? 'onTimeout' : 'onInvalidChoice';
  return status >= 500 ? serverError : failure;
};
