import { method } from '#node-kit';
import type { Inputs, Outputs } from '../types.js';
import v1_0 from '../v1.0/resolve-conversation.js';

/** New: overrideDefaultClose. */
export default method<Inputs['v1.2/resolve-conversation'], Outputs['v1.2/resolve-conversation']>()({
  ...v1_0,
  build: (input, call) => {
    const request = v1_0.build(input, call);
    return {
      ...request,
      body: { ...request.body, overrideDefaultClose: input.overrideDefaultClose ?? false },
    };
  },
});
