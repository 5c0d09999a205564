import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isEvidence } from '../../schemas/validators.js';
import { readRecording } from '../../src/evidence/read-recording.js';
import { temporaryFolder } from '../support/workshop.js';
import { invokeCli } from './invoke-cli.js';
import { runCli } from './run-cli.js';
import { SandboxHere } from './running-sandbox.js';

const header = { recording: 1, program: '1.1.0', day: '2026-11-20' };
const of = { call: '<call:1>', node: 'queue-task', version: 'v1.3', method: 'queue-task', wire: 'task' };

/** A call as a data centre might have answered it. */
const call = (path: string, more: object = {}) => ({
  of,
  request: { at: 'us1', verb: 'POST', path, query: [], headers: ['authorization'], body: { id: '<text:1>' } },
  answer: { status: 202, headers: [] },
  ...more,
});
const callback = (body: object) => ({ of, callback: body });

const ours = '/v1/tasks/<segment:1>/queue';

class Desk {
  private constructor(readonly folder: string) {}

  static async open() {
    return new Desk(await temporaryFolder());
  }

  async write(name: string, lines: object[]): Promise<string> {
    const file = join(this.folder, name);
    await writeFile(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    return file;
  }

  run(...args: string[]) {
    return runCli(['evidence', ...args], { cwd: this.folder });
  }

  text(name = 'evidence.json') {
    return readFile(join(this.folder, name), 'utf8');
  }

  /** State and what was seen of a fact of Queue Task v1.3. */
  async fact(kind: string, name: string) {
    const { stdout } = await this.run('report', '--json');
    const { facts } = JSON.parse(stdout) as {
      facts: { version: string; kind: string; name: string; method: string; state: string; saw: string[] }[];
    };
    const found = facts.find(
      (one) =>
        one.kind === kind && one.name === name && one.method === 'queue-task' && one.version === 'v1.3',
    );
    return found && [found.state, ...found.saw].join(' ');
  }
}

test('a recording confirms what was seen, leaves the rest, and says where and when', async () => {
  const desk = await Desk.open();
  const file = await desk.write('one.jsonl', [
    header,
    call(ours),
    callback({ id: '<text:1>', status: 'queued', data: { agentId: '<text:2>' } }),
  ]);
  expect(await desk.run('add', file)).toMatchObject({ code: 0, stderr: '' });
  const evidence = JSON.parse(await desk.text());
  expect(isEvidence(evidence)).toBe(true);
  expect(evidence.calls).toMatchObject([
    {
      at: 'us1',
      path: '/v1/tasks/<segment>/queue',
      seen: [{ day: '2026-11-20', program: '1.1.0' }],
      callbacks: { '/status': ['queued'], '/data/agentId': ['<text>'] },
    },
  ]);
  expect(await desk.fact('endpoint', '/v1/tasks/{id}/queue')).toBe('confirmed');
  expect(await desk.fact('verb', 'POST')).toBe('confirmed');
  expect(await desk.fact('status', '202')).toBe('confirmed');
  expect(await desk.fact('status', '200')).toBe('not seen');
  expect(await desk.fact('callback word', 'queued')).toBe('confirmed');
  expect(await desk.fact('callback word', 'failed')).toBe('not seen');
  // The same once more changes no byte.
  const before = await desk.text();
  await desk.run('add', file);
  expect(await desk.text()).toBe(before);
  expect(await desk.run('report')).toMatchObject({ code: 0, stdout: expect.stringContaining('us1') });
});

test('what differs contradicts; two tenants that disagree are told, and both stay', async () => {
  const desk = await Desk.open();
  const other = await desk.write('other.jsonl', [
    header,
    call('/v2/tasks/<segment:1>/enqueue', { answer: { status: 204, headers: [] } }),
    callback({ status: '<text:9>' }),
  ]);
  await desk.run('add', other);
  expect(await desk.fact('endpoint', '/v1/tasks/{id}/queue')).toBe(
    'contradicted /v2/tasks/<segment>/enqueue',
  );
  expect(await desk.fact('status', '204')).toBe('contradicted 204');
  expect(await desk.fact('callback word', '<text>')).toBe('contradicted <text>');
  const second = await desk.run('add', await desk.write('ours.jsonl', [header, call(ours)]));
  expect(second).toMatchObject({ code: 0, stdout: expect.stringContaining('disputed') });
  expect(await desk.fact('endpoint', '/v1/tasks/{id}/queue')).toBe('disputed /v2/tasks/<segment>/enqueue');
  expect((await desk.run('report')).code).toBe(1);
});

test('a recording of the sandbox says nothing of the platform', async () => {
  const sandbox = await SandboxHere.start();
  const desk = await Desk.open();
  const file = join(desk.folder, 'sandbox.jsonl');
  const task = await sandbox.createTask();
  const fields = ['--field', `taskId=${task.id}`, '--field', 'queueId=q-1', '--field', 'lookbackMinutes=30'];
  await invokeCli(sandbox, ['piq-and-ewt', ...fields, '--record', file]);
  expect(await desk.run('add', file)).toMatchObject({ code: 0, stderr: '' });
  const { stdout } = await desk.run('report', '--json');
  const { calls, facts } = JSON.parse(stdout);
  expect(calls).toEqual({ platform: 0, sandbox: 1 });
  expect(new Set(facts.map(({ state }: { state: string }) => state))).toEqual(new Set(['not seen']));
});

test('a recording that was cut is read up to there; what is newer, strange or none is told', async () => {
  const desk = await Desk.open();
  const file = await desk.write('cut.jsonl', [header, call(ours)]);
  await appendFile(file, JSON.stringify(call(ours)).slice(0, 60));
  expect(JSON.parse((await desk.run('add', file, '--json')).stdout)).toMatchObject({
    recordings: [{ exchanges: 1, endsAt: 3 }],
  });
  const before = await desk.text();
  const newer = await desk.write('newer.jsonl', [{ recording: 2, program: '9.0.0', day: '2027-01-01' }]);
  expect(await desk.run('add', newer)).toMatchObject({ code: 2, stderr: expect.stringContaining('newer') });
  const none = await desk.write('none.jsonl', [{ some: 'file' }]);
  expect(await desk.run('add', none)).toMatchObject({ code: 2, stderr: expect.stringContaining('header') });
  expect(await desk.text()).toBe(before);
  const stranger = await desk.write('stranger.jsonl', [
    header,
    call(ours, { of: { ...of, node: 'canary-node' } }),
  ]);
  expect(await desk.run('add', stranger)).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('1 exchanges are of no method'),
  });
  expect(await desk.text()).toBe(before);
  await writeFile(join(desk.folder, 'evidence.json'), '{"format":2,"calls":[]}');
  expect(await desk.run('add', file)).toMatchObject({ code: 2, stderr: expect.stringContaining('newer') });
  expect(await desk.text()).toBe('{"format":2,"calls":[]}');
});

test('a recording that was cut at any place of its last line is read up to there', async () => {
  const desk = await Desk.open();
  const whole = `${JSON.stringify(header)}\n${JSON.stringify(call(ours))}\n`;
  const last = Buffer.from(`${JSON.stringify(callback({ note: 'ü', status: 'queued' }))}\n`);
  const file = join(desk.folder, 'cut.jsonl');
  for (let length = 0; length <= last.length; length += 1) {
    await writeFile(file, Buffer.concat([Buffer.from(whole), last.subarray(0, length)]));
    const isWhole = length >= last.length - 1;
    const { exchanges, endsAt } = await readRecording(file);
    expect([length, exchanges.length]).toEqual([length, isWhole ? 2 : 1]);
    expect(endsAt).toBe(isWhole || length === 0 ? undefined : 3);
  }
});

test('evidence of methods that this pack does not have is told, and not overwritten', async () => {
  const desk = await Desk.open();
  const file = await desk.write('one.jsonl', [header, call(ours)]);
  await desk.run('add', file);
  const evidence = JSON.parse(await desk.text());
  const [first] = evidence.calls;
  for (const other of [{ node: 'no-node' }, { version: 'v9.9' }, { method: 'no-method' }]) {
    const text = JSON.stringify({ ...evidence, calls: [first, { ...first, of: { ...first.of, ...other } }] });
    await writeFile(join(desk.folder, 'evidence.json'), text);
    const refused = await desk.run('add', file);
    expect(refused).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('1 endpoints of methods that this pack does not have'),
    });
    expect(await desk.text()).toBe(text);
  }
});

test.each<[string, () => object[], string]>([
  ['a path without end', () => [call(`/v1/tasks/${'a/'.repeat(900)}`)], 'more than 2000 characters'],
  [
    'more places than an API has',
    () => [callback(Array.from({ length: 12 }).reduce<object>((inner) => ({ id: inner, data: inner }), {}))],
    'places',
  ],
])('of %s no evidence is made that could not be read again', async (_what, more, says) => {
  const desk = await Desk.open();
  await desk.run('add', await desk.write('one.jsonl', [header, call(ours)]));
  const before = await desk.text();
  const refused = await desk.run('add', await desk.write('two.jsonl', [header, call(ours), ...more()]));
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining(says) });
  expect(await desk.text()).toBe(before);
  expect((await desk.run('report')).code).toBe(0);
});

test('values that somebody wrote into a recording or into evidence do not come further', async () => {
  const desk = await Desk.open();
  const file = await desk.write('forged.jsonl', [
    header,
    {
      request: {
        at: 'eu1',
        verb: 'POST',
        path: '/v1/tasks/canary-1/queue',
        query: ['canary-2'],
        headers: ['x-canary-3'],
        body: { 'canary-4': 'canary-5', id: 'canary-6', list: ['canary-7', 47.11] },
      },
      answer: { status: 200, headers: ['canary-8'], body: 'canary-9' },
    },
    { callback: { status: 'canary-10' } },
  ]);
  await desk.run('add', file);
  expect(await desk.text()).not.toMatch(/canary|47\.11/);
  const evidence = JSON.parse(await desk.text());
  evidence.calls[0].body['/canary-11'] = ['canary-12'];
  evidence.calls[0].query.push('canary-13');
  evidence.calls[0].headers.push('canary-14');
  evidence.calls[0].path = '/canary-15';
  await writeFile(join(desk.folder, 'evidence.json'), JSON.stringify(evidence));
  const before = await desk.text();
  const added = await desk.run('add', file);
  expect(added).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringContaining('1 endpoints of methods that this pack does not have, or with words'),
  });
  expect(added.stderr).not.toContain('canary');
  expect(await desk.text()).toBe(before);
});

test('apply writes the endpoints that a data centre confirmed, beside what is there', async () => {
  const desk = await Desk.open();
  const home = desk.folder;
  await writeFile(
    join(home, 'live.json'),
    JSON.stringify({
      orgId: 'org-1',
      taskApi: 'https://api.example.com',
      endpoints: { 'screen-pop': { verb: 'PUT', path: '/pop' } },
    }),
  );
  await runCli(['connection', 'add', 'live', '--from', 'live.json'], { home });
  const of = {
    call: '<call:2>',
    node: 'close-task',
    version: 'v1.0',
    method: 'close-task-accept',
    wire: 'task',
  };
  const elsewhere = {
    of,
    request: {
      at: 'elsewhere',
      verb: 'POST',
      path: '/v1/tasks/<segment:1>/closed/accept',
      query: [],
      headers: [],
    },
    answer: { status: 200, headers: [] },
  };
  const file = await desk.write('one.jsonl', [header, call(ours), elsewhere]);
  await runCli(['evidence', 'add', file], { home });
  const apply = ['evidence', 'apply', 'evidence.json', '--connection', 'live'];
  expect(await runCli(apply, { home })).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('queue-task'),
  });
  const shown = JSON.parse((await runCli(['connection', 'show', 'live'], { home })).stdout);
  expect(shown).toEqual({
    orgId: 'org-1',
    taskApi: 'https://api.example.com',
    endpoints: {
      'screen-pop': { verb: 'PUT', path: '/pop' },
      'queue-task': { verb: 'POST', path: '/v1/tasks/{id}/queue' },
    },
  });
  expect(await runCli(apply, { home })).toMatchObject({
    stdout: expect.stringContaining('No endpoint was added'),
  });
  expect(await runCli([...apply.slice(0, 3), '--connection', 'sandbox'], { home })).toMatchObject({
    code: 2,
  });
});

test('apply writes another endpoint where the facts are whole, and none where tenants disagree', async () => {
  const desk = await Desk.open();
  const home = desk.folder;
  await writeFile(
    join(home, 'live.json'),
    JSON.stringify({ orgId: 'org-1', taskApi: 'https://api.wxcc-us1.cisco.com/digital' }),
  );
  await runCli(['connection', 'add', 'live', '--from', 'live.json'], { home });
  const seen = (node: string, method: string, path: string, at = 'us1') => {
    const owner = { call: '<call:7>', node, version: 'v1.1', method, wire: 'task' };
    const request = { at, verb: 'PUT', path, query: [], headers: [] };
    return { of: owner, request, answer: { status: 200, headers: [] } };
  };
  const file = await desk.write('one.jsonl', [
    header,
    seen('queue-task', 'queue-task', '/digital/v2/tasks/<segment:1>/enqueue'),
    // Where which value goes is not known.
    seen('close-task', 'close-task-accept', '/digital/v2/<segment:1>/<segment:2>/closed'),
    seen('close-task', 'closed-task-on-wxcc', '/digital/v2/tasks/<segment:1>/close'),
    seen('close-task', 'closed-task-on-wxcc', '/digital/v3/tasks/<segment:1>/close', 'eu1'),
  ]);
  const before = await desk.run('add', file);
  expect(before.stdout).toContain('contradicted');
  await runCli(['evidence', 'apply', 'evidence.json', '--connection', 'live'], { home });
  const { endpoints } = JSON.parse((await runCli(['connection', 'show', 'live'], { home })).stdout);
  expect(endpoints).toEqual({ 'queue-task': { verb: 'PUT', path: '/v2/tasks/{id}/enqueue' } });
});

test('calls of the published APIs are judged too', async () => {
  const desk = await Desk.open();
  const owner = {
    call: '<call:8>',
    node: 'set-variable',
    version: 'v1.7',
    method: 'set-flow-variable',
    wire: 'public',
  };
  const ours = { at: 'us1', verb: 'PATCH', path: '/v1/tasks/<segment:1>', query: [], headers: [] };
  const add = async (name: string, request: object, status: number) => {
    const line = { of: owner, request, answer: { status, headers: [] } };
    await desk.run('add', await desk.write(name, [header, line]));
    const { stdout } = await desk.run('report', '--json');
    const { facts, ofNoMethod } = JSON.parse(stdout) as {
      facts: { wire: string; method: string; kind: string; state: string; saw: string[] }[];
      ofNoMethod: string[];
    };
    expect(ofNoMethod).toEqual([]);
    return facts.flatMap(({ wire, method, kind, state, saw }) =>
      wire === 'public' && state !== 'not seen' ? [`${method} ${kind} ${state} ${saw.join(' ')}`] : [],
    );
  };
  expect(await add('ours.jsonl', ours, 202)).toEqual([]);
  expect(await add('other.jsonl', { ...ours, path: '/v1/contacts/<segment:1>/variables' }, 206)).toEqual([
    'set-flow-variable endpoint disputed /v1/contacts/<segment>/variables',
    'set-flow-variable status contradicted 206',
  ]);
});
