import { type CallContext, type FetchedRecord, method } from '#node-kit';
import type { Inputs, Outputs } from '../types.js';
import { valueText } from '../value.js';
import setFlowVariable from './set-flow-variable.js';

/** The list that `wxcc-nodes lookup set-variable/global-variables` keeps. */
const list = 'global-variables';

const fetchedVariable = (call: CallContext, name: string): FetchedRecord =>
  call.fetched?.[list]?.find((record) => record.name === name) ?? {};

/**
 * The same call as Set Flow Variable with `global` true. How agents see the variable is decided in Control Hub: as
 * fetched, else false and the name (assumed).
 */
export default method<Inputs['v1.7/set-global-variable'], Outputs['v1.7/set-global-variable']>()({
  ...setFlowVariable,
  label: 'Set Global Variable',
  source: 'documented',
  build: (input, call) => ({
    path: { id: input.taskId },
    body: {
      id: input.taskId,
      orgId: call.orgId,
      vrbls: input.variables.map((variable) => {
        const fetched = fetchedVariable(call, variable.name);
        return {
          name: variable.name,
          type: variable.type,
          value: valueText(variable.value),
          agentViewable: fetched.agentViewable === true,
          desktopLabel: fetched.desktopLabel || variable.name,
          agentEditable: fetched.agentEditable === true,
          global: true,
          reportable: fetched.reportable === true,
        };
      }),
      callbackURL: call.callbackUrl,
    },
  }),
});
