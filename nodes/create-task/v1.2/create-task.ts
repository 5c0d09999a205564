import { method } from '#node-kit';
import { buildRequest } from '../request.js';
import type { Inputs, Outputs } from '../types.js';
import v1_0 from '../v1.0/create-task.js';

/** New: hasAttachments is true or false, on the wire too, instead of text that the flow computes. */
export default method<Inputs['v1.2/create-task'], Outputs['v1.2/create-task']>()({
  ...v1_0,
  build: buildRequest,
});
