import type { FlowEvent } from './event.js';
import { madeUpBody } from './made-up-body.js';
import { messageOf } from './new/channel-facts.js';
import { type TaskEventName, taskEventTypes } from './start-outputs.js';
import type { Start } from './types.js';

const taskData = (event: TaskEventName, wantsAnswer: boolean) => ({
  id: '3f2c1a00-0000-4000-8000-0000000000a1',
  owner: 'a9e27000-0000-4000-8000-000000000001',
  origin: 'browser-1',
  destination: 'OR06143228',
  mediaChannel: 'web',
  mediaType: 'chat',
  direction: 'inbound',
  queue: 'c0ffee00-0000-4000-8000-00000000000a',
  customerId: 'ada@example.com',
  ...(event === 'Task Modified' && { context: 'add' }),
  ...(event === 'Task Closed' && { overrideDefaultClose: String(wantsAnswer) }),
  variables: [
    { name: 'mediaResourceId', value: '3f2c1a00-0000-4000-8000-0000000000c1' },
    { name: 'customerName', value: 'Ada' },
    { name: 'IssueType', value: 'Order' },
  ],
});

/**
 * An event that starts a flow, where nobody has given one: a message as customers write it, an event of a task at the
 * sandbox. Whether Task Closed asks the flow for an answer is `wantsAnswer`.
 */
export const madeUpEvent = (start: Start, wantsAnswer = true): FlowEvent => {
  switch (start.kind) {
    case 'channelMessage':
      return { kind: 'channelMessage', channel: start.channel, message: messageOf(start.channel) };
    case 'webhook':
      return { kind: 'webhook', body: madeUpBody(start.outputs) };
    case 'taskEvent':
      return {
        kind: 'taskEvent',
        event: start.event,
        body: { type: taskEventTypes[start.event], data: taskData(start.event, wantsAnswer) },
      };
  }
};
