import { method } from '#node-kit';
import type { Inputs, Outputs } from '../types.js';
import closedTaskOnWxcc from './closed-task-on-wxcc.js';

/** Cisco documents 202 as accepted for processing; what came of it reaches the agent's desktop alone. */
const unconfirmed = {
  pointer: '',
  message: 'A 202 of this API means accepted, not confirmed.',
  remedy: 'Wait for the event of the task when it matters.',
};

export default method<Inputs['v1.0/closed-task-on-wxcc'], Outputs['v1.0/closed-task-on-wxcc']>()({
  label: 'Closed Task on WxCC',
  source: 'observed',
  request: { verb: 'POST', path: '/v1/tasks/{id}/end', source: 'documented' },
  outcomes: closedTaskOnWxcc.outcomes,
  answers: { 202: 'Success', other: 'Error' },
  build: (input) => ({ path: { id: input.id ?? input.taskId }, notes: [unconfirmed] }),
});
