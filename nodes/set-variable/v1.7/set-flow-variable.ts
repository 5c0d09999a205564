import { method, waiting } from '#node-kit';
import type { Inputs, Outputs } from '../types.js';
import { valueText } from '../value.js';

export default method<Inputs['v1.7/set-flow-variable'], Outputs['v1.7/set-flow-variable']>()({
  label: 'Set Flow Variable',
  source: 'observed',
  request: { verb: 'POST', path: '/v1/tasks/{id}/variables', source: 'assumed' },
  outcomes: {
    'Task Updated': 'success',
    'Task Failed': 'error',
    'Invalid Token': 'error',
    'Bad Request': 'error',
    'Not Found': 'error',
    serviceUnavailable: 'error',
    onauthorizationfail: 'error',
  },
  answers: {
    200: waiting,
    202: waiting,
    400: 'Bad Request',
    401: 'Invalid Token',
    404: 'Not Found',
    '5xx': 'serviceUnavailable',
    other: 'Task Failed',
  },
  callback: { updated: 'Task Updated', failed: 'Task Failed' },
  outputs: { 'Task ID': '$.id', responsePayload: '$' },
  build: (input, call) => ({
    path: { id: input.taskId },
    body: {
      id: input.taskId,
      orgId: call.orgId,
      vrbls: input.variables.map((variable) => ({
        name: variable.name,
        type: variable.type,
        value: valueText(variable.value),
        agentViewable: variable.agentViewable ?? false,
        desktopLabel: variable.desktopLabel ?? '',
        agentEditable: variable.agentEditable ?? false,
        global: false,
        reportable: false,
      })),
      callbackURL: call.callbackUrl,
    },
  }),
});
