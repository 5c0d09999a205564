import type { TaskEvent } from './events.js';
import type { EventFault } from './faults.js';
import type { Webhooks } from './webhooks.js';

/** The published counterparts of what is told to Webex Connect; a task whose close waits for an answer has not ended. */
const typeOf = ({ type, data }: TaskEvent): 'task:connected' | 'task:ended' | undefined => {
  if (type === 'task:routed') return 'task:connected';
  return type === 'task:closed' && data.overrideDefaultClose !== 'true' ? 'task:ended' : undefined;
};

/** Tells the organization's subscriptions, too, that an agent has a task and that a task has ended (CloudEvents, documented). */
export const publishTaskEvent = (
  webhooks: Webhooks,
  orgId: string,
  event: TaskEvent,
  fault: EventFault | undefined,
): void => {
  const type = typeOf(event);
  // Nothing is planned for nobody: a plan moves the time of a simulated run.
  if (!type || !webhooks.of(orgId).some(({ eventTypes }) => eventTypes.includes(type))) return;
  const { id, owner, mediaType, mediaChannel, origin, destination, queue, direction } = event.data;
  const data = {
    ...{ taskId: String(id), channelType: mediaType, channel: mediaChannel, origin, destination },
    direction: String(direction).toUpperCase(),
    ...(queue !== '' && { queueId: queue }),
    ...(owner !== '' && { agentId: owner }),
    ...(type === 'task:ended' && { terminatingParty: 'Agent' }),
  };
  void webhooks.schedule(orgId, type, data, fault);
};
