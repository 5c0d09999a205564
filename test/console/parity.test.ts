import { join } from 'node:path';
import { runCli } from '../cli/run-cli.js';
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

test('a run is the same but for the moment and what it took', async () => {
  const asked = { file: flow, faults: ['step=queue,outcome=onTimeout'] };
  const { text } = await open.send('POST', '/api/flow/run', own, body(asked));
  const { stdout } = await runCli(
    ['flow', 'run', path(flow), '--fault', 'step=queue,outcome=onTimeout', '--json'],
    { home: open.home },
  );
  const untimed = (json: string) =>
    JSON.parse(json, (key, value) => (key === 'timings' ? undefined : value)) as { end: { message: string } };
  expect(untimed(text)).toEqual(untimed(stdout));
  expect(untimed(text).end.message).toContain('The flow ended');
});

test('the picture is that of flow draw', async () => {
  const { text } = await open.send('POST', '/api/flow/draw', own, body({ file: flow }));
  expect(text).toBe((await runCli(['flow', 'draw', path(flow)], { home: open.home })).stdout);
});
