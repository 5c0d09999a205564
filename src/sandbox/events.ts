import type { Task } from './tasks.js';

export type EventType = 'task:routed' | 'task:modified' | 'task:closed';

/** The body that a WxCC Task v2 event brings (CONTRACT section 5; the type words are assumed). */
export interface TaskEvent {
  type: EventType;
  data: Record<string, unknown>;
}

export const taskEvent = (
  type: EventType,
  task: Task,
  about: { orgId: string; queueName: string; agentName: string; agentId: string; context?: string },
): TaskEvent => {
  const own = {
    mediaResourceId: task.conversationId,
    orgId: about.orgId,
    mediaChannel: task.mediaChannel,
    contactId: task.id,
    mediaType: task.mediaType,
    queueId: task.queueId ?? '',
    queueName: about.queueName,
    ani: task.origin,
    dn: task.destination,
    contactDirection: task.direction,
    agentId: about.agentId,
    agentName: about.agentName,
  };
  const set = [...task.variables.values()].map(({ name, value }) => ({ name, value }));
  return {
    type,
    data: {
      id: task.id,
      owner: about.agentId,
      ...(about.context && { context: about.context }),
      origin: task.origin,
      destination: task.destination,
      mediaChannel: task.mediaChannel,
      mediaType: task.mediaType,
      direction: task.direction,
      queue: task.queueId ?? '',
      customerId: task.customerId,
      ...(type === 'task:closed' && { overrideDefaultClose: String(task.overrideDefaultClose) }),
      variables: [...Object.entries(own).map(([name, value]) => ({ name, value })), ...set],
    },
  };
};
