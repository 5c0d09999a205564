import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Result } from '../../schemas/types.js';
import type { Engine, EngineOptions } from '../../src/engine/engine.js';
import { Seed } from '../../src/flow/run/seed.js';
import { Simulation } from '../../src/stage/simulation.js';
import { runCli } from '../cli/run-cli.js';
import { root } from '../support/workshop.js';
import { type OpenConsole, openConsole } from './open-console.js';

let open: OpenConsole;
let own: Record<string, string>;

beforeAll(async () => {
  open = await openConsole({ withSandbox: false });
  own = await open.enter();
});

const flow = 'sms-inbound.flow.json';
const body = (value: object) => JSON.stringify(value);
const path = (name: string) => join(open.flows, name);

type Same = [route: string, given: (() => object) | undefined, args: () => string[]];

const same: Same[] = [
  ['/nodes', undefined, () => ['list']],
  ['/nodes/queue-task', undefined, () => ['versions', 'queue-task']],
  ['/nodes/queue-task/v1.5', undefined, () => ['describe', 'queue-task@v1.5']],
  ['/diff/queue-task/v1.0/v1.5', undefined, () => ['diff', 'queue-task', 'v1.0', 'v1.5']],
  ['/authorizations', undefined, () => ['auth', 'list']],
  ['/integrations', undefined, () => ['auth', 'integrations']],
  ['/doctor', undefined, () => ['auth', 'doctor', '--flows', open.flows]],
  ['/flow/check', () => ({ file: flow }), () => ['flow', 'check', path(flow)]],
  ['/flow/show', () => ({ file: flow }), () => ['flow', 'show', path(flow)]],
  ['/flow/explore', () => ({ file: flow }), () => ['flow', 'explore', path(flow)]],
  [
    '/flow/upgrade',
    () => ({ file: 'task-routed.flow.json' }),
    () => ['flow', 'upgrade', path('task-routed.flow.json'), '--dry-run'],
  ],
];

test.each(same)('%s gives what the command prints', async (route, given, args) => {
  const answer = given
    ? await open.send('POST', `/api${route}`, own, body(given()))
    : await open.send('GET', `/api${route}`, own);
  const { stdout } = await runCli([...args(), '--json'], { home: open.home, limitMs: 60_000 });
  expect(answer.text).toBe(stdout);
});

test('a run at a moment that is given is the same to the byte', async () => {
  const event = 'events/at-noon.json';
  const sms = JSON.parse(await readFile(path('events/sms-first-message.json'), 'utf8')) as object;
  await writeFile(path(event), body({ ...sms, at: '2026-01-15T12:00:00Z' }));
  const fault = 'step=queue,outcome=onTimeout';
  const { text } = await open.send(
    'POST',
    '/api/flow/run',
    own,
    body({ file: flow, event, faults: [fault] }),
  );
  const args = ['flow', 'run', path(flow), '--event', path(event), '--fault', fault, '--json'];
  const { stdout } = await runCli(args, { home: open.home });
  expect(text).toBe(stdout);
  expect((JSON.parse(text) as { end: { message: string } }).end.message).toContain('The flow ended');
  await rm(path(event));
});

const task = { id: 'task-1', conversationId: 'conversation-1', mediaType: 'chat' };

/** A sandbox at the beginning of virtual time, and what calls reach it with; all ids are the same each time. */
const openSimulation = async () => {
  const simulation = await Simulation.open();
  const [sandboxIds, ids] = [new Seed(1), new Seed(2)];
  simulation.begin(() => sandboxIds.uuid());
  simulation.sandbox.people.addTask(task);
  const changes: Partial<EngineOptions> = {};
  // What an engine gets that calls there.
  simulation.engine({ with: (given: object) => Object.assign(changes, given) } as unknown as Engine);
  const { transport, clock, callbacks } = changes;
  const surroundings = { transport: transport!, clock: clock!, callbacks: callbacks! };
  return { simulation, surroundings: { ...surroundings, newId: () => ids.uuid() } };
};

test('a call is the same to the byte, on the virtual clock with ids of a seed', async () => {
  const [one, two] = [await openSimulation(), await openSimulation()];
  const { connection } = one.simulation;
  const simulated = { ...one.simulation.sandbox, connection };
  const other = await openConsole({ simulated, surroundings: one.surroundings });
  const headers = await other.enter();
  const [connectionFile, inputFile] = [join(other.home, 'connection.json'), join(other.home, 'input.json')];
  await writeFile(connectionFile, body(connection));
  const tour = JSON.parse(await readFile(join(root, 'docs/tour/queue-task.json'), 'utf8')) as object;
  for (const [given, outcome] of [
    [{ taskId: task.id, conversationId: task.conversationId, contactPriority: 2 }, 'Queued'],
    [{ taskId: task.id, conversationId: task.conversationId, queueId: 7, other: [] }, 'onInvalidData'],
  ] as const) {
    const input = { ...tour, ...given };
    const called = { node: 'queue-task', version: 'v1.3', method: 'queue-task', input };
    const { text } = await other.send('POST', '/api/invoke', headers, body(called));
    await writeFile(inputFile, body(input));
    const token = ['--token', two.simulation.sandbox.token];
    const args = [
      'invoke',
      'queue-task@v1.3',
      '--input',
      inputFile,
      '--connection',
      connectionFile,
      ...token,
    ];
    const { stdout } = await runCli([...args, '--exchange', '--json'], {
      home: other.home,
      surroundings: two.surroundings,
    });
    expect(text).toBe(stdout);
    expect((JSON.parse(text) as { result: Result }).result.outcome).toBe(outcome);
  }
  await two.simulation.stop();
});

test('a story is the same, is kept, and runs again', async () => {
  const story = 'live-chat.story.json';
  const text = await readFile(path(story), 'utf8');
  await writeFile(path(story), text.replace('{', '{\n  "at": "2026-01-15T12:00:00Z",'));
  const names = await open.send('GET', '/api/flows', own);
  expect(JSON.parse(names.text)).toMatchObject({ stories: [story] });
  const told = await open.send('POST', '/api/story/run', own, body({ file: story, faults: [] }));
  const { stdout } = await runCli(['flow', 'run', path(story), '--json'], { home: open.home });
  expect(told.text).toBe(stdout);
  const shown = await runCli(['runs', 'show'], { home: open.home });
  expect(shown.stdout).toContain('agent: connect');
  const { runs } = JSON.parse((await runCli(['runs', 'list', '--json'], { home: open.home })).stdout) as {
    runs: { id: string; kind: string; outcome: string }[];
  };
  expect(runs[0]).toMatchObject({ kind: 'story', what: story, outcome: 'success' });
  const again = await open.send('POST', '/api/runs/again', own, body({ run: runs[0]!.id }));
  expect(again.text).toBe(stdout);
});

test('a dry run is what the command prints', async () => {
  const input = { taskId: 't-1', queueId: 'q-1', lookbackMinutes: 30 };
  const asked = { node: 'piq-and-ewt', version: 'v1.1', method: 'piq-and-ewt', input };
  const { text } = await open.send('POST', '/api/dry-run', own, body(asked));
  const file = join(open.home, 'input.json');
  await writeFile(file, body(input));
  const args = ['invoke', 'piq-and-ewt@v1.1', '--input', file, '--dry-run', '--json'];
  const { stdout } = await runCli(args, { home: open.home });
  expect(JSON.parse(text)).toHaveProperty('url');
  expect(text).toBe(stdout);
});

test('the build sheet and its files are those that connect export writes', async () => {
  const asked = { node: 'screen-pop', version: 'v1.1', serviceUrl: 'https://nodes.example.com' };
  const out = join(open.home, 'export');
  const args = ['connect', 'export', 'screen-pop@v1.1', '--service-url', asked.serviceUrl, '--out', out];
  expect(await runCli(args, { home: open.home })).toMatchObject({ code: 0 });
  const names = (await readdir(out, { recursive: true })).filter((name) => /\.\w+$/.test(name));
  expect(names).toEqual(expect.arrayContaining(['build-sheet.json', 'icon.svg', 'screen-pop-v1.1.wsdl.zip']));
  for (const file of names) {
    const { text } = await open.send('POST', '/api/export/file', own, body({ ...asked, file }));
    expect([file, text]).toEqual([file, await readFile(join(out, file), 'utf8')]);
  }
  const { text } = await open.send('POST', '/api/export/sheet', own, body(asked));
  expect(text).toBe(await readFile(join(out, 'build-sheet.json'), 'utf8'));
});

test('an upgrade is applied and taken back as the command does', async () => {
  const file = 'task-routed.flow.json';
  const before = await readFile(path(file), 'utf8');
  const asked = { file, to: 'v1.1' };
  const preview = await open.send('POST', '/api/flow/upgrade', own, body(asked));
  const text = preview.headers['x-console-text'];
  const refused = await open.send('POST', '/api/flow/upgrade', own, body({ ...asked, apply: true }));
  expect([refused.status, refused.text]).toEqual([409, expect.stringContaining('console.changed')]);
  const applied = await open.send('POST', '/api/flow/upgrade', own, body({ ...asked, apply: true, text }));
  const written = await readFile(path(file), 'utf8');
  const undone = await open.send('POST', '/api/flow/undo', own, body({ file }));
  expect(await readFile(path(file), 'utf8')).toBe(before);
  const cli = async (...more: string[]) =>
    (await runCli(['flow', 'upgrade', path(file), ...more, '--json'], { home: open.home })).stdout;
  expect(applied.text).toBe(await cli('--to', 'v1.1'));
  expect(await readFile(path(file), 'utf8')).toBe(written);
  expect(undone.text).toBe(await cli('--undo'));
});

test('an authorization is shown as auth view shows it, whatever is done with it', async () => {
  const view = async (name: string) =>
    (await runCli(['auth', 'view', name, '--json'], { home: open.home })).stdout;
  const act = async (action: string, given: object) =>
    (await open.send('POST', `/api/authorizations/${action}`, own, body(given))).text;
  const credentials = { clientId: 'C1', clientSecret: 'not-shown' };
  expect(await act('add', { name: 'one', ...credentials })).toBe(await view('one'));
  expect(await act('update', { name: 'one', scopes: 'cjp:config_read' })).toBe(await view('one'));
  const app = { name: 'app', ...credentials, accessToken: 'T1', accessTokenEndsAt: '2999-01-01T00:00:00Z' };
  const added = await act('add-service-app', app);
  expect(added).toBe(await view('app'));
  expect(added).toContain('"serviceApp": true');
  expect(added).not.toMatch(/not-shown|"T1"/);
  expect(await act('update-service-app', { ...app, accessToken: 'T2' })).toBe(await view('app'));
  expect(await act('default', { name: 'app' })).toBe(await view('app'));
  expect(await act('add-service-app', { ...app, name: 'other', accessTokenEndsAt: '2999' })).toContain(
    'service-app.grant',
  );
});

test('the picture is that of flow draw', async () => {
  const { text } = await open.send('POST', '/api/flow/draw', own, body({ file: flow }));
  expect(text).toBe((await runCli(['flow', 'draw', path(flow)], { home: open.home })).stdout);
});

test('the runs are those that the command lists and shows, and are run again as they were', async () => {
  const asked = { file: flow, faults: ['step=queue,outcome=onTimeout'] };
  const ran = await open.send('POST', '/api/flow/run', own, body(asked));
  const { 'x-console-run': id } = ran.headers as Record<string, string>;
  const list = await open.send('GET', '/api/runs', own);
  expect(list.text).toBe((await runCli(['runs', 'list', '--json'], { home: open.home })).stdout);
  const one = await open.send('GET', `/api/runs/${id}`, own);
  expect(one.text).toBe((await runCli(['runs', 'show', id!, '--json'], { home: open.home })).stdout);
  expect(one.text).toBe((await runCli(['runs', 'show', '--json'], { home: open.home })).stdout);
  expect(JSON.parse(one.text)).toMatchObject({ id, what: flow, asked, gave: JSON.parse(ran.text) });
  const again = await open.send('POST', '/api/runs/again', own, body({ run: id }));
  const kept = again.headers['x-console-run'] as string;
  expect(kept > id!).toBe(true);
  const after = JSON.parse((await open.send('GET', `/api/runs/${kept}`, own)).text) as { asked: object };
  expect(after.asked).toEqual(asked);
  for (let more = 0; more < 3; more += 1) await open.send('POST', '/api/flow/run', own, body(asked));
  // As many as this console keeps.
  expect(await ids()).toHaveLength(3);
  const gone = await open.send('GET', `/api/runs/${id}`, own);
  expect([gone.status, gone.text]).toEqual([400, expect.stringContaining('run.unknown')]);
});

test('a flow is run again from a step with the results before it, as the command does', async () => {
  const first = await open.send('POST', '/api/flow/run', own, body({ file: flow }));
  const run = first.headers['x-console-run'];
  const { steps } = JSON.parse(first.text) as { steps: { number: number; name: string; outcome: string }[] };
  const queue = steps.find(({ name }) => name === 'queue')!;
  const report = join(open.home, 'report.json');
  // What was kept counts, not what the step would give now.
  await writeFile(report, first.text);
  const faults = ['step=queue,outcome=onTimeout'];
  const asked = { file: flow, faults, run, from: queue.number };
  const { text } = await open.send('POST', '/api/flow/run', own, body(asked));
  const from = ['--again', report, '--from', String(queue.number)];
  const args = ['flow', 'run', path(flow), '--fault', faults[0]!, ...from, '--json'];
  const { stdout } = await runCli(args, { home: open.home });
  expect(text).toBe(stdout);
  const { steps: again, timings } = JSON.parse(text) as {
    steps: { number: number; kept?: true; outcome: string }[];
    timings: { at: string; timeZone: string };
  };
  const { at, timeZone } = (JSON.parse(first.text) as { timings: { at: string; timeZone: string } }).timings;
  expect(timings).toMatchObject({ at, timeZone });
  for (const { number, kept, outcome } of again)
    expect([number, kept, outcome]).toEqual([
      number,
      number < queue.number ? true : undefined,
      number < queue.number
        ? steps.find((one) => one.number === number)!.outcome
        : number === queue.number
          ? 'onTimeout'
          : outcome,
    ]);
  const far = await runCli([...args.slice(0, -2), '999', '--json'], { home: open.home });
  expect([far.code, far.stdout]).toEqual([2, expect.stringContaining('flow.from')]);
});

const ids = async () =>
  (JSON.parse((await open.send('GET', '/api/runs', own)).text) as { runs: { id: string }[] }).runs.map(
    ({ id }) => id,
  );

test('a run is forgotten only when it is named, or all are', async () => {
  const [first] = await ids();
  const remove = async (given: object) =>
    (await open.send('POST', '/api/runs/remove', own, body(given))).status;
  expect(await remove({})).toBe(400);
  expect(await ids()).toContain(first);
  expect(await remove({ run: first })).toBe(200);
  expect(await ids()).not.toContain(first);
  expect(await remove({ all: true })).toBe(200);
  expect(await ids()).toEqual([]);
});

test('a run that cannot be kept was run all the same, and the page is told', async () => {
  await rm(join(open.home, 'runs'), { recursive: true, force: true });
  await writeFile(join(open.home, 'runs'), 'no folder');
  const { status, text, headers } = await open.send('POST', '/api/flow/run', own, body({ file: flow }));
  expect([status, (JSON.parse(text) as { end: object }).end]).toEqual([200, expect.any(Object)]);
  expect(decodeURIComponent(String(headers['x-console-unkept']))).toContain('This run is not kept');
  await rm(join(open.home, 'runs'));
});

test('the state of the sandbox is what the command prints', async () => {
  const other = await openConsole();
  await other.sandbox!.people.addTask({ mediaType: 'chat' });
  const { text } = await other.send('GET', '/api/sandbox', await other.enter());
  const { stdout } = await runCli(['sandbox', 'state', '--url', other.sandbox!.url, '--json'], {
    home: other.home,
  });
  expect(text).toBe(stdout);
  const shown = await runCli(['sandbox', 'state', '--url', other.sandbox!.url], { home: other.home });
  expect([shown.code, shown.stdout]).toEqual([0, expect.stringMatching(/ (created|new|queued)\b.*chat/)]);
  const nowhere = await runCli(['sandbox', 'state', '--url', other.url, '--json'], { home: other.home });
  expect([nowhere.code, nowhere.stdout]).toEqual([2, expect.stringContaining('sandbox.away')]);
});
