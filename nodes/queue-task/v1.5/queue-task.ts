import { method } from '#node-kit';
import type { Inputs, Outputs } from '../types.js';
import v1_3 from '../v1.3/queue-task.js';

/** New: the queue may be dynamic. Which kind it is stays in the form; the wire has one key for both. */
export default method<Inputs['v1.5/queue-task'], Outputs['v1.5/queue-task']>()({
  ...v1_3,
  build: (input, call) =>
    v1_3.build(
      { ...input, queueId: input.queueType === 'dynamic' ? input.dynamicQueueId : input.queueId },
      call,
    ),
});
