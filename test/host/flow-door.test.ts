import { writeFile } from 'node:fs/promises';
import type { FlowReport } from '../../schemas/types.js';
import { SubscriptionRecords } from '../../src/authorization/subscription-records.js';
import { EventSubscriptions } from '../../src/engine/event-subscriptions.js';
import { mostEventValues } from '../../src/flow/event.js';
import { systemClock } from '../../src/ground/clock.js';
import type { FlowDoorOptions } from '../../src/host/flows/flow-door.js';
import { maxFlowRuns } from '../../src/host/flows/flow-runs.js';
import { CallbackListener } from '../../src/runtime/callback-listener.js';
import { Callbacks } from '../../src/runtime/callbacks.js';
import { HttpTransport } from '../../src/runtime/http-transport.js';
import { fixedToken } from '../../src/runtime/token-source.js';
import { endedFlow, FlowDesk, queueingFlow, webhookFlow } from './flow-desk.js';
import { basic, type Caller } from './service-desk.js';

// What comes from outside starts flows: webhooks with a key, and events with a signature.

const host = 'hooks.example.com';
let desk: FlowDesk;

beforeAll(async () => {
  desk = await FlowDesk.open([
    webhookFlow(),
    endedFlow(),
    { nothing: 'that is a flow' },
    webhookFlow({ id: 'dead-end', start: { kind: 'webhook', outputs: [], to: 'nowhere' } }),
    queueingFlow(),
    endedFlow({ id: 'by-event-too', variables: { taskId: '$(' } }),
  ]);
});

/** What the platform posts to the host comes to this address. */
const subscribe = async ({ workshop: { sandbox }, workspace }: FlowDesk, url: string) => {
  sandbox.people.proxy(host, url);
  const records = new SubscriptionRecords(workspace.authorizations.vault);
  const transport = new HttpTransport();
  await new EventSubscriptions(records, transport, workspace.engine.publicRate).add(
    'live',
    { orgId: sandbox.orgId, wire: 'public', publicApi: sandbox.url, callbackBase: `https://${host}` },
    { tokens: fixedToken(sandbox.token) },
  );
  transport.close();
};

/** The sandbox tells of both: connected and ended. */
const endTask = ({ sandbox: { people } }: FlowDesk['workshop']) => {
  const task = people.addTask({ overrideDefaultClose: false });
  people.act(task.id, 'connect');
  people.act(task.id, 'close');
  return task;
};

const post = (flow: string, body: unknown, { key = desk.key }: { key?: Caller } = {}) =>
  fetch(`${desk.door.url}/flows/${flow}`, {
    method: 'POST',
    headers: { ...basic(key), 'Content-Type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

const problemOf = async (response: Response) => [
  response.status,
  ((await response.json()) as { error: { code: string } }).error.code,
];

const reportOf = async (id: string): Promise<FlowReport> => {
  for (;;) {
    const { runs } = await desk.workspace.runs.list();
    if (runs.some((run) => run.id === id))
      return (await desk.workspace.runs.find(id)).gave as unknown as FlowReport;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

test('a webhook starts its flow, and the report is kept under the id that the answer gives', async () => {
  const response = await post('by-webhook', '{"order": 7615917337495251231}');
  expect(response.status).toBe(202);
  const { flow, run } = (await response.json()) as { flow: string; run: string };
  expect(flow).toBe('by-webhook');
  const report = await reportOf(run);
  expect(report).toMatchObject({ target: 'connection', end: { status: 'success' } });
  expect(report.steps[0]?.sent?.message).toBe('order 7615917337495251231');
  expect(await desk.workspace.runs.find(run)).toMatchObject({
    ...{ kind: 'flow', to: 'here', what: '0.flow.json', outcome: 'success', type: 'success' },
    asked: { event: { kind: 'webhook' } },
  });
});

test('the calls of a flow go to the connection', async () => {
  const { run } = (await (await post('queueing', {})).json()) as { run: string };
  const { steps } = await reportOf(run);
  expect(steps[0]).toMatchObject({ node: 'queue-task', outcome: 'Error' });
});

const numbered = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, index]));

test.each<[string, string, unknown, number, string]>([
  ['an unknown flow', 'no-flow', {}, 404, 'flow.unknown'],
  ['a file that is no flow', 'nothing', {}, 404, 'flow.unknown'],
  ['a flow that an event starts', 'by-event', {}, 422, 'flow.start'],
  ['a flow with errors', 'dead-end', {}, 422, 'flow.broken'],
  ['a body that is no object', 'by-webhook', [], 422, 'flow.body'],
  ['a body of very many names', 'by-webhook', numbered(60_000), 422, 'flow.values'],
  [
    'a list of very many items',
    'by-webhook',
    { order: { lines: Array(20_000).fill(0) } },
    422,
    'flow.values',
  ],
  ['a body that is no JSON', 'by-webhook', '{', 400, 'input.not-json'],
  ['a body with a key twice', 'by-webhook', '{"order": 1, "order": 2}', 400, 'input.duplicate-key'],
  ['a body that is deep', 'by-webhook', '['.repeat(10_000), 422, 'input.too-deep'],
])('%s starts nothing', async (_what, flow, body, status, code) => {
  const { runs } = await desk.workspace.runs.list();
  expect(await problemOf(await post(flow, body))).toEqual([status, code]);
  expect((await desk.workspace.runs.list()).runs).toEqual(runs);
});

test('a body that holds too much is told where it does', async () => {
  const response = await post('by-webhook', { order: { lines: [{}, numbered(mostEventValues)] } });
  expect(await response.json()).toMatchObject({
    error: { message: expect.stringMatching(/over 10000 names and items, counted up to \/order\/lines\/1;/) },
  });
});

test('a flow that is corrected is run as it is now', async () => {
  await writeFile(desk.fileOf(3), JSON.stringify(webhookFlow({ id: 'dead-end' })));
  expect((await post('dead-end', {})).status).toBe(202);
});

test.each<[string, () => Promise<Caller>, number, string]>([
  ['no key', async () => ({ name: '', secret: '' }), 401, 'key.wrong'],
  ['a wrong one', async () => ({ ...desk.key, secret: 'x' }), 401, 'key.wrong'],
  ['one for some nodes', () => desk.addKey('some', { nodes: ['screen-pop'] }), 403, 'flow.key'],
  ['one for another connection', () => desk.addKey('other', { connection: 'live' }), 403, 'flow.key'],
])('with %s nobody starts a flow', async (_what, key, status, code) => {
  expect(await problemOf(await post('by-webhook', '{', { key: await key() }))).toEqual([status, code]);
});

describe('events of the organization', () => {
  const counted = async (): Promise<Record<string, number>> => {
    const text = await (await fetch(`${desk.door.url}/metrics`)).text();
    const found = text.matchAll(/^wxcc_events_total\{result="(.*)"\} (\d+)$/gm);
    return Object.fromEntries([...found].map(([, word, count]) => [word, Number(count)]));
  };

  const send = (path: string, headers: Record<string, string>, body: string) =>
    fetch(`${desk.door.url}/events/${path}`, { method: 'POST', headers, body });

  beforeAll(() => subscribe(desk, desk.door.url));

  test('before it was subscribed to, it was said at the start', () => {
    expect(desk.log.map((line) => JSON.parse(line))).toContainEqual(
      expect.objectContaining({ code: 'event.subscription' }),
    );
  });

  test('a task that ends starts the flow that begins so, and no other', async () => {
    const before = (await desk.workspace.runs.list()).runs.length;
    const task = endTask(desk.workshop);
    const runs = await desk.runs(before + 2);
    const own = runs.find(({ what }) => what === '1.flow.json')!;
    const report = await reportOf(own.id);
    expect(report.steps[0]?.sent?.message).toBe(`task:ended ${task.id}`);
    expect(report.notes.join('\n')).toContain('The event lacks webex.variables');
    expect(runs).toHaveLength(before + 2);
    // Connected and ended; what starts no flow is taken all the same.
    expect(await counted()).toEqual({ taken: 2 });
  });

  test.each<[string, string, Record<string, string>, string, number, string]>([
    ['unsigned', 'live', {}, '{}', 401, 'forged'],
    ['signed with another secret', 'live', { 'X-WebexCC-Signature': 'a'.repeat(64) }, '{}', 401, 'forged'],
    ['for a connection without subscriptions', 'other', {}, '{}', 404, 'unknown'],
  ])('one that is %s starts nothing and is counted', async (_what, path, headers, body, status, word) => {
    const before = (await counted())[word] ?? 0;
    expect((await send(path, headers, body)).status).toBe(status);
    expect(await counted()).toMatchObject({ [word]: before + 1 });
  });

  test('one of 10 MB is refused', async () => {
    expect((await send('live', {}, ' '.repeat(10_000_000))).status).toBe(413);
  });

  test('one that starts nothing that is sound takes nothing down', async () => {
    await writeFile(desk.fileOf(5), JSON.stringify(endedFlow({ id: 'by-event-too', steps: [] })));
    const before = (await desk.workspace.runs.list()).runs.length;
    endTask(desk.workshop);
    await desk.runs(before + 1);
    expect((await post('by-webhook', {})).status).toBe(202);
  });
});

describe('events that come while nothing serves flows', () => {
  const missedMs = 600_000;
  let away: FlowDesk;
  let listener: CallbackListener;

  beforeAll(async () => {
    away = await FlowDesk.open([endedFlow(), { nothing: 'that is a flow' }]);
    await away.door.stop();
    const { workspace, workshop } = away;
    listener = await CallbackListener.start(new Callbacks(), { port: 0, events: workspace.events });
    await subscribe(away, `http://127.0.0.1:${listener.port}`);
    endTask(workshop);
  });
  afterAll(() => listener.stop());

  const kept = async (count: number) => {
    const { orgId } = away.workshop.sandbox;
    while ((await away.workspace.events.kept({ orgId, end: 0 })).length < count)
      await new Promise((resolve) => setTimeout(resolve, 20));
  };

  const startAgain = async (options: Partial<FlowDoorOptions> = { missedMs }) => {
    await away.door.stop();
    await away.start(options);
  };

  test('start theirs at the next start, with a word', async () => {
    await kept(2);
    await away.start({ missedMs });
    const [run] = await away.runs(1);
    expect(run).toMatchObject({ what: '0.flow.json', outcome: 'success' });
    expect(away.log.map((line) => JSON.parse(line))).toContainEqual(
      expect.objectContaining({
        ...{ run: run!.id, flow: 'by-event' },
        msg: 'An event that came before this start starts its flow now.',
      }),
    );
  });

  test('start each flow once: one that joins later, and none anew', async () => {
    await writeFile(away.fileOf(1), JSON.stringify(endedFlow({ id: 'later' })));
    await startAgain();
    const runs = await away.runs(2);
    expect(runs.map(({ what }) => what)).toEqual(['1.flow.json', '0.flow.json']);
    await startAgain();
    endTask(away.workshop);
    // The events are read in their order: one that was started anew would be there before these.
    expect(await away.runs(4)).toHaveLength(4);
  });

  test('two that serve the same flows share the events', async () => {
    const first = away.door;
    await away.start({ missedMs });
    endTask(away.workshop);
    await away.runs(6);
    endTask(away.workshop);
    expect(await away.runs(8)).toHaveLength(8);
    await first.stop();
  });

  test('start nothing where they are not asked for', async () => {
    await away.door.stop();
    endTask(away.workshop);
    await kept(10);
    await away.start({ missedMs: 0 });
    endTask(away.workshop);
    expect(await away.runs(10)).toHaveLength(10);
  });
});

test('as many flows run as may, and the next webhook is told so', async () => {
  let go = () => {};
  const gate = new Promise<void>((resolve) => {
    go = resolve;
  });
  const { engine } = desk.workspace;
  const busy = await FlowDesk.open([webhookFlow()], {
    openWorld: async () => {
      await gate;
      return { engine, clock: systemClock, connection: desk.workshop.connection, tokens: () => undefined };
    },
  });
  const ask = () =>
    fetch(`${busy.door.url}/flows/by-webhook`, {
      method: 'POST',
      headers: { ...basic(busy.key), 'Content-Type': 'application/json' },
      body: '{}',
    });
  const statuses: number[] = [];
  for (let one = 0; one < maxFlowRuns; one += 1) statuses.push((await ask()).status);
  expect(statuses).toEqual(Array(maxFlowRuns).fill(202));
  const refused = await ask();
  expect(refused.headers.get('retry-after')).toBe('5');
  expect(await problemOf(refused)).toEqual([503, 'flow.busy']);
  go();
  await busy.runs(maxFlowRuns);
});
