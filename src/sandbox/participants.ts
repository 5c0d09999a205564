import { connectTask, endByAgent, offerTask, queueTask, type Refusal } from './queueing.js';
import { refusal, type Task } from './tasks.js';
import type { World } from './world.js';

/** A second agent joins (conference), or takes over when the first one leaves. */
const addAgent = (world: World, task: Task, agentId: string): Refusal => {
  if (task.state !== 'connected') return `The task is ${task.state}; nobody can join.`;
  if (!world.agents.has(agentId)) return `There is no agent ${agentId}.`;
  if (task.agents.includes(agentId)) return `The agent ${agentId} is in the conversation already.`;
  task.agents.push(agentId);
  task.pending = { kind: 'modified', agentId, context: 'add' };
  world.tell('task:modified', task, agentId, 'add');
  return undefined;
};

const removeAgent = (world: World, task: Task, agentId: string): Refusal => {
  if (task.state !== 'connected') return `The task is ${task.state}; nobody can leave.`;
  if (!task.agents.includes(agentId)) return `The agent ${agentId} is not in the conversation.`;
  if (task.agents.length === 1) return 'The last agent closes the task instead of leaving.';
  task.agents = task.agents.filter((id) => id !== agentId);
  task.pending = { kind: 'modified', agentId, context: 'remove' };
  world.tell('task:modified', task, agentId, 'remove');
  return undefined;
};

/** Hands the conversation from its owner to another agent, or back to a queue, where it waits like any other. */
const transfer = (world: World, task: Task, agentId: string, queueId?: string): Refusal => {
  if (queueId !== undefined) {
    if (task.state !== 'connected') return `The task is ${task.state}; nobody can hand it on.`;
    const refused = queueTask(world, task, { queueId, mediaType: task.mediaType, priority: '' });
    if (!refused) delete task.pending;
    return refused;
  }
  const [owner] = task.agents;
  const refused = addAgent(world, task, agentId);
  if (refused || owner === undefined) return refused;
  task.agents = task.agents.filter((id) => id !== owner);
  return undefined;
};

/** The agent does not take the task, or does not answer: it keeps its place in its queue, and is offered to others. */
const notTaken =
  (what: string) =>
  (world: World, task: Task, agentId: string): Refusal => {
    if (!world.agents.has(agentId)) return `There is no agent ${agentId}.`;
    if (task.state === 'queued') {
      task.passedBy.push({ agentId, what });
      offerTask(world, task);
      return undefined;
    }
    const isOffered =
      task.state === 'connected' && task.pending?.kind === 'routed' && task.agents[0] === agentId;
    if (!isOffered || task.queueId === undefined)
      return `The task is ${task.state}; it is not offered to ${agentId}.`;
    const passedBy = [...task.passedBy, { agentId, what }];
    const refused = queueTask(world, task, {
      queueId: task.queueId,
      mediaType: task.mediaType,
      priority: task.priority === 10 ? '' : String(task.priority),
      passedBy,
      ...(task.queuedAt !== undefined && { since: task.queuedAt }),
    });
    if (!refused) delete task.pending;
    return refused;
  };

/** What people do at the contact centre; the admin endpoint's actions by name. */
export const actions: Record<
  string,
  (world: World, task: Task, agentId: string, queueId?: string) => Refusal
> = {
  connect: connectTask,
  conference: addAgent,
  leave: removeAgent,
  transfer,
  decline: notTaken('decline'),
  rona: notTaken('rona'),
  close: (world, task) => {
    if (task.state === 'connected') return endByAgent(world, task);
    const refused = refusal(task, 'closed');
    if (!refused) task.state = 'closed';
    return refused;
  },
};
