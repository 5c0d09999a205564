import { method } from '#node-kit';
import type { Inputs, Outputs } from '../types.js';
import v1_0 from '../v1.0/resolve-conversation.public.js';

/** Who answers Task Closed is settled by the flow of the entry point. */
const uncarried = {
  pointer: '/overrideDefaultClose',
  message: 'Cisco publishes nothing for this choice: it is not sent.',
  remedy: 'Leave it out, or use the wire task.',
};

/** New: overrideDefaultClose, which is not on this wire. */
export default method<Inputs['v1.2/resolve-conversation'], Outputs['v1.2/resolve-conversation']>()({
  ...v1_0,
  build: (input, call) => {
    const request = v1_0.build(input, call);
    return input.overrideDefaultClose
      ? { ...request, notes: [...(request.notes ?? []), uncarried] }
      : request;
  },
});
