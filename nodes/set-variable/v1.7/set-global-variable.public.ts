import { method } from '#node-kit';
import type { Inputs, Outputs } from '../types.js';
import setFlowVariable, { buildAttributes } from './set-flow-variable.public.js';

/** The same call as Set Flow Variable: an attribute that has a global variable's name sets it. */
export default method<Inputs['v1.7/set-global-variable'], Outputs['v1.7/set-global-variable']>()({
  ...setFlowVariable,
  label: 'Set Global Variable',
  source: 'documented',
  build: buildAttributes,
});
