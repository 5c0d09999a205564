import { randomUUID } from 'node:crypto';
import { inOrder, type Position, positionOf, type Queue } from './queues.js';
import { refusal, type SetVariable, type Task } from './tasks.js';

export interface GlobalVariable {
  name: string;
  type: string;
}

export interface WorldSeed {
  orgId: string;
  queues: Queue[];
  globalVariables: GlobalVariable[];
}

/** What a request asks for and the state does not allow; told by the callback, not by the answer. */
export type Refusal = string | undefined;

/** The state of the organization: its queues and tasks, and what may happen to them. */
export class World {
  readonly tasks = new Map<string, Task>();
  readonly queues: Map<string, Queue>;
  readonly globalVariables: Map<string, GlobalVariable>;
  readonly orgId: string;

  constructor(seed: WorldSeed) {
    this.orgId = seed.orgId;
    this.queues = new Map(seed.queues.map((queue) => [queue.id, structuredClone(queue)]));
    this.globalVariables = new Map(seed.globalVariables.map((variable) => [variable.name, variable]));
  }

  createTask(fields: Partial<Pick<Task, 'id' | 'conversationId' | 'mediaType' | 'mediaChannel'>>): Task {
    const task: Task = {
      id: fields.id ?? randomUUID(),
      state: 'created',
      conversationId: fields.conversationId ?? randomUUID(),
      mediaType: fields.mediaType ?? 'chat',
      mediaChannel: fields.mediaChannel ?? 'web',
      priority: 10,
      variables: new Map(),
      createdAt: Date.now(),
    };
    this.tasks.set(task.id, task);
    return task;
  }

  queueTask(
    task: Task,
    request: { queueId: string; conversationId: string; mediaType: string; priority: string },
  ): Refusal {
    const refused = refusal(task, 'queued');
    if (refused) return refused;
    const queue = this.queues.get(request.queueId);
    if (!queue) return `There is no queue ${request.queueId}.`;
    if (queue.mediaType !== request.mediaType)
      return `The queue ${queue.name} takes ${queue.mediaType}, not ${request.mediaType}.`;
    if (task.conversationId !== request.conversationId) return 'The conversation is not the one of the task.';
    task.state = 'queued';
    task.queueId = queue.id;
    task.priority = request.priority === '' ? 10 : Number(request.priority);
    task.queuedAt = Date.now();
    task.queuedPlace = inOrder(this.tasks.values(), queue.id).findIndex(({ id }) => id === task.id) + 1;
    return undefined;
  }

  /** An agent takes the task; the wait becomes a sample of the queue. */
  connectTask(task: Task, agentId: string): Refusal {
    const refused = refusal(task, 'connected');
    if (refused) return refused;
    const queue = this.queues.get(task.queueId ?? '');
    if (queue && task.queuedAt && task.queuedPlace)
      queue.served.push({
        at: Date.now(),
        millisecondsPerPlace: (Date.now() - task.queuedAt) / task.queuedPlace,
      });
    task.state = 'connected';
    task.agentId = agentId;
    return undefined;
  }

  closeTask(task: Task): Refusal {
    const refused = refusal(task, 'closed');
    if (!refused) task.state = 'closed';
    return refused;
  }

  setVariables(task: Task, variables: SetVariable[]): Refusal {
    if (task.state === 'closed') return 'The task is closed.';
    for (const { name, type, global } of variables) {
      const known = this.globalVariables.get(name);
      if (global && !known) return `There is no global variable ${name}.`;
      if (global && known && known.type !== type)
        return `The global variable ${name} is of type ${known.type}, not ${type}.`;
    }
    for (const variable of variables) task.variables.set(variable.name, variable);
    return undefined;
  }

  position(task: Task, queue: Queue, lookbackMinutes: number): Position {
    return positionOf(task, queue, this.tasks.values(), lookbackMinutes, Date.now());
  }

  /** For people and tests. */
  describe() {
    const now = Date.now();
    return {
      orgId: this.orgId,
      tasks: [...this.tasks.values()].map((task) => ({ ...task, variables: [...task.variables.values()] })),
      queues: [...this.queues.values()].map((queue) => ({
        id: queue.id,
        name: queue.name,
        mediaType: queue.mediaType,
        waiting: inOrder(this.tasks.values(), queue.id).map(({ id }) => id),
        served: queue.served.map(({ at, millisecondsPerPlace }) => ({
          agoMs: now - at,
          millisecondsPerPlace,
        })),
      })),
      globalVariables: [...this.globalVariables.values()],
    };
  }
}
