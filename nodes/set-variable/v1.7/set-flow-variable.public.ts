import { type CallContext, method, type WireRequest } from '#node-kit';
import type { Inputs, Outputs } from '../types.js';
import { valueText } from '../value.js';
import setFlowVariable from './set-flow-variable.js';

type Variables = { taskId: string; variables: { name: string; value: string | number | boolean }[] };

/** Cisco documents 202 as accepted for processing; what came of it reaches the agent's desktop alone. */
const unconfirmed = {
  pointer: '',
  message:
    'A 202 of this API means accepted, not confirmed; on digital tasks nobody outside Cisco has verified it.',
  remedy: 'Look at the task in the desktop when it matters.',
};

/** The attributes of the task: name and text. At most 30, of 200 and 1024 bytes. */
export const buildAttributes = ({ taskId, variables }: Variables, _call: CallContext): WireRequest => ({
  path: { id: taskId },
  body: { attributes: Object.fromEntries(variables.map(({ name, value }) => [name, valueText(value)])) },
  notes: [unconfirmed],
});

export default method<Inputs['v1.7/set-flow-variable'], Outputs['v1.7/set-flow-variable']>()({
  label: 'Set Flow Variable',
  source: 'observed',
  request: { verb: 'PATCH', path: '/v1/tasks/{id}', source: 'documented' },
  outcomes: setFlowVariable.outcomes,
  answers: {
    202: 'Task Updated',
    400: 'Bad Request',
    401: 'Invalid Token',
    404: 'Not Found',
    '5xx': 'serviceUnavailable',
    other: 'Task Failed',
  },
  outputs: { 'Task ID': 'input.taskId', responsePayload: '$' },
  missing: ['responsePayload'],
  build: buildAttributes,
});
