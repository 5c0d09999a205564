/** `created` and `queued` wait, `connected` has an agent, `closing` waits for the flow's word, `closed` is over. */
export type TaskState = 'created' | 'queued' | 'connected' | 'closing' | 'closed';

/** What an event has told the flow and a notification may answer once. */
export interface Pending {
  kind: 'routed' | 'modified' | 'closed';
  agentId: string;
  context?: 'add' | 'remove';
}

export interface SetVariable {
  name: string;
  type: string;
  value: string;
  agentViewable: boolean;
  desktopLabel: string;
  agentEditable: boolean;
  global: boolean;
  reportable: boolean;
}

export interface TaskFields {
  id: string;
  conversationId: string;
  mediaType: string;
  mediaChannel: string;
  origin: string;
  destination: string;
  customerId: string;
  customerName: string;
  direction: string;
  /** The flow answers the closing itself, with Close Task Accept or Reject. */
  overrideDefaultClose: boolean;
}

export interface Task extends TaskFields {
  state: TaskState;
  /** Milliseconds since 1970. */
  createdAt: number;
  queueId?: string;
  /** 1 is the highest; 10 is none. */
  priority: number;
  queuedAt?: number;
  /** The place in the queue when it was queued; what an agent's answer is measured by. */
  queuedPlace?: number;
  /** The agents in the conversation; the first owns the task. */
  agents: string[];
  /** How often it was queued or taken: what was planned for an earlier turn does not happen any more. */
  turn: number;
  /** Agents who declined it, or did not answer (RONA), since it was queued. */
  passedBy: { agentId: string; what: string }[];
  pending?: Pending;
  variables: Map<string, SetVariable>;
  screenPops: unknown[];
}

const next: Record<TaskState, TaskState[]> = {
  created: ['queued', 'connected', 'closed'],
  queued: ['connected', 'closed'],
  connected: ['queued', 'closing', 'closed'],
  closing: ['connected', 'closed'],
  closed: [],
};

/** Why a task cannot change to a state, or undefined when it can. */
export const refusal = (task: Task, state: TaskState): string | undefined =>
  next[task.state].includes(state) ? undefined : `The task is ${task.state}; it cannot become ${state}.`;

export const newTask = (fields: TaskFields, now: number): Task => ({
  ...fields,
  state: 'created',
  createdAt: now,
  priority: 10,
  agents: [],
  turn: 0,
  passedBy: [],
  variables: new Map(),
  screenPops: [],
});
