import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkFlow } from '../../src/flow/check/index.js';
import { type Explored, exploreFile } from '../../src/flow/explore/explore-file.js';
import type { StartOf } from '../../src/flow/new/compose-flow.js';
import { newFlow } from '../../src/flow/new/new-flow.js';
import { ToldError } from '../../src/ground/told-error.js';
import { openSandboxWorlds } from '../../src/stage/sandbox-worlds.js';
import { jsonOf, runCli } from '../cli/run-cli.js';
import { root, temporaryFolder } from '../support/workshop.js';
import { openEngine } from './flow-fixtures.js';

interface Summary {
  findings: { rule: string; severity: string }[];
  percent: number;
}

/** A new flow in an empty folder; what its exploration said, and the folder. */
const written = async (...args: string[]) => {
  const folder = await temporaryFolder();
  const run = await runCli(['flow', 'new', 'my-flow', '--dir', folder, ...args, '--json']);
  return { run, folder, at: (ending: string) => join(folder, `my-flow.${ending}.json`) };
};

const checked = async (file: string) =>
  jsonOf<{ findings: { severity: string }[] }>(
    await runCli(['flow', 'check', file, '--json']),
  ).findings.filter(({ severity }) => severity !== 'note');

const all = 'resolve-conversation,set-variable,queue-task,piq-and-ewt';

test.each([
  ['--channel', 'sms', all],
  ['--channel', 'inappmessaging', all],
  ['--channel', 'email', all],
  ['--channel', 'messenger', 'resolve-conversation,queue-task'],
  ['--channel', 'whatsapp', 'create-task,queue-task'],
  ['--channel', 'apple', 'resolve-conversation,set-global-variable,queue-task'],
  ['--channel', 'sms', undefined],
  ['--event', 'Task Routed', undefined],
  ['--event', 'Task Modified', undefined],
  ['--event', 'Task Closed', undefined],
  ['--event', 'Task Routed', 'routed-notification,screen-pop'],
  ['--event', 'Task Modified', 'modified-rejected'],
  ['--event', 'Task Closed', 'close-task'],
  ['--event', 'Task Closed', 'screen-pop'],
  ['--event', 'Task Closed', 'screen-pop,close-task'],
  ['--event', 'Task Routed', 'queue-task,piq-and-ewt'],
  ['--event', 'Task Modified', 'set-variable,queue-task@v1.0'],
  ['--event', 'Task Routed', 'create-task,queue-task'],
  ['--event', 'Task Routed', 'create-task,routed-accepted,queue-task,screen-pop'],
  ['--event', 'Task Routed', 'resolve-conversation,queue-task'],
  ['--event', 'Task Modified', 'modified-accepted,create-task,set-flow-variable,queue-task,piq-and-ewt'],
  ['--event', 'Task Closed', 'create-task,queue-task,close-task-accept'],
  ['--event', 'Task Closed', 'close-task-reject,create-task,closed-task-on-wxcc'],
])(
  '%s %s with %s: it checks clean, every outcome is reached, nothing is found, the cases pass',
  async (option, value, nodes) => {
    const { run, folder, at } = await written(
      option,
      value,
      ...(nodes === undefined ? [] : ['--nodes', nodes]),
    );
    expect(run.code).toBe(0);
    expect(jsonOf<Summary>(run)).toMatchObject({ findings: [], percent: 100 });
    expect(await checked(at('flow'))).toEqual([]);
    expect((await readdir(folder)).sort()).toEqual([
      'flow.schema.json',
      'my-flow.cases.json',
      'my-flow.event.json',
      'my-flow.flow.json',
    ]);
    const tested = await runCli(['flow', 'test', at('cases')]);
    expect([tested.code, tested.stdout.includes('100 % of the outcomes reached')]).toEqual([0, true]);
  },
);

test('each flow of the gallery checks clean, passes its cases, and exploring finds nothing', async () => {
  const gallery = jsonOf<{ name: string; description: string }[]>(
    await runCli(['flow', 'new', '--list', '--json']),
  );
  expect(gallery.map(({ name }) => name)).toEqual([
    ...['close-after-agent', 'email-attachments', 'order-status'],
    ...['post-chat-survey', 'proactive-chat', 'retry-429'],
  ]);
  for (const { name, description } of gallery) {
    expect(description).not.toBe('');
    const { run, folder, at } = await written('--from', name);
    expect({ name, code: run.code }).toEqual({ name, code: 0 });
    expect(JSON.parse(await readFile(at('flow'), 'utf8'))).toMatchObject({ id: 'my-flow' });
    expect({ name, findings: await checked(at('flow')) }).toEqual({ name, findings: [] });
    const tested = await runCli(['flow', 'test', at('cases')]);
    expect({ name, code: tested.code }).toEqual({ name, code: 0 });
    const events = (await readdir(folder)).filter((file) => file.endsWith('event.json'));
    const explored = await runCli([
      ...['flow', 'explore', at('flow'), '--json'],
      ...events.flatMap((file) => ['--event', join(folder, file)]),
    ]);
    expect({ name, ...jsonOf<Summary>(explored) }).toMatchObject({ name, findings: [], percent: 100 });
  }
});

test.each([
  ['a name that is none', ['flow', 'new', 'My Flow', '--channel', 'sms'], 'new.name'],
  ['no name', ['flow', 'new', '--channel', 'sms'], 'new.name'],
  ['nothing that starts it', ['flow', 'new', 'x'], 'new.start'],
  [
    'a node that is none',
    ['flow', 'new', 'x', '--channel', 'sms', '--nodes', 'queue-tsk'],
    'new.node-unknown',
  ],
  ['a node twice', ['flow', 'new', 'x', '--channel', 'sms', '--nodes', 'queue-task,queue-task'], 'new.node'],
  [
    'a position that nobody has',
    ['flow', 'new', 'x', '--event', 'Task Routed', '--nodes', 'piq-and-ewt,queue-task'],
    'new.node',
  ],
  [
    'a screen before any agent',
    ['flow', 'new', 'x', '--channel', 'sms', '--nodes', 'screen-pop'],
    'new.node',
  ],
  [
    'a task that nobody would see',
    ['flow', 'new', 'x', '--channel', 'sms', '--nodes', 'queue-task,create-task'],
    'new.node',
  ],
  [
    'two tasks in one flow',
    ['flow', 'new', 'x', '--event', 'Task Routed', '--nodes', 'resolve-conversation,create-task,queue-task'],
    'new.node',
  ],
  ['a template that is none', ['flow', 'new', 'x', '--from', 'retry'], 'new.template'],
])('%s is wrong use', async (_what, args, code) => {
  const finished = await runCli([...args, '--dir', await temporaryFolder(), '--json']);
  expect(finished.code).toBe(2);
  expect(jsonOf(finished)).toMatchObject({ error: { code } });
});

test("after an event, what follows a node that opens a task is about that task, and an answer about the event's", async () => {
  const { at, run } = await written(
    ...[
      '--event',
      'Task Routed',
      '--nodes',
      'set-variable,create-task,routed-accepted,queue-task,screen-pop',
    ],
  );
  expect(run.code).toBe(0);
  const { steps } = JSON.parse(await readFile(at('flow'), 'utf8')) as {
    steps: { name: string; input?: { taskId: string } }[];
  };
  expect(
    Object.fromEntries(steps.flatMap(({ name, input }) => (input ? [[name, input.taskId]] : []))),
  ).toEqual({
    'set flow variable': '$(n2.webex.ID)',
    'create task': '$(transid)',
    'routed accepted': '$(n2.webex.ID)',
    'queue task': '$(newTaskId)',
    'screen pop': '$(n2.webex.ID)',
    'close the task': '$(newTaskId)',
  });
});

test('any one node after any start checks clean and reaches every outcome, or is refused with why', async () => {
  const engine = await openEngine();
  const { packages } = engine;
  const starts: StartOf[] = [
    ...(['Task Routed', 'Task Modified', 'Task Closed'] as const).map((event) => ({ event })),
    { channel: 'sms' },
    { channel: 'email' },
  ];
  const methods = new Set(
    (await packages.nodes()).flatMap(({ versions }) =>
      versions.flatMap(({ methods: own }) => own.map(({ id }) => id)),
    ),
  );
  const folder = await temporaryFolder();
  const [file, event] = [join(folder, 'a.flow.json'), join(folder, 'a.event.json')];
  const refused = new Set<string>();
  for (const from of starts)
    for (const method of methods) {
      const made = await newFlow(packages, 'a', from, [method]).catch((error: unknown) => error);
      if (made instanceof ToldError) {
        refused.add(method);
        expect(made).toMatchObject({ code: 'new.node', remedy: expect.stringContaining('--nodes') });
        continue;
      }
      const flowOfIt = made as Awaited<ReturnType<typeof newFlow>>;
      await writeFile(file, JSON.stringify(flowOfIt.flow));
      await writeFile(event, JSON.stringify(flowOfIt.event));
      const { findings, coverage } = (await exploreFile(engine, openSandboxWorlds, {
        file,
        events: [event],
      })) as Explored;
      const checkedClean = await checkFlow(file, { packages, today: '2026-01-01' });
      const found = [...checkedClean.filter(({ severity }) => severity !== 'note'), ...findings];
      expect({ from, method, found, percent: coverage.percent() }).toEqual({
        ...{ from, method, found: [], percent: 100 },
      });
    }
  expect([...refused].sort()).toEqual(['create-task', 'piq-and-ewt', 'resolve-conversation', 'screen-pop']);
}, 120_000);

test('no file that is there is written over', async () => {
  const { at, folder } = await written('--channel', 'sms');
  const before = await readFile(at('flow'), 'utf8');
  const again = await runCli(['flow', 'new', 'my-flow', '--channel', 'email', '--dir', folder, '--json']);
  expect([again.code, jsonOf(again)]).toMatchObject([2, { error: { code: 'new.exists' } }]);
  expect(await readFile(at('flow'), 'utf8')).toBe(before);
});

test('flow run makes an event up when none is given', async () => {
  for (const name of ['sms-inbound', 'live-chat-inbound', 'email-inbound', 'task-routed', 'task-closed']) {
    const run = await runCli(['flow', 'run', join(root, `flows/${name}.flow.json`), '--json']);
    expect({ name, end: jsonOf<{ end: object }>(run).end }).toMatchObject({
      name,
      end: { reason: 'end', status: 'success' },
    });
  }
});
