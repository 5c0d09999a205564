import type { Json } from '../node-kit/method.js';
import { isObject } from '../schema/schema.js';
import type { FlowEvent } from './event.js';
import type { TaskEventName } from './start-outputs.js';

/**
 * Cisco delivers the WxCC Task v2 events to Webex Connect alone. An agent who accepts and a task that ends are told by
 * its published events too, so that these can stand for them (assumed); nothing there stands for Task Modified.
 */
const counterparts: Record<string, TaskEventName> = {
  'task:connected': 'Task Routed',
  'task:ended': 'Task Closed',
};

/** What the published events call otherwise (the names are documented, that they mean the same is assumed). */
const names: Record<string, string> = {
  id: 'taskId',
  owner: 'agentId',
  queue: 'queueId',
  mediaType: 'channelType',
  mediaChannel: 'channel',
};

/** The types of events by which a flow can be started. */
export const startingTypes = Object.keys(counterparts);

/**
 * What a published event starts a flow with; undefined when it starts none. The event stays whole; what it does not
 * tell has no value in the flow, its variables for example.
 */
export const flowEventOf = (published: Json): FlowEvent | undefined => {
  if (!isObject(published) || !isObject(published.data)) return undefined;
  const { type, data } = published;
  const event =
    typeof type === 'string' && Object.hasOwn(counterparts, type) ? counterparts[type] : undefined;
  if (event === undefined) return undefined;
  const renamed = Object.entries(names).flatMap(([name, theirs]) =>
    data[theirs] === undefined ? [] : [[name, data[theirs]]],
  );
  return {
    kind: 'taskEvent',
    event,
    body: { ...published, data: { ...Object.fromEntries(renamed), ...data } },
  };
};
