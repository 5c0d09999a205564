import type { BuildSheet, Result } from '../../schemas/types.js';
import { isResult } from '../../schemas/validators.js';
import type { BodyChoice } from '../../src/connect/body-section.js';
import type { InvokeCall } from '../../src/engine/engine.js';
import {
  CallersOf,
  type Endings,
  expectContract,
  type ResultEnding,
  runDirectly,
  runThrough,
  shownAs,
} from '../host/every-run.js';
import { ServiceDesk } from '../host/service-desk.js';
import { type Called, callNode, type Fields } from '../support/designer-emulator.js';
import { queues, Workshop } from '../support/workshop.js';
import { sheetOf } from './exported.js';

// Build sheets typed into an emulated designer and called through the running service: every node, version, method and
// fault ends in the node event and the output variables that the engine's own call ends in.

let desk: ServiceDesk;
let callers: CallersOf;
let direct: Endings<ResultEnding>;
beforeAll(async () => {
  desk = await ServiceDesk.simulate();
  callers = new CallersOf(desk);
  direct = await runDirectly(await Workshop.simulate());
}, 120_000);

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

/** What a flow sees of a Result: the event with its edge, and the output variables of the sheet. */
const shownInFlow = ({ outcome, type, effect, outputs, diagnostics }: ResultEnding) => ({
  event: outcome,
  edge: { success: 'Success', error: 'Error', timeout: 'Timeout' }[type],
  outputs: {
    ...outputs,
    outcome,
    effect,
    invocationId: '<id>',
    ...(diagnostics[0] && { problem: diagnostics[0].message }),
  },
});

const seenInFlow = ({ event, edge, outputs }: Called) => ({ event, edge, outputs });

const callTyped = async (call: InvokeCall, body: BodyChoice, escapes: boolean): Promise<Called> => {
  const method = await typed(call, body);
  return callers.with(call, (key) => callNode(method, asFields(call.input), { key, escapes }));
};

const resultOf = ({ status, body, event }: Called): Result => {
  if (!isResult(body)) throw new Error(`${status} ${JSON.stringify(body)}`);
  return { ...body, outcome: event };
};

test.each<[string, BodyChoice, boolean]>([
  ['the default build sheets, in a tenant that does not escape values', 'auto', false],
  ['build sheets with JSON bodies, in a tenant that escapes values', 'JSON', true],
])(
  '%s, reach every outcome of every method as the engine does',
  async (_what, body, escapes) => {
    const { runs, endings } = await runThrough(desk.workshop, async (call) => {
      const called = await callTyped(call, body, escapes);
      return [resultOf(called), seenInFlow(called)];
    });
    await expectContract(desk.workshop, runs);
    expect(endings).toEqual(shownAs(direct, shownInFlow));
  },
  120_000,
);

test('JSON bodies where nothing is escaped carry all that needs no escaping, and refuse the rest unsent', async () => {
  const refused = new Set<string>();
  const { runs, endings } = await runThrough(desk.workshop, async (call) => {
    const needsEscaping = Object.values(asFields(call.input)).some((text) => /["\\]|\p{Cc}/u.test(text));
    const called = await callTyped(call, 'JSON', false);
    if (!needsEscaping) return [resultOf(called), seenInFlow(called)];
    expect(called).toMatchObject({ event: 'serviceRefused', edge: 'Error', status: 400 });
    refused.add(call.method!);
    const escaped = await callTyped(call, 'JSON', true);
    return [resultOf(escaped), seenInFlow(escaped)];
  });
  // Lists and objects are JSON text in one field, full of quotation marks.
  expect([...refused].sort()).toEqual(['resolve-conversation', 'set-flow-variable', 'set-global-variable']);
  await expectContract(desk.workshop, runs);
  expect(endings).toEqual(shownAs(direct, shownInFlow));
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
