import { method } from '#node-kit';
import type { Inputs, Outputs } from '../types.js';

/** The names of the wire follow Close Task Accept, the nearest that was observed. */
export default method<Inputs['v1.1/routed-accepted'], Outputs['v1.1/routed-accepted']>()({
  label: 'Routed Accepted',
  source: 'documented',
  request: { verb: 'POST', path: '/v1/tasks/{id}/routed/accept', source: 'assumed' },
  outcomes: { onTaskRouted: 'success', onTaskRoutedFailure: 'error', onauthorizationfail: 'error' },
  answers: { 200: 'onTaskRouted', 202: 'onTaskRouted', other: 'onTaskRoutedFailure' },
  remedies: {
    409: 'No Task Routed event of this agent waits for an answer: each is answered once, with the agent and the conversation that it names.',
  },
  build: (input, call) => ({
    path: { id: input.id ?? input.taskId },
    body: {
      id: input.taskId,
      orgid: call.orgId,
      agent: input.agentId,
      queueid: input.queueId,
      mediaResourceId: input.mediaResourceId,
      mediaType: input.mediaType,
      href: call.callbackUrl,
    },
  }),
});
