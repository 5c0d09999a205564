import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { SkippingClock } from '../../src/flow/run/skipping-clock.js';
import { type FlowDoor, type FlowDoorOptions, startFlowDoor } from '../../src/host/flows/flow-door.js';
import { ServiceKeys } from '../../src/host/keys/service-keys.js';
import { fixedToken } from '../../src/runtime/token-source.js';
import type { Workspace } from '../../src/workspace/workspace.js';
import { end, flowOf, queueStep, sendStep } from '../flow/flow-fixtures.js';
import { Workshop, workspaceOf } from '../support/workshop.js';
import { type Caller, ServiceDesk } from './service-desk.js';

const closing: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const said = { transitions: { onSuccess: end(101), onInvalidData: end(102), onError: end(102) } };

/** A flow that says what a webhook brought. */
export const webhookFlow = (change: object = {}) =>
  flowOf([sendStep({ message: 'order $(n2.inboundWebhook.order)', ...said })], {
    id: 'by-webhook',
    start: { kind: 'webhook', outputs: ['order'], to: 'send' },
    ...change,
  });

/** A flow that says which task has ended, and how. */
export const endedFlow = (change: object = {}) =>
  flowOf([sendStep({ message: '$(n2.webex.type) $(n2.webex.taskId)', ...said })], {
    id: 'by-event',
    start: { kind: 'taskEvent', event: 'Task Closed', to: 'send' },
    ...change,
  });

/** A webhook flow that queues a task. */
export const queueingFlow = () =>
  flowOf([queueStep()], { id: 'queueing', start: { kind: 'webhook', outputs: [], to: 'queue' } });

/** What starts flows, before a sandbox; stopped after the tests of the file. */
export class FlowDesk {
  readonly log: string[] = [];
  door!: FlowDoor;
  workspace!: Workspace;
  key!: Caller;
  #options!: FlowDoorOptions;

  private constructor(readonly workshop: Workshop) {}

  static async open(flows: object[], options: Partial<FlowDoorOptions> = {}): Promise<FlowDesk> {
    const desk = new FlowDesk(await Workshop.open());
    const { home, sandbox, connection } = desk.workshop;
    desk.workspace = workspaceOf(home);
    await mkdir(join(home, 'flows'));
    const files = flows.map((_flow, index) => join(home, 'flows', `${index}.flow.json`));
    for (const [index, file] of files.entries()) await writeFile(file, JSON.stringify(flows[index]));
    desk.key = await desk.addKey('caller');
    desk.#options = {
      ...{ workspace: desk.workspace, files, to: 'here', orgId: sandbox.orgId, keepRuns: 100 },
      openWorld: async () => ({
        ...{ engine: desk.workspace.engine, clock: new SkippingClock(), connection },
        tokens: () => fixedToken(sandbox.token),
      }),
      log: pino({}, { write: (line: string) => void desk.log.push(line) }),
      ...options,
    };
    await desk.start();
    closing.push(async () => {
      await desk.door.stop();
      await desk.workspace.close();
    });
    return desk;
  }

  /** After `door.stop()`: over the same home. */
  async start(options: Partial<FlowDoorOptions> = {}): Promise<void> {
    this.door = await startFlowDoor({ ...this.#options, ...options });
  }

  async addKey(name: string, more: { nodes?: string[]; connection?: string } = {}): Promise<Caller> {
    const keys = new ServiceKeys(this.workspace.stores.keys);
    const { secret } = await keys.add({ nodes: ['*'], callsPerMinute: 1_000_000, ...more, name });
    return { name, secret };
  }

  fileOf(index: number): string {
    return join(this.workshop.home, 'flows', `${index}.flow.json`);
  }

  /** Resolves when so many runs are kept; newest first. */
  async runs(count: number) {
    for (;;) {
      const { runs } = await this.workspace.runs.list();
      if (runs.length >= count) return runs;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

/** A server to which strangers come: what it takes a JSON body at, and a key that may send one. */
export interface Door {
  url: string;
  path: string;
  key: Caller;
  log: string[];
  /** A body that it takes. */
  body(): Promise<object>;
  /** The status of what it took. */
  taken: number;
}

type Limited = Pick<FlowDoorOptions, 'limits'>;

/** Every server to which strangers come. */
export const doors: [name: string, open: (options?: Limited) => Promise<Door>][] = [
  [
    'the service',
    async (options) => {
      const desk = await ServiceDesk.open(options);
      const path = '/v1/nodes/queue-task/v1.3/queue-task';
      const body = async () => (await desk.queueCall()).body;
      return { url: desk.service.url, path, key: desk.key, log: desk.log, body, taken: 200 };
    },
  ],
  [
    'flow serve',
    async (options) => {
      const { door, key, log } = await FlowDesk.open([webhookFlow()], options);
      return {
        url: door.url,
        path: '/flows/by-webhook',
        key,
        log,
        body: async () => ({ order: 1 }),
        taken: 202,
      };
    },
  ],
];
