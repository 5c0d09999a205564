import { method, waiting } from '#node-kit';
import { buildRequest } from '../request.js';
import type { Inputs, Outputs } from '../types.js';

export default method<Inputs['v1.0/create-task'], Outputs['v1.0/create-task']>()({
  label: 'Create Task',
  source: 'documented',
  request: { verb: 'POST', path: '/v1/tasks', source: 'assumed' },
  outcomes: { created: 'success', 'Task failed': 'error', Error: 'error', onauthorizationfail: 'error' },
  answers: { 201: waiting, 202: waiting, other: 'Error' },
  callback: { created: 'created', failed: 'Task failed' },
  outputs: { 'Task ID': '$.id', 'Conversation ID': 'input.conversationId' },
  build: buildRequest,
});
