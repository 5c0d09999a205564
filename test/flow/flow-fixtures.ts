import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FlowReport } from '../../schemas/types.js';
import type { Engine } from '../../src/engine/engine.js';
import { checkRead } from '../../src/flow/check/index.js';
import type { FlowEvent } from '../../src/flow/event.js';
import { parseFault } from '../../src/flow/faults/fault.js';
import { parseFlow } from '../../src/flow/read-flow.js';
import { runFlow } from '../../src/flow/run/run-flow.js';
import { Seed } from '../../src/flow/run/seed.js';
import type { Flow } from '../../src/flow/types.js';
import type { Finding } from '../../src/ground/finding.js';
import { SandboxWorlds } from '../../src/stage/sandbox-worlds.js';
import { queues, temporaryFolder, workspaceOf } from '../support/workshop.js';

type Json = Record<string, unknown>;

export const end = (exitResult?: number) => ({ end: exitResult === undefined ? {} : { exitResult } });
export const ended = (...outcomes: string[]) => Object.fromEntries(outcomes.map((name) => [name, end(101)]));

const builtIn = ['onInvalidData', 'onError', 'onInvalidChoice', 'onTimeout'];

/** A Create Task step, every outcome ended. */
export const createStep = (change: Json = {}): Json => ({
  kind: 'node',
  id: 'n10',
  name: 'create',
  node: 'create-task',
  version: 'v1.2',
  method: 'create-task',
  input: {
    taskId: '$(transid)',
    conversationId: 'c-1',
    destination: 'OR06143228',
    mediaType: 'chat',
    mediaChannel: 'web',
    origin: '$(n2.inappmessaging.userId)',
    customerName: 'Ada',
    customerId: 'ada@example.com',
  },
  transitions: createTransitions,
  ...change,
});

const createTransitions = ended('created', 'Task failed', 'Error', 'onauthorizationfail', ...builtIn);

/** A Create Task step that a Queue Task of its task follows; its other outcomes end. */
export const createAndQueue = (queue: Json = {}): Json =>
  flowOf([
    createStep({ transitions: { ...createTransitions, created: { to: 'queue' } } }),
    queueStep({}, { taskId: '$(n10.Task ID)', ...queue }),
  ]);

/** All outcomes of a Queue Task, each to an End. */
export const queueTransitions = ended('Queued', 'taskFailed', 'Error', 'onauthorizationfail', ...builtIn);

/** A Queue Task step, every outcome ended. */
export const queueStep = (change: Json = {}, input: Json = {}): Json => ({
  kind: 'node',
  id: 'n3',
  name: 'queue',
  node: 'queue-task',
  version: 'v1.3',
  method: 'queue-task',
  input: {
    taskId: '$(taskId)',
    conversationId: 'c-1',
    mediaType: 'chat',
    mediaChannel: 'web',
    queueId: queues.chat,
    ...input,
  },
  transitions: queueTransitions,
  ...change,
});

export const evaluateStep = (script: string, change: Json = {}): Json => ({
  kind: 'evaluate',
  id: 'n4',
  name: 'evaluate',
  script,
  transitions: ended('1', 'onInvalidChoice', 'onError'),
  ...change,
});

export const sendStep = (change: Json = {}): Json => ({
  kind: 'send',
  id: 'n5',
  name: 'send',
  channel: 'inappmessaging',
  recipient: 'browser-1',
  message: 'Hello',
  transitions: ended('onSuccess', 'onInvalidData', 'onError'),
  ...change,
});

export const delayStep = (to: string, change: Json = {}): Json => ({
  kind: 'delay',
  id: 'n6',
  name: 'delay',
  seconds: 60,
  transitions: { onSuccess: { to } },
  ...change,
});

/** A flow that starts with a chat message; the first step is its first. */
export const flowOf = (steps: Json[], change: Json = {}): Json => ({
  id: 'a-flow',
  name: 'A flow',
  service: 'Tests',
  variables: { taskId: 't-1' },
  start: { kind: 'channelMessage', channel: 'inappmessaging', to: String(steps[0]?.name) },
  steps,
  ...change,
});

export const chatEvent: FlowEvent = {
  kind: 'channelMessage',
  channel: 'inappmessaging',
  message: { userId: 'browser-1', message: 'Hi' },
};

const engines: Engine[] = [];
afterAll(async () => {
  for (const engine of engines.splice(0)) await engine.close();
});

/** An engine over the built pack, closed after the tests of the file. */
export const openEngine = async (): Promise<Engine> => {
  const engine = workspaceOf(await temporaryFolder(), { strictOutputs: true }).engine;
  engines.push(engine);
  return engine;
};

let engine: Promise<Engine> | undefined;
const sharedEngine = () => {
  engine ??= openEngine();
  return engine;
};

/** What the rules say of a flow; notes are left out unless asked for. */
export const findingsOf = async (
  flow: Json,
  options: { authorizations?: string[]; today?: string; withNotes?: boolean; file?: string } = {},
): Promise<Finding[]> => {
  const { withNotes = false, today = '2026-01-01', file = 'a.flow.json', ...more } = options;
  const { packages } = await sharedEngine();
  const read = parseFlow(file, JSON.stringify(flow, null, 2));
  const findings = await checkRead(read, { packages, today, ...more });
  return withNotes ? findings : findings.filter(({ severity }) => severity !== 'note');
};

/** Severity, rule and place of each finding. */
export const placesOf = (findings: Finding[]): [string, string, string][] =>
  findings.map(({ severity, rule, pointer }) => [severity, rule, pointer]);

export interface RunChange {
  event?: FlowEvent;
  faults?: string[];
  until?: string;
  seed?: number;
  maxExecutions?: number;
  /** Where the flow lies; flows that it calls lie beside it. */
  file?: string;
  /** A sandbox for many runs, which stays open. */
  worlds?: SandboxWorlds;
}

const asFlow = (flow: Json): Flow => {
  const { value, findings } = parseFlow('a.flow.json', JSON.stringify(flow));
  if (!value) throw new Error(`the test's flow is wrong: ${JSON.stringify(findings)}`);
  return value;
};

/** Runs a flow at a sandbox of its own. */
export const runAtSandbox = async (json: Json, change: RunChange = {}): Promise<FlowReport> => {
  const { event = chatEvent, faults = [], seed = 1, until, maxExecutions, file = 'a.flow.json' } = change;
  const flow = asFlow(json);
  const worlds = change.worlds ?? new SandboxWorlds(await sharedEngine());
  try {
    return await runFlow({
      world: await worlds.open(seed),
      flow,
      file,
      event,
      faults: faults.map((text) => parseFault(text, flow)),
      seed: { number: seed, source: new Seed(seed) },
      ...(until !== undefined && { until }),
      ...(maxExecutions !== undefined && { maxExecutions }),
    });
  } finally {
    if (!change.worlds) await worlds.close();
  }
};

/** `step: outcome` of each execution. */
export const outcomesOf = ({ steps }: FlowReport): string[] =>
  steps.map(({ name, outcome }) => `${name}: ${outcome}`);

/** Writes flows into an empty folder; gives the path of a name. */
export const folderOfFlows = async (
  flows: Record<string, Json | string>,
): Promise<(name: string) => string> => {
  const folder = await temporaryFolder();
  for (const [name, flow] of Object.entries(flows))
    await writeFile(join(folder, name), typeof flow === 'string' ? flow : JSON.stringify(flow));
  return (name) => join(folder, name);
};
