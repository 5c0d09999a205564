/** A task's life. `created` and `queued` wait, `connected` has an agent, `closed` is over. */
export type TaskState = 'created' | 'queued' | 'connected' | 'closed';

export interface Task {
  id: string;
  state: TaskState;
  conversationId: string;
  mediaType: string;
  mediaChannel: string;
  queueId?: string;
  priority: number;
  queuedAt?: number;
  /** The place in the queue when it was queued; what an agent's answer is measured by. */
  queuedPlace?: number;
  agentId?: string;
  variables: Map<string, SetVariable>;
  createdAt: number;
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

const next: Record<TaskState, TaskState[]> = {
  created: ['queued', 'connected', 'closed'],
  queued: ['connected', 'closed'],
  connected: ['queued', 'closed'],
  closed: [],
};

/** Why a task cannot change to a state, or undefined when it can. */
export const refusal = (task: Task, state: TaskState): string | undefined =>
  next[task.state].includes(state) ? undefined : `The task is ${task.state}; it cannot become ${state}.`;
