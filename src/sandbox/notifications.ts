import { ApiError } from './envelopes.js';
import { type Pending, refusal, type Task } from './tasks.js';
import type { World } from './world.js';

export interface Notification {
  kind: Pending['kind'];
  /** Close Task Accept names a queue instead of an agent. */
  agent?: string;
  queue?: string;
  conversation: string;
}

const conflict = (message: string) => new ApiError(409, message);

/** What the notification answers; each event can be answered once, by what it named. Throws ApiError. */
const pendingOf = (world: World, task: Task, { kind, agent, queue, conversation }: Notification): Pending => {
  if (agent !== undefined && !world.agents.has(agent)) throw new ApiError(404, `There is no agent ${agent}.`);
  if (queue !== undefined && !world.queues.has(queue)) throw new ApiError(404, `There is no queue ${queue}.`);
  const { pending } = task;
  if (pending?.kind !== kind)
    throw conflict(`The task is ${task.state} and waits for no answer to task:${kind}.`);
  if (agent !== undefined && pending.agentId !== agent)
    throw conflict(`The event was about the agent ${pending.agentId}, not ${agent}.`);
  if (conversation !== task.conversationId) throw conflict('The conversation is not the one of the task.');
  return pending;
};

export const accept = (world: World, task: Task, notification: Notification): string => {
  const { agentId, context } = pendingOf(world, task, notification);
  delete task.pending;
  if (notification.kind === 'closed') task.state = 'closed';
  const what = { routed: `added ${agentId}`, modified: `${context} ${agentId} stands`, closed: 'closed' };
  return what[notification.kind];
};

/** Undoes what the event told: the agent goes, or comes back, or the task is open again. */
export const reject = (world: World, task: Task, notification: Notification): string => {
  const { agentId, context } = pendingOf(world, task, notification);
  delete task.pending;
  if (notification.kind === 'closed') task.state = 'connected';
  else if (notification.kind === 'routed') {
    task.agents = [];
    task.state = 'queued';
  } else if (context === 'add') task.agents = task.agents.filter((id) => id !== agentId);
  else task.agents.push(agentId);
  return `took back task:${notification.kind} of ${agentId}`;
};

/** Close Task on WxCC. Throws ApiError when the task is over. */
export const closeDirectly = (task: Task): string => {
  const refused = refusal(task, 'closed');
  if (refused) throw conflict(refused);
  task.state = 'closed';
  delete task.pending;
  return 'closed';
};
