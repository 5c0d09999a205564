import type { FlowEvent } from './event.js';
import { channelFacts } from './new/channel-facts.js';
import { type TaskEventName, taskEventTypes } from './start-outputs.js';
import type { Start } from './types.js';

const taskData = (event: TaskEventName) => ({
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
  ...(event === 'Task Closed' && { overrideDefaultClose: 'true' }),
  variables: [
    { name: 'mediaResourceId', value: '3f2c1a00-0000-4000-8000-0000000000c1' },
    { name: 'customerName', value: 'Ada' },
    { name: 'IssueType', value: 'Order' },
  ],
});

/** `order.items[0].id` with a value, inside the objects that it names. */
const put = (body: { [key: string]: unknown }, path: string): void => {
  const keys = path.replace(/\[(\d+)\]/g, '.$1').split('.');
  let place = body;
  for (const key of keys.slice(0, -1)) {
    const inside = place[key];
    place[key] = inside !== null && typeof inside === 'object' ? inside : {};
    place = place[key] as { [key: string]: unknown };
  }
  place[keys.at(-1)!] ??= `a ${keys.at(-1)}`;
};

/** An event that starts a flow, where nobody has given one: a message as customers write it, an event of a task at the sandbox. */
export const madeUpEvent = (start: Start): FlowEvent => {
  switch (start.kind) {
    case 'channelMessage':
      return { kind: 'channelMessage', channel: start.channel, message: channelFacts[start.channel].message };
    case 'webhook': {
      const body = {};
      for (const output of start.outputs) put(body, output);
      return { kind: 'webhook', body };
    }
    case 'taskEvent':
      return {
        kind: 'taskEvent',
        event: start.event,
        body: { type: taskEventTypes[start.event], data: taskData(start.event) },
      };
  }
};
