import { randomUUID } from 'node:crypto';
import type { BuildSheet, Connection, Result } from '../../schemas/types.js';
import { isResult } from '../../schemas/validators.js';
import {
  type Door,
  deviations,
  emptyCells,
  type Run,
  runConformance,
  subjectsOf,
} from '../../src/conformance/run.js';
import type { BodyChoice } from '../../src/connect/body-section.js';
import type { InvokeCall } from '../../src/engine/engine.js';
import { type Caller, ServiceDesk } from '../host/service-desk.js';
import { type Called, callNode, type Fields } from '../support/designer-emulator.js';
import { queues } from '../support/workshop.js';
import { sheetOf } from './exported.js';

// Build sheets typed into an emulated designer and called through the running service: every node, version, method and
// fault ends in the node event and the output variables that the engine's own call ends in.

let desk: ServiceDesk;
beforeAll(async () => {
  desk = await ServiceDesk.open();
});

interface Slot {
  name: string;
  caller: Caller;
}

const free: Slot[] = [];
let adding: Promise<unknown> = Promise.resolve();

/** Keys are added one after another: each addition rewrites the file of keys. */
const newSlot = (): Promise<Slot> => {
  const name = randomUUID();
  const added = adding.then(async () => ({
    name,
    caller: await desk.addKey({ connection: name, authorization: name }),
  }));
  adding = added;
  return added;
};

/** A key whose connection and token are those of the call. */
const withKey = async <Type>(call: InvokeCall, work: (key: Caller) => Promise<Type>): Promise<Type> => {
  const slot = free.pop() ?? (await newSlot());
  await desk.writeConnection(slot.name, call.connection as Connection);
  desk.provideTokens(slot.name, call.tokens!);
  return work(slot.caller).finally(() => free.push(slot));
};

const sheets = new Map<string, Promise<BuildSheet>>();

const typed = async ({ node, version, method }: InvokeCall, body: BodyChoice) => {
  const name = `${node} ${version} ${body}`;
  const known = sheets.get(name) ?? sheetOf(node, version!, { url: desk.service.url, body });
  sheets.set(name, known);
  return (await known).methods.find(({ id }) => id === method)!;
};

/** What stands in the fields of the node when a flow has filled its variables in: text, whatever it is. */
const asFields = (input: unknown): Fields =>
  Object.fromEntries(
    Object.entries(input as object).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );

const mismatches: unknown[] = [];

/** The event and the outputs must be those of the Result that the engine gave. */
const compare = (result: Result, { event, edge, outputs }: Called) => {
  const { outcome, invocationId, problem, ...values } = outputs;
  const expected = {
    event: result.outcome,
    edge: { success: 'Success', error: 'Error', timeout: 'Timeout' }[result.type],
    outcome: result.outcome,
    invocationId: result.invocationId,
    problem: result.diagnostics[0]?.message,
    values: result.outputs,
  };
  const found = { event, edge, outcome, invocationId, problem, values: JSON.parse(JSON.stringify(values)) };
  if (JSON.stringify(found) !== JSON.stringify(expected)) mismatches.push({ found, expected });
};

const through =
  (body: BodyChoice, escapes: boolean): Door['invoke'] =>
  async (call) => {
    const method = await typed(call, body);
    const called = await withKey(call, (key) => callNode(method, asFields(call.input), { key, escapes }));
    if (!isResult(called.body)) throw new Error(`${called.status} ${JSON.stringify(called.body)}`);
    compare(called.body, called);
    return { ...called.body, outcome: called.event };
  };

const runThrough = async (body: BodyChoice, escapes: boolean): Promise<Run[]> =>
  runConformance(
    { packages: desk.workshop.engine.packages, invoke: through(body, escapes) },
    desk.workshop.sandbox,
  );

test('the default build sheets reach every outcome of every method, with the outputs of the engine', async () => {
  const runs = await runThrough('auto', false);
  expect(mismatches.splice(0)).toEqual([]);
  expect(deviations(runs)).toEqual([]);
  expect(emptyCells(await subjectsOf(desk.workshop.engine), runs)).toEqual([]);
}, 120_000);

test('build sheets with JSON bodies do so in a tenant that escapes values', async () => {
  const runs = await runThrough('JSON', true);
  expect(mismatches.splice(0)).toEqual([]);
  expect(deviations(runs)).toEqual([]);
  expect(emptyCells(await subjectsOf(desk.workshop.engine), runs)).toEqual([]);
}, 120_000);

const queueCall = async (more: Fields = {}) => {
  const { id, conversationId } = await desk.workshop.createTask();
  return {
    taskId: id,
    fields: {
      taskId: id,
      conversationId,
      mediaType: 'chat',
      mediaChannel: 'web',
      queueId: queues.chat,
      ...more,
    },
  };
};

const queueTask = (body: BodyChoice) =>
  typed({ node: 'queue-task', version: 'v1.3', method: 'queue-task', input: {} }, body);

test('a JSON body without escaping carries plain values, and a quotation mark ends on the error edge, unsent', async () => {
  const method = await queueTask('JSON');
  const plain = await queueCall();
  const queued = await callNode(method, plain.fields, { key: desk.key, escapes: false });
  expect(queued).toMatchObject({ event: 'Queued', edge: 'Success', outputs: { taskId: plain.taskId } });

  const quoted = await queueCall({ queueId: 'a "queue"' });
  const refused = await callNode(method, quoted.fields, { key: desk.key, escapes: false });
  expect(refused).toMatchObject({ event: 'serviceRefused', edge: 'Error', status: 400 });
  expect(await desk.callsFor(quoted.taskId)).toBe(0);
});

test('form-data carries quotation marks and line breaks whole where nothing is escaped', async () => {
  const { id } = await desk.workshop.createTask();
  const method = await typed(
    { node: 'set-variable', version: 'v1.7', method: 'set-flow-variable', input: {} },
    'auto',
  );
  expect(method.body.format).toBe('form-data');
  const variables = [{ name: 'note', type: 'String', value: 'He said "yes",\r\nand \\ then 👋' }];
  const fields = { taskId: id, variables: JSON.stringify(variables) };
  const called = await callNode(method, fields, { key: desk.key, escapes: false });
  expect(called).toMatchObject({ event: 'Task Updated', edge: 'Success' });
  const { calls } = await desk.workshop.admin<{ calls: { url: string; body?: unknown }[] }>('GET', '/state');
  expect(JSON.stringify(calls.filter(({ url }) => url.includes(id)))).toContain(
    JSON.stringify('He said "yes",\r\nand \\ then 👋').slice(1, -1),
  );
});

test('fields that were left empty are absent, of the variant that was not chosen too', async () => {
  for (const body of ['form-data', 'JSON'] as const) {
    const method = await typed(
      { node: 'queue-task', version: 'v1.5', method: 'queue-task', input: {} },
      body,
    );
    const { fields } = await queueCall();
    const { queueId, ...others } = fields;
    const dynamic = { ...others, queueType: 'dynamic', dynamicQueueId: queueId! };
    const called = await callNode(method, dynamic, { key: desk.key, escapes: false });
    expect({ body, event: called.event, problem: called.outputs.problem }).toEqual({ body, event: 'Queued' });
  }
});

test('a wrong key ends on the error edge', async () => {
  const { fields } = await queueCall();
  const called = await callNode(await queueTask('auto'), fields, {
    key: { name: desk.key.name, secret: 'wrong' },
    escapes: false,
  });
  expect(called).toMatchObject({ event: 'serviceRefused', edge: 'Error', status: 401 });
});
