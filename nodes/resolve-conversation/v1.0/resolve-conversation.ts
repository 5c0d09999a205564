import { intermediate, type Json, jsonText, method } from '#node-kit';
import type { Inputs, Outputs } from '../types.js';

type Callback = { conversationOperation?: unknown; reason?: unknown };

const operation = (body: Json) => {
  const { conversationOperation: done } = body as Callback;
  return done === 'created' || done === 'reopened' || done === 'appended' ? done : 'onInvalidChoice';
};

const failure = (body: Json) => {
  const { reason } = body as Callback;
  if (reason === 'task') return 'taskFailed';
  return reason === 'append' ? 'appendFailed' : 'onInvalidChoice';
};

export default method<Inputs['v1.0/resolve-conversation'], Outputs['v1.0/resolve-conversation']>()({
  label: 'Resolve Conversation',
  source: 'observed',
  request: { verb: 'POST', path: '/v1/conversations/resolve', source: 'assumed' },
  outcomes: {
    accepted: 'success',
    created: 'success',
    reopened: 'success',
    appended: 'success',
    taskFailed: 'error',
    appendFailed: 'error',
    tooManyRequests: 'error',
    serviceUnavailable: 'error',
    error: 'error',
    onauthorizationfail: 'error',
  },
  answers: {
    202: intermediate('accepted'),
    429: 'tooManyRequests',
    500: 'serviceUnavailable',
    502: 'error',
    503: 'serviceUnavailable',
    504: 'error',
    other: 'onError',
  },
  callback: { success: operation, failed: failure },
  outputs: {
    transId: '$.transId',
    taskId: '$.taskId',
    conversationOperation: '$.conversationOperation',
  },
  build: (input, call) => ({
    path: {},
    headers: { flowId: input.flowId, trackingId: input.transId },
    body: {
      transId: input.transId,
      mediatype: input.mediaType,
      channel: input.mediaChannel,
      details: jsonText(input.details),
      orgid: call.orgId,
      href: call.callbackUrl,
    },
  }),
});
