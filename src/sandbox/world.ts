import { randomUUID } from 'node:crypto';
import type { Agenda } from './clock.js';
import type { AuditEntry } from './config-api/audit-logs.js';
import type { EventType, TaskEvent } from './events.js';
import { taskEvent } from './events.js';
import { inOrder, type Queue, samplesOf } from './queues.js';
import type { AgentSeed, GlobalVariableSeed, OrganizationSeed, QueueSeed, SkillSeed } from './seed.js';
import { newTask, type Task, type TaskFields } from './tasks.js';

export interface Conversation {
  id: string;
  /** What makes two messages belong together; see conversations.ts. */
  key: string;
  mediaChannel: string;
  taskId: string;
  /** Each message's details, as they came. */
  messages: string[];
  /** Message-IDs of e-mails, for In-Reply-To. */
  messageIds: string[];
}

/** The state of one organization. What may happen to it is in the modules beside this one. */
export class World {
  readonly orgId: string;
  /** What somebody did in the organization's Webex Connect tenant. */
  readonly auditLog: AuditEntry[] = [];
  readonly tasks = new Map<string, Task>();
  readonly conversations = new Map<string, Conversation>();
  readonly queues: Map<string, Queue>;
  readonly agents: Map<string, AgentSeed>;
  readonly entryPoints: Set<string>;
  readonly globalVariables: Map<string, GlobalVariableSeed>;
  /** The configuration of the queues; what goes on in them is in `queues`. */
  readonly queueSeeds: QueueSeed[];
  readonly skills: SkillSeed[];
  /** Milliseconds since 1970. */
  readonly startedAt: number;

  constructor(
    seed: OrganizationSeed,
    private readonly publish: (event: TaskEvent) => void,
    private readonly agenda: Agenda,
    /** Ids of tasks and conversations; a run that must be repeatable gives its own. */
    readonly newId: () => string = randomUUID,
  ) {
    this.startedAt = this.now;
    this.orgId = seed.orgId;
    this.queueSeeds = seed.queues;
    this.skills = seed.skills ?? [];
    this.queues = new Map(
      seed.queues.map(({ id, name, mediaType, served = [] }) => [
        id,
        {
          id,
          name,
          mediaType,
          served: [],
          usual: served.map(({ minutesAgo, millisecondsPerPlace }) => ({
            agoMs: minutesAgo * 60_000,
            millisecondsPerPlace,
          })),
        },
      ]),
    );
    this.agents = new Map(seed.agents.map((agent) => [agent.id, agent]));
    this.entryPoints = new Set(seed.entryPoints);
    this.globalVariables = new Map(seed.globalVariables.map((variable) => [variable.name, variable]));
  }

  /** Milliseconds since 1970. */
  get now(): number {
    return this.agenda.clock.now();
  }

  addTask(fields: TaskFields): Task {
    const task = newTask(fields, this.now);
    this.tasks.set(task.id, task);
    return task;
  }

  /** Tells the subscribers what has happened to a task. */
  tell(type: EventType, task: Task, agentId: string, context?: 'add' | 'remove'): void {
    const queueName = this.queues.get(task.queueId ?? '')?.name ?? '';
    const agentName = this.agents.get(agentId)?.name ?? '';
    this.publish(
      taskEvent(type, task, {
        orgId: this.orgId,
        queueName,
        agentName,
        agentId,
        ...(context && { context }),
      }),
    );
  }

  /** Does something later, unless the sandbox stops before. */
  later(ms: number, action: () => void): void {
    this.agenda.later(ms, action);
  }

  /** Why a message to an address cannot come in; undefined when it can. */
  noEntryPoint(address: string): string | undefined {
    if (this.entryPoints.has(address)) return undefined;
    const known = [...this.entryPoints].slice(0, 20).join(', ') || 'none';
    return `There is no entry point for ${JSON.stringify(address)}; those of the sandbox: ${known} (entryPoints of its scenario).`;
  }

  /** For people and tests. */
  describe() {
    const { now } = this;
    return {
      orgId: this.orgId,
      tasks: [...this.tasks.values()].map((task) => ({ ...task, variables: [...task.variables.values()] })),
      conversations: [...this.conversations.values()],
      queues: [...this.queues.values()].map((queue) => ({
        id: queue.id,
        name: queue.name,
        mediaType: queue.mediaType,
        waiting: inOrder(this.tasks.values(), queue.id).map(({ id }) => id),
        served: samplesOf(queue, now),
      })),
      agents: [...this.agents.values()],
      entryPoints: [...this.entryPoints],
      globalVariables: [...this.globalVariables.values()],
    };
  }
}
