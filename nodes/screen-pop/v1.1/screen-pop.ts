import { method } from '#node-kit';
import type { Inputs, Outputs } from '../types.js';

const withoutEmptyKeys = (parameters: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(parameters).filter(([key]) => key !== ''));

export default method<Inputs['v1.1/screen-pop'], Outputs['v1.1/screen-pop']>()({
  label: 'Screen Pop',
  source: 'observed',
  request: { verb: 'POST', path: '/v1/organizations/{orgId}/screen-pop', source: 'assumed' },
  outcomes: {
    onScreenPopSuccess: 'success',
    onScreenPopFailure: 'error',
    serviceUnavailable: 'error',
    onauthorizationfail: 'error',
  },
  answers: {
    200: 'onScreenPopSuccess',
    202: 'onScreenPopSuccess',
    204: 'onScreenPopSuccess',
    '5xx': 'serviceUnavailable',
    other: 'onScreenPopFailure',
  },
  remedies: {
    409: 'Take the agent from the event that started the flow: the one that the call names is not in the conversation.',
  },
  build: (input, call) => ({
    path: { orgId: call.orgId },
    body: {
      transid: input.taskId,
      agentId: input.agentId,
      screenPopUrl: input.screenPopUrl,
      target: input.loadingBehavior,
      queryParameters: withoutEmptyKeys(input.queryParameters ?? {}),
    },
  }),
});
