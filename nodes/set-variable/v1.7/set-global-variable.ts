import { method } from '#node-kit';
import type { Inputs, Outputs } from '../types.js';
import { valueText } from '../value.js';
import setFlowVariable from './set-flow-variable.js';

/** The same call as Set Flow Variable with `global` true. */
export default method<Inputs['v1.7/set-global-variable'], Outputs['v1.7/set-global-variable']>()({
  ...setFlowVariable,
  label: 'Set Global Variable',
  source: 'documented',
  build: (input, call) => ({
    path: { id: input.taskId },
    body: {
      id: input.taskId,
      orgId: call.orgId,
      vrbls: input.variables.map((variable) => ({
        name: variable.name,
        type: variable.type,
        value: valueText(variable.value),
        agentViewable: false,
        desktopLabel: variable.name,
        agentEditable: false,
        global: true,
        reportable: false,
      })),
      callbackURL: call.callbackUrl,
    },
  }),
});
