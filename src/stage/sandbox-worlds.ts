import type { FlowEvent } from '../flow/event.js';
import type { OpenWorlds, WorldSource } from '../flow/run/open-world.js';
import { Seed } from '../flow/run/seed.js';
import type { OpenTask, Stage, World } from '../flow/run/world.js';
import { fixedToken } from '../runtime/token-source.js';
import type { Sandbox } from '../sandbox/sandbox.js';
import { defaultScenario, type Scenario } from '../sandbox/seed.js';

/** Between an answer and its callback, milliseconds. */
const callbackDelayMs = 2;

/** For a call that is not meant to time out. Milliseconds. */
const deadlineMs = 10_000;

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
  constructor(
    private readonly url: string,
    private readonly orgId: string,
  ) {}

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
    const problems = await this.#try('', {
      id,
      ...(conversationId !== undefined && { conversationId }),
      ...(data.overrideDefaultClose === 'false' && { overrideDefaultClose: false }),
      ...Object.fromEntries(fields.flatMap((name) => (text(data[name]) ? [[name, data[name]]] : []))),
    });
    for (const [action, agentId] of await this.#actions(event.event, owner, context))
      problems.push(...(await this.#try(`/${encodeURIComponent(id)}/${action}`, { agentId })));
    return problems;
  }

  async order(fault: object): Promise<void> {
    await this.#request('POST', '/faults', { route: '*', fault, times: 1 });
  }

  async clearOrders(): Promise<void> {
    await this.#request('DELETE', '/faults');
  }

  async openTasks(): Promise<OpenTask[]> {
    const response = await this.#request('GET', '/state');
    const { tasks } = (await response.json()) as {
      tasks: { id: string; state: string; pending?: { kind: string } }[];
    };
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
    const first = (await this.#agents()).find((id) => id !== owner) ?? owner;
    return [
      ['connect', first],
      ['conference', owner],
      ...(context === 'remove' ? [['leave', owner] as [string, string]] : []),
    ];
  }

  async #agents(): Promise<string[]> {
    const { agents } = (await (await this.#request('GET', '/state')).json()) as { agents: { id: string }[] };
    return agents.map(({ id }) => id);
  }

  async #try(path: string, body: object): Promise<string[]> {
    const response = await this.#request('POST', `/tasks${path}`, body);
    if (response.ok) return [];
    const { error } = (await response.json()) as { error?: { message?: { description?: string }[] } };
    return [
      `The sandbox could not arrange the event's task: ${error?.message?.[0]?.description ?? response.status}.`,
    ];
  }

  #request(method: string, path: string, body?: object): Promise<Response> {
    return fetch(`${this.url}/_sandbox${path}?org=${this.orgId}`, {
      method,
      ...(body && { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
    });
  }
}

const organizationId = (number: number) => `5a4dbd01-0000-4000-8000-${String(number + 1).padStart(12, '0')}`;

const scenarioOf = (organizations: number): Scenario => {
  const [organization] = defaultScenario().organizations;
  return {
    organizations: Array.from({ length: organizations }, (_, number) => ({
      ...organization!,
      orgId: organizationId(number),
    })),
  };
};

/** A sandbox in this process that gives each run an organization of its own. Close it when done. */
export class SandboxWorlds implements WorldSource {
  #sandbox: Promise<Sandbox> | undefined;
  #used = 0;
  #ids = new Seed(0);

  /** @param organizations how many a sandbox has before the next one is started. */
  constructor(private readonly organizations: number) {}

  async open(seed: number): Promise<World> {
    if (this.#used === this.organizations) await this.close();
    // Loaded when needed: a web and an OAuth server would make every other command start late.
    const { startSandbox } = await import('../sandbox/sandbox.js');
    this.#sandbox ??= startSandbox({
      callbackDelayMs,
      newId: () => this.#ids.uuid(),
      scenario: scenarioOf(this.organizations),
    });
    const sandbox = await this.#sandbox;
    this.#ids = new Seed(seed + 1);
    const orgId = organizationId(this.#used);
    this.#used += 1;
    return {
      connection: { orgId, taskApi: `${sandbox.url}/wxcc-task`, deadlineMs },
      tokens: () => fixedToken(sandbox.tokens.get(orgId)),
      stage: new SandboxStage(sandbox.url, orgId),
    };
  }

  async close(): Promise<void> {
    const sandbox = await this.#sandbox;
    this.#sandbox = undefined;
    this.#used = 0;
    await sandbox?.stop();
  }
}

/** Organizations of a sandbox that many runs share. */
const manyOrganizations = 50;

export const openSandboxWorlds: OpenWorlds = async () => new SandboxWorlds(manyOrganizations);
