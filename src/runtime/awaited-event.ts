import { follow } from '../ground/pointer.js';
import type { EventBody } from '../node-kit/method.js';

/** What the events of a call bring back. */
export interface EventKeys {
  /** Of the message. */
  aliasId: string | undefined;
  /** Of the task. */
  taskId: unknown;
}

const textAt = (event: EventBody, ...keys: string[]): string | undefined => {
  const value = follow(event, keys);
  return typeof value === 'string' ? value : undefined;
};

const aliasOf = (event: EventBody) => textAt(event, 'data', 'channelParams', 'message', 'aliasId');

/** Whether an event names the call's own message. */
const namesMessage = (event: EventBody, { aliasId }: EventKeys): boolean =>
  aliasId !== undefined && aliasOf(event)?.toLowerCase() === aliasId.toLowerCase();

/**
 * Whether an event may be the one that a call waits for: of one of these types, and about its message; where it names
 * no message, as a failure does not (documented), about its task.
 */
export const isAwaited =
  (types: string[], keys: EventKeys) =>
  (event: EventBody): boolean => {
    if (!types.includes(textAt(event, 'type') ?? '')) return false;
    if (aliasOf(event) !== undefined && keys.aliasId !== undefined) return namesMessage(event, keys);
    return typeof keys.taskId === 'string' && textAt(event, 'data', 'taskId') === keys.taskId;
  };

/**
 * The type of an event that is about a call's message or task, and which the call does not wait for; undefined for an
 * event of another one.
 */
export const otherType = (types: string[], keys: EventKeys, event: EventBody): string | undefined => {
  const type = textAt(event, 'type') ?? '';
  return !types.includes(type) && isAwaited([type], keys)(event) ? type : undefined;
};

/** Whether an event tells of the call itself: of its task, or, as a task may have several messages, of its very message. */
export const isProof = (event: EventBody, keys: EventKeys): boolean =>
  !textAt(event, 'type')?.startsWith('task-message:') || namesMessage(event, keys);
