import type { Engine } from '../engine/engine.js';
import type { FlowEvent } from '../flow/event.js';
import type { OpenWorlds, WorldSource } from '../flow/run/open-world.js';
import { Seed } from '../flow/run/seed.js';
import type { AgentAction, OpenTask, Stage, StagedWorld, WireOrder } from '../flow/run/world.js';
import { fixedToken } from '../runtime/token-source.js';
import type { Fault } from '../sandbox/faults.js';
import type { People } from '../sandbox/people.js';
import type { SandboxOptions } from '../sandbox/sandbox.js';
import { Simulation } from './simulation.js';

/** What a sandbox has at the start. */
export type SandboxScenario = NonNullable<SandboxOptions['scenario']>;

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

/** What people do at the sandbox, as the runner wants it. */
class SandboxStage implements Stage {
  constructor(
    private readonly people: People,
    readonly ask: Stage['ask'],
    readonly told: Stage['told'],
  ) {}

  prepare(event: FlowEvent): string[] {
    if (event.kind !== 'taskEvent') return [];
    const { data = {} } = event.body as { data?: EventData };
    const { owner: agent, variables, context } = data ?? {};
    const id = text(data?.id);
    const owner = text(agent);
    if (id === undefined || owner === undefined)
      return ['The event names no task or no agent; the sandbox has no task for it.'];
    const fields = ['mediaType', 'mediaChannel', 'origin', 'destination', 'customerId', 'direction'];
    const conversationId = variableOf(variables, 'mediaResourceId');
    const problems = arranged(() =>
      this.people.addTask({
        id,
        ...(conversationId !== undefined && { conversationId }),
        ...(data.overrideDefaultClose === 'false' && { overrideDefaultClose: false }),
        ...Object.fromEntries(fields.flatMap((name) => (text(data[name]) ? [[name, data[name]]] : []))),
      }),
    );
    for (const [action, agentId] of this.#actions(event.event, owner, context))
      problems.push(...arranged(() => this.people.act(id, action, agentId)));
    return problems;
  }

  order(fault: WireOrder): void {
    this.people.order('*', fault as Fault);
  }

  clearOrders(): void {
    this.people.clearOrders();
  }

  openTasks(): OpenTask[] {
    return this.people
      .openTasks()
      .map(({ id, state, pending }) => ({ id, state, ...(pending && { pending: pending.kind }) }));
  }

  act({ action, agentId, queueId }: AgentAction): string[] {
    const task = this.people.openTasks().at(-1);
    if (!task) return [`No task is open; nobody can ${action}.`];
    return arranged(() => this.people.act(task.id, action, agentId, undefined, queueId));
  }

  /** What people did before the event was told. */
  #actions(event: string, owner: string, context: unknown): [string, string][] {
    if (event === 'Task Routed') return [['connect', owner]];
    if (event === 'Task Closed')
      return [
        ['connect', owner],
        ['close', owner],
      ];
    const first = this.people.agents().find((id) => id !== owner) ?? owner;
    return [
      ['connect', first],
      ['conference', owner],
      ...(context === 'remove' ? [['leave', owner] as [string, string]] : []),
    ];
  }
}

/** Why something could not be arranged; empty when it could. */
const arranged = (work: () => unknown): string[] => {
  try {
    work();
    return [];
  } catch (error) {
    return [`The sandbox could not arrange it: ${(error as Error).message}`];
  }
};

/** A sandbox in this process that is as new for each run. Close it when done. */
export class SandboxWorlds implements WorldSource {
  #simulation: Promise<Simulation> | undefined;
  readonly #engine: Engine;

  /**
   * @param engine whose packages run, as they are now.
   * @param scenario what the sandbox has at the start; its usual organization when left out.
   */
  constructor(
    engine: Engine,
    private readonly scenario?: SandboxScenario,
  ) {
    this.#engine = engine.with({ packages: engine.packages.asOfNow() });
  }

  async open(seed: number): Promise<StagedWorld> {
    this.#simulation ??= Simulation.open(this.scenario && { scenario: this.scenario });
    const simulation = await this.#simulation;
    const ids = new Seed(seed + 1);
    simulation.begin(() => ids.uuid());
    const { sandbox, clock } = simulation;
    return {
      engine: simulation.engine(this.#engine),
      clock,
      connection: simulation.connection,
      tokens: () => fixedToken(sandbox.token),
      stage: new SandboxStage(
        sandbox.people,
        (request) => clock.wait(clock.work(() => sandbox.request(request))),
        () => simulation.taskEvents(),
      ),
    };
  }

  async close(): Promise<void> {
    await (await this.#simulation)?.stop();
    this.#simulation = undefined;
  }
}

export const openSandboxWorlds: OpenWorlds = (engine, scenario) => new SandboxWorlds(engine, scenario);

/** A sandbox world for one run, taken down afterwards. */
export const withSandboxWorld = async <Type>(
  engine: Engine,
  seed: number,
  work: (world: StagedWorld) => Promise<Type>,
  scenario?: SandboxScenario,
): Promise<Type> => {
  const worlds = new SandboxWorlds(engine, scenario);
  try {
    return await work(await worlds.open(seed));
  } finally {
    await worlds.close();
  }
};
