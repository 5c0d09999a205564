import { inOrder, type Position, positionOf, type Queue } from './queues.js';
import { refusal, type SetVariable, type Task } from './tasks.js';
import type { World } from './world.js';

/** Why something cannot happen; undefined when it did. */
export type Refusal = string | undefined;

export interface QueueRequest {
  queueId: string;
  mediaType: string;
  /** "1" to "10", or empty. */
  priority: string;
  /** Agents who have not taken it. */
  passedBy?: Task['passedBy'];
  /** Since when it waits; from now on when left out. */
  since?: number;
}

/** An agent of the queue who answers by habit, and has not passed it by, takes the task if it still waits by then. */
export const offerTask = (world: World, task: Task): void => {
  const { turn, queueId } = task;
  const hasPassed = (id: string) => task.passedBy.some(({ agentId }) => agentId === id);
  const agent = [...world.agents.values()].find(
    ({ id, queues, answersAfterMs }) =>
      answersAfterMs !== undefined && queues.includes(queueId ?? '') && !hasPassed(id),
  );
  if (!agent) return;
  world.later(agent.answersAfterMs!, () => {
    if (task.turn === turn && !hasPassed(agent.id)) connectTask(world, task, agent.id);
  });
};

/** Puts a task into a queue; an agent of the queue who answers by habit will take it. */
export const queueTask = (world: World, task: Task, request: QueueRequest): Refusal => {
  const refused = refusal(task, 'queued');
  if (refused) return refused;
  const queue = world.queues.get(request.queueId);
  if (!queue) return `There is no queue ${request.queueId}.`;
  if (queue.mediaType !== request.mediaType)
    return `The queue ${queue.name} takes ${queue.mediaType}, not ${request.mediaType}.`;
  task.state = 'queued';
  task.agents = [];
  task.passedBy = request.passedBy ?? [];
  task.queueId = queue.id;
  task.priority = request.priority === '' ? 10 : Number(request.priority);
  task.turn += 1;
  task.queuedAt = request.since ?? world.now;
  task.queuedPlace = inOrder(world.tasks.values(), queue.id).findIndex(({ id }) => id === task.id) + 1;
  offerTask(world, task);
  return undefined;
};

/** An agent takes the task; the wait becomes a sample of the queue. */
export const connectTask = (world: World, task: Task, agentId: string): Refusal => {
  const refused = refusal(task, 'connected');
  if (refused) return refused;
  const agent = world.agents.get(agentId);
  if (!agent) return `There is no agent ${agentId}.`;
  const queue = world.queues.get(task.queueId ?? '');
  if (queue && task.queuedAt && task.queuedPlace)
    queue.served.push({
      at: world.now,
      millisecondsPerPlace: (world.now - task.queuedAt) / task.queuedPlace,
    });
  task.state = 'connected';
  task.turn += 1;
  task.agents = [agentId];
  task.pending = { kind: 'routed', agentId };
  world.tell('task:routed', task, agentId);
  const { turn } = task;
  if (agent.closesAfterMs !== undefined)
    world.later(agent.closesAfterMs, () => {
      // Who has handed it on does not close it.
      if (task.turn === turn && task.agents[0] === agentId) endByAgent(world, task);
    });
  return undefined;
};

/** The agent clicks on close, or the customer leaves: the flow is told, and asked when it wants to be. */
export const endByAgent = (world: World, task: Task): Refusal => {
  const refused = refusal(task, task.overrideDefaultClose ? 'closing' : 'closed');
  if (refused) return refused;
  const owner = task.agents[0] ?? '';
  task.state = task.overrideDefaultClose ? 'closing' : 'closed';
  if (task.overrideDefaultClose) task.pending = { kind: 'closed', agentId: owner };
  else delete task.pending;
  world.tell('task:closed', task, owner);
  return undefined;
};

export const setVariables = (world: World, task: Task, variables: SetVariable[]): Refusal => {
  if (task.state === 'closed') return 'The task is closed.';
  for (const { name, type, global } of variables) {
    const known = world.globalVariables.get(name);
    if (global && !known) return `There is no global variable ${name}.`;
    if (global && known && known.type !== type)
      return `The global variable ${name} is of type ${known.type}, not ${type}.`;
  }
  for (const variable of variables) task.variables.set(variable.name, variable);
  return undefined;
};

export const position = (world: World, task: Task, queue: Queue, lookbackMinutes: number): Position =>
  positionOf(task, queue, world.tasks.values(), lookbackMinutes, world.now);
