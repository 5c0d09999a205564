import type { Engine } from '../engine/engine.js';
import type { FlowEvent } from '../flow/event.js';
import type { OpenWorlds, WorldSource } from '../flow/run/open-world.js';
import { Seed } from '../flow/run/seed.js';
import type { OpenTask, Stage, WireOrder, World } from '../flow/run/world.js';
import { fixedToken } from '../runtime/token-source.js';
import type { Fault } from '../sandbox/faults.js';
import { SandboxClient } from './sandbox-client.js';
import { Simulation } from './simulation.js';

interface EventData {
  id?: unknown;
  owner?: unknown;
  context?: unknown;
  variables?: unknown;
  [name: string]: unknown;
}

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

const variableOf = (variables: unknown, wanted: string): string | undefined => {
  if (!Array.isArray(variables)) return undefined;
  const found = variables.find(
    (one: unknown) => one !== null && typeof one === 'object' && (one as { name?: unknown }).name === wanted,
  ) as { value?: unknown } | undefined;
  return text(found?.value);
};

/** The sandbox's admin endpoints, as the runner wants them. */
class SandboxStage implements Stage {
  constructor(private readonly client: SandboxClient) {}

  async prepare(event: FlowEvent): Promise<string[]> {
    if (event.kind !== 'taskEvent') return [];
    const { data = {} } = event.body as { data?: EventData };
    const { owner: agent, variables, context } = data ?? {};
    const id = text(data?.id);
    const owner = text(agent);
    if (id === undefined || owner === undefined)
      return ['The event names no task or no agent; the sandbox has no task for it.'];
    const fields = ['mediaType', 'mediaChannel', 'origin', 'destination', 'customerId', 'direction'];
    const conversationId = variableOf(variables, 'mediaResourceId');
    const problems = await arranged(
      this.client.task({
        id,
        ...(conversationId !== undefined && { conversationId }),
        ...(data.overrideDefaultClose === 'false' && { overrideDefaultClose: false }),
        ...Object.fromEntries(fields.flatMap((name) => (text(data[name]) ? [[name, data[name]]] : []))),
      }),
    );
    for (const [action, agentId] of await this.#actions(event.event, owner, context))
      problems.push(...(await arranged(this.client.act(id, action, agentId))));
    return problems;
  }

  order(fault: WireOrder): Promise<void> {
    return this.client.order('*', fault as Fault);
  }

  clearOrders(): Promise<void> {
    return this.client.clearOrders();
  }

  async openTasks(): Promise<OpenTask[]> {
    const { tasks } = await this.#state();
    return tasks
      .filter(({ state }) => state !== 'closed')
      .map(({ id, state, pending }) => ({ id, state, ...(pending && { pending: pending.kind }) }));
  }

  /** What people did before the event was told. */
  async #actions(event: string, owner: string, context: unknown): Promise<[string, string][]> {
    if (event === 'Task Routed') return [['connect', owner]];
    if (event === 'Task Closed')
      return [
        ['connect', owner],
        ['close', owner],
      ];
    const { agents } = await this.#state();
    const first = agents.map(({ id }) => id).find((id) => id !== owner) ?? owner;
    return [
      ['connect', first],
      ['conference', owner],
      ...(context === 'remove' ? [['leave', owner] as [string, string]] : []),
    ];
  }

  #state(): Promise<SandboxState> {
    return this.client.call('GET', '/state');
  }
}

interface SandboxState {
  tasks: { id: string; state: string; pending?: { kind: string } }[];
  agents: { id: string }[];
}

const arranged = (work: Promise<unknown>): Promise<string[]> =>
  work.then(
    () => [],
    (error: Error) => [`The sandbox could not arrange the event's task: ${error.message}.`],
  );

/** A sandbox in this process that is as new for each run. Close it when done. */
export class SandboxWorlds implements WorldSource {
  #simulation: Promise<Simulation> | undefined;

  /** @param engine whose packages run. */
  constructor(private readonly engine: Engine) {}

  async open(seed: number): Promise<World> {
    this.#simulation ??= Simulation.open();
    const simulation = await this.#simulation;
    const ids = new Seed(seed + 1);
    simulation.begin(() => ids.uuid());
    const { sandbox, clock } = simulation;
    return {
      engine: simulation.engine(this.engine),
      clock,
      connection: simulation.connection,
      tokens: () => fixedToken(sandbox.token),
      stage: new SandboxStage(new SandboxClient(sandbox)),
    };
  }

  async close(): Promise<void> {
    await (await this.#simulation)?.stop();
    this.#simulation = undefined;
  }
}

export const openSandboxWorlds: OpenWorlds = (engine) => new SandboxWorlds(engine);
