import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defaultScenario } from '../../src/sandbox/seed.js';
import { root, temporaryFolder } from '../support/workshop.js';
import { jsonOf, runCli } from './run-cli.js';

interface Report {
  happened: {
    what: string;
    problems: string[];
    runs: { flow: { id: string }; end: { reason: string; status: string }; steps: { name: string }[] }[];
  }[];
  openTasks: { state: string; pending?: string }[];
}

const inFlows = (path: string) => join(root, 'flows', path);

const storyOf = async (change: object): Promise<string> => {
  const file = join(await temporaryFolder(), 'a.story.json');
  const story = {
    flows: ['live-chat-inbound', 'task-routed'].map((name) => inFlows(`${name}.flow.json`)),
    happens: [{ event: inFlows('events/live-chat-with-form.json') }],
    ...change,
  };
  await writeFile(file, JSON.stringify(story));
  return file;
};

// The paths of a story are relative to it; these are absolute, and lie elsewhere.
const relative = async (file: string) => {
  const text = await readFile(file, 'utf8');
  const up = '../'.repeat(file.split('/').length - 2);
  await writeFile(file, text.replaceAll(`"${root}/`, `"${up}${root.slice(1)}/`));
  return file;
};

const lines = ({ happened }: Report) =>
  happened.map(({ what, runs }) =>
    [what, ...runs.map(({ flow, end }) => `${flow.id} ${end.reason} ${end.status}`)].join(': '),
  );

test('a story runs each flow that a message and the agents start', async () => {
  const done = await runCli(['flow', 'run', inFlows('live-chat.story.json'), '--json']);
  const report = jsonOf<Report>(done);
  expect(lines(report)).toEqual([
    'a message on inappmessaging: live-chat-inbound end success',
    '20 s go by',
    'agent: connect',
    'Task Routed: task-routed end success',
    'agent: conference',
    'Task Modified: task-modified end success',
    '120 s go by',
    'agent: close',
    'Task Closed: task-closed not-started unset',
  ]);
  expect(report.openTasks).toEqual([]);
  expect(done.code).toBe(0);
});

test('people read what happened, each run, and what is open at the end', async () => {
  const { code, stdout } = await runCli(['flow', 'run', inFlows('live-chat.story.json')]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/\nagent: connect\n\nTask Routed\n/);
  expect(stdout).toContain("The start's conditions do not hold");
  expect(stdout).toContain('No task is open at the end.');
});

test('agents with habits act while time goes by, and the flows of their events run', async () => {
  const [first] = defaultScenario().organizations;
  const agents = first!.agents.map((agent, index) =>
    index === 0 ? { ...agent, answersAfterMs: 5000, closesAfterMs: 60_000 } : agent,
  );
  const folder = await temporaryFolder();
  const scenario = join(folder, 'scenario.json');
  await writeFile(scenario, JSON.stringify({ organizations: [{ ...first!, agents }] }));
  const happens = [{ event: inFlows('events/live-chat-with-form.json') }, { waitSeconds: 100 }];
  const story = await relative(await storyOf({ happens }));
  const done = await runCli(['flow', 'run', story, '--scenario', scenario, '--json']);
  expect(lines(jsonOf<Report>(done))).toEqual([
    'a message on inappmessaging: live-chat-inbound end success',
    '100 s go by',
    'Task Routed: task-routed end success',
    'Task Closed',
  ]);
});

test('what cannot happen, and what nobody takes, fails the story', async () => {
  const happens = [{ agent: 'connect' }, { event: inFlows('events/sms-first-message.json') }];
  const { code, stdout } = await runCli([
    'flow',
    'run',
    await relative(await storyOf({ happens })),
    '--json',
  ]);
  expect(code).toBe(1);
  expect((JSON.parse(stdout) as Report).happened.map(({ problems }) => problems)).toEqual([
    ['No task is open; nobody can connect.'],
    ['No flow of the story takes it.'],
  ]);
});

test('a story that is not one is told with the place, before anything runs', async () => {
  const { code, stdout } = await runCli(['flow', 'run', await storyOf({ happens: [{ agent: 'sleep' }] })]);
  expect(code).toBe(1);
  expect(stdout).toContain('/happens/0');
  expect(stdout).toContain('Nothing was run');
});

test.each([
  [['--event', 'e.json'], '--event'],
  [['--until', 'x'], '--until'],
])('a story takes no %s', async (more, option) => {
  const { code, stderr } = await runCli(['flow', 'run', inFlows('live-chat.story.json'), ...more]);
  expect(code).toBe(2);
  expect(stderr).toContain(option);
});

describe('cases of a story', () => {
  const copied = async (): Promise<(path: string) => string> => {
    const folder = await temporaryFolder();
    await cp(join(root, 'flows'), folder, { recursive: true });
    return (path) => join(folder, path);
  };

  test('are recorded with their faults, and tested again', async () => {
    const at = await copied();
    const story = at('live-chat.story.json');
    const before = (await readFile(story, 'utf8')).split('"cases"')[0]!;
    const fault = 'flow=task-routed,step=pop the customer,outcome=onError';
    const recorded = await runCli(['flow', 'run', story, '--fault', fault, '--record', 'no pop', '--json']);
    expect(
      jsonOf<Report>(recorded).happened.flatMap(({ runs }) => runs.map(({ end }) => end.status)),
    ).toEqual(['success', 'error', 'success', 'unset']);
    const text = await readFile(story, 'utf8');
    expect(text.startsWith(before)).toBe(true);
    const { cases } = JSON.parse(text) as { cases: { name: string; faults?: string[]; ends: string[] }[] };
    expect(cases.at(-1)).toMatchObject({ name: 'no pop', faults: [fault] });
    expect(cases.at(-1)?.ends).toContain('task-routed: error');
    const names = cases.map(({ name }) => name);
    const again = await runCli(['flow', 'run', story, '--fault', fault, '--record', 'no pop']);
    expect(again.stdout).toContain(`wrote the case "no pop" into ${story}`);
    expect(await readFile(story, 'utf8')).toBe(text);
    const tested = await runCli(['flow', 'test', story, '--json']);
    expect(tested.code).toBe(0);
    expect(jsonOf<{ results: { name: string }[] }>(tested).results.map(({ name }) => name)).toEqual(names);
  });

  test('that come to something else are told with the first difference', async () => {
    const at = await copied();
    const story = at('live-chat.story.json');
    await runCli(['flow', 'run', story, '--record', 'all']);
    const text = await readFile(story, 'utf8');
    await writeFile(
      story,
      text
        .replaceAll('queue → Queued', 'queue → Error')
        .replaceAll('task-routed: success', 'task-routed: error'),
    );
    const { code, stdout } = await runCli(['flow', 'test', at('.'), '--json']);
    expect(code).toBe(1);
    const { results } = JSON.parse(stdout) as { results: { name: string; differences: string[] }[] };
    expect(results.find(({ name }) => name === 'all')?.differences).toEqual([
      'step 6: expected live-chat-inbound: queue → Error, got live-chat-inbound: queue → Queued',
      'end 2: expected task-routed: error, got task-routed: success',
    ]);
  });

  test('begin with the scenario that the story names', async () => {
    const at = await copied();
    const { organizations } = defaultScenario();
    const own = { organizations: [{ ...organizations[0]!, entryPoints: ['elsewhere'] }] };
    await writeFile(at('scenario.json'), JSON.stringify(own));
    const happens = [{ event: 'events/sms-first-message.json' }];
    const story = { flows: ['sms-inbound.flow.json'], scenario: 'scenario.json', happens };
    await writeFile(at('own.story.json'), JSON.stringify(story));
    await runCli(['flow', 'run', at('own.story.json'), '--record', 'nowhere']);
    const { cases } = JSON.parse(await readFile(at('own.story.json'), 'utf8')) as {
      cases: { steps: string[] }[];
    };
    expect(cases[0]?.steps.join()).toContain('taskFailed');
    expect((await runCli(['flow', 'test', at('own.story.json')])).code).toBe(0);
  });

  test.each([
    ['step=pop the customer,outcome=onError', 'flow=task-routed,step=pop the customer,outcome=onError'],
    ['step=pop the costumer,outcome=onError', 'pop the customer'],
    ['flow=task-rooted,step=n11,outcome=onError', 'task-routed'],
    ['flow=task-routed,step=n11,outcome=onEror', 'onError'],
    ['flow=task-routed', '--fault flow=task-routed: It needs a step'],
  ])('a fault that is for no flow, or for several, is wrong use: %s', async (fault, remedy) => {
    const done = await runCli(['flow', 'run', inFlows('live-chat.story.json'), '--fault', fault]);
    expect(done.code).toBe(2);
    expect(done.stderr.replace(/\s+/g, ' ')).toContain(remedy);
  });

  test('a story without cases, and a flow to record, are wrong use', async () => {
    const story = await storyOf({});
    await relative(story);
    expect((await runCli(['flow', 'test', story])).code).toBe(2);
    const done = await runCli(['flow', 'run', inFlows('sms-inbound.flow.json'), '--record', 'x']);
    expect(done.code).toBe(2);
    expect(done.stderr).toContain('flow explore');
  });

  test('a case without a name is refused before anything runs', async () => {
    const at = await copied();
    const before = await readFile(at('live-chat.story.json'), 'utf8');
    const done = await runCli(['flow', 'run', at('live-chat.story.json'), '--record', ' ', '--json']);
    expect([done.code, jsonOf(done)]).toMatchObject([2, { error: { code: 'story.record' } }]);
    expect(await readFile(at('live-chat.story.json'), 'utf8')).toBe(before);
  });
});

describe('flow run --scenario', () => {
  const sms = async (...more: string[]) => {
    const folder = await temporaryFolder();
    const event = join(folder, 'event.json');
    const message = { senderNumber: '+12065550123', serviceNumber: '+4930123', message: 'hi' };
    await writeFile(event, JSON.stringify({ kind: 'channelMessage', channel: 'sms', message }));
    return runCli(['flow', 'run', inFlows('sms-inbound.flow.json'), '--event', event, ...more]);
  };

  test('has the sandbox begin with its entry points', async () => {
    const { organizations } = defaultScenario();
    const scenario = join(await temporaryFolder(), 'scenario.json');
    const own = { organizations: [{ ...organizations[0]!, entryPoints: ['+4930123'] }] };
    await writeFile(scenario, JSON.stringify(own));
    expect((await sms('--scenario', scenario)).code).toBe(0);
  });

  test('without it the refusal lists the entry points that there are', async () => {
    const { code, stdout } = await sms();
    expect(code).toBe(1);
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      'There is no entry point for "+4930123"; those of the sandbox: OR06143228,',
    );
  });

  test('is refused where another is called', async () => {
    const { code, stderr } = await sms('--scenario', 'x.json', '--connection', 'sandbox');
    expect(code).toBe(2);
    expect(stderr).toContain('--scenario is what the sandbox starts with');
  });
});
