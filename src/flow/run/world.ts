import type { Connection } from '../../../schemas/types.js';
import type { Engine } from '../../engine/engine.js';
import type { Clock } from '../../ground/clock.js';
import type { TokenSource } from '../../runtime/token-source.js';
import type { Answer } from '../../runtime/transport.js';
import type { FlowEvent } from '../event.js';

/** A fault at the other end of the wire, as the sandbox's admin endpoint takes it. */
export interface WireOrder {
  kind: string;
  [field: string]: unknown;
}

/** A task that is not over. */
export interface OpenTask {
  id: string;
  state: string;
  /** The event that waits for the flow's answer. */
  pending?: string;
}

interface StageRequest {
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: string;
}

/** What an agent does with a task. */
export interface AgentAction {
  action: string;
  /** The first agent when left out. */
  agentId?: string;
  /** Where a task is handed on to. */
  queueId?: string;
}

/** What only a stand-in for the contact centre can do. */
export interface Stage {
  /** Brings the task that an event tells of into the state that it tells; gives what could not be done. */
  prepare(event: FlowEvent): string[];
  /** The next call, whatever its method, has this fault. */
  order(fault: WireOrder): void;
  /** Takes back the faults that did not happen. */
  clearOrders(): void;
  openTasks(): OpenTask[];
  /** An agent acts on the open task that came last; gives why it cannot be. */
  act(action: AgentAction): string[];
  /** The bodies of the events of tasks that came since it was asked last; the first time from now on. */
  told(): Promise<{ type?: string }[]>;
  /** Asks the stand-in itself, as a step of a flow may: the path with its query. */
  ask(request: StageRequest): Promise<Answer>;
}

/** Where a flow's calls go. */
export interface World {
  /** Whose calls reach what the connection names. */
  engine: Engine;
  /** The time that the run goes by. */
  clock: Clock;
  connection: Connection;
  /**
   * The tokens for a step that names this authorization, or none; undefined when the engine's own authorizations give
   * them. Always there with a stage.
   */
  tokens(authorization: string | undefined): TokenSource | undefined;
  /** There at the sandbox only. */
  stage?: Stage;
}

/** A world with a stand-in for the contact centre. */
export interface StagedWorld extends World {
  stage: Stage;
}
