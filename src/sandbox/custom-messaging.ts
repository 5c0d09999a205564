import type { Task } from './tasks.js';
import type { World } from './world.js';

/** A customer's message on a channel of the organization's own (documented). */
export interface CustomMessage {
  type: 'text' | 'text-with-attachments';
  message: { aliasId: string; text?: string; attachments?: unknown[]; timestamp: number };
}

export interface FirstMessage {
  origin: { id: string; name?: string | null };
  destination: { id: string };
  channel: string;
  globalVariables?: Record<string, string>;
  channelParams: CustomMessage;
}

/** Why a task does not come about, in the API's words (documented). */
interface Failed {
  reason: string;
  errorMessage: string;
}

/** What a task or a message is told with. */
export interface Told {
  type: 'task:new' | 'task:failed' | 'task-message:appended' | 'task-message:append-failed';
  failed?: Failed;
}

const keyOf = ({ channel, origin, destination }: FirstMessage) =>
  JSON.stringify(['customMessaging', channel, destination.id, origin.id]);

const isOpen = (world: World, taskId: string) => {
  const task = world.tasks.get(taskId);
  return task !== undefined && task.state !== 'closed';
};

const addTask = (
  world: World,
  id: string,
  { origin, destination, channel }: FirstMessage,
  conversationId: string,
): Task =>
  world.addTask({
    ...{ id, conversationId, mediaType: 'customMessaging', mediaChannel: channel },
    ...{ origin: origin.id, destination: destination.id, customerId: origin.id },
    customerName: origin.name ?? origin.id,
    direction: 'inbound',
    overrideDefaultClose: false,
  });

/** What comes of the first message: a conversation with a task of this id, or why not. */
export const beginTask = (world: World, id: string, first: FirstMessage): Told => {
  const key = keyOf(first);
  const open = [...world.conversations.values()].find((one) => one.key === key && isOpen(world, one.taskId));
  if (open)
    return {
      type: 'task:failed',
      failed: {
        reason: 'CONVERSATION_ALREADY_OPEN',
        // A sentence that ends in the id (documented).
        errorMessage: `The customer has an open conversation, whose task is ${open.taskId}`,
      },
    };
  const unknown = world.noEntryPoint(first.destination.id);
  if (unknown !== undefined)
    return {
      type: 'task:failed',
      failed: { reason: 'ENTRY_POINT_NOT_FOUND', errorMessage: unknown },
    };
  const conversationId = world.newId();
  const task = addTask(world, id, first, conversationId);
  for (const [name, value] of Object.entries(first.globalVariables ?? {}))
    task.variables.set(name, {
      ...{ name, type: 'String', value, agentViewable: false, desktopLabel: '', agentEditable: false },
      ...{ global: true, reportable: false },
    });
  world.conversations.set(conversationId, {
    ...{ id: conversationId, key, mediaChannel: first.channel, taskId: id, messageIds: [] },
    messages: [JSON.stringify(first.channelParams)],
  });
  return { type: 'task:new' };
};

/** What comes of a further message to a task. */
export const appendMessage = (world: World, taskId: string, message: CustomMessage): Told => {
  const conversation = [...world.conversations.values()].find((one) => one.taskId === taskId);
  if (!conversation || !isOpen(world, taskId))
    return {
      type: 'task-message:append-failed',
      failed: { reason: 'NOT_FOUND', errorMessage: `There is no open task ${taskId}` },
    };
  conversation.messages.push(JSON.stringify(message));
  return { type: 'task-message:appended' };
};
