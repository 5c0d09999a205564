import { type EventBody, intermediate, method, waiting } from '#node-kit';
import { customerOf, customMessage } from '../custom-message.js';
import type { Inputs, Outputs } from '../types.js';
import resolveConversation from './resolve-conversation.js';

type Input = Inputs['v1.0/resolve-conversation'];

/** Of an event that tells of a failure (documented). */
interface Failure {
  data?: { reason?: unknown; errorMessage?: unknown };
}

const openAlready = 'CONVERSATION_ALREADY_OPEN';

const isOpenAlready = (event: EventBody) => (event as Failure | null)?.data?.reason === openAlready;

/** The message of this failure is a sentence that ends in the id of the open task (documented). */
const openTaskOf = (event: EventBody): string | undefined => {
  if (!isOpenAlready(event)) return undefined;
  const { errorMessage } = (event as Failure).data!;
  return /([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})[\s."'\])]*$/i.exec(String(errorMessage))?.[1];
};

const refusals = {
  429: 'tooManyRequests',
  500: 'serviceUnavailable',
  502: 'error',
  503: 'serviceUnavailable',
  504: 'error',
  other: 'onError',
} as const;

/** Custom messaging (Beta): a task with the customer's message, or the message to the task that is open. */
export default method<Input, Outputs['v1.0/resolve-conversation']>()({
  label: 'Resolve Conversation',
  source: 'observed',
  request: { verb: 'POST', path: '/v2/tasks', source: 'documented' },
  outcomes: resolveConversation.outcomes,
  message: { channel: 'mediaChannel', id: 'transId' },
  answers: { 201: intermediate('accepted'), ...refusals },
  events: {
    'task:new': 'created',
    'task:failed': (event) => (isOpenAlready(event) ? 'appendFailed' : 'taskFailed'),
  },
  follow: {
    request: { verb: 'POST', path: '/v2/tasks/{id}/messages', source: 'documented' },
    answers: { 202: waiting, ...refusals },
    events: { 'task-message:appended': 'appended', 'task-message:append-failed': 'appendFailed' },
    reasons: [openAlready],
    build: (input: Input, call, event) => {
      const id = openTaskOf(event);
      const { channelParams } = customMessage(input, call.message!);
      return id === undefined
        ? undefined
        : { path: { id }, body: { mediaType: 'customMessaging', channelParams } };
    },
  },
  remedies: {
    403: 'This Beta answers 403 while custom messaging is off for the organization: ask Cisco to turn it on. Else give the connection the grant of a Service App with cjp:task_write.',
  },
  outputs: { transId: 'input.transId', taskId: '$.data.taskId', conversationOperation: 'outcome' },
  build: (input, call) => {
    const { channel, businessAddress } = call.message!;
    const { channelParams, refused, notes } = customMessage(input, call.message!);
    return {
      path: {},
      body: {
        origin: customerOf(input),
        destination: { id: businessAddress, type: 'businessAddress' },
        channelType: 'customMessaging',
        channel,
        channelParams,
      },
      refused,
      notes,
    };
  },
});
