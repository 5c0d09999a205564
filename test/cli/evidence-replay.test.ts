import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '../support/workshop.js';
import { invokeCli } from './invoke-cli.js';
import { jsonOf, runCli } from './run-cli.js';
import { SandboxHere } from './running-sandbox.js';

const header = { recording: 1, program: '1.1.0', day: '2026-11-20' };
const of = { call: '<call:1>', node: 'queue-task', version: 'v1.3', method: 'queue-task', wire: 'task' };

const body = {
  ...{ id: '<text:1>', conversationid: '<text:2>', mediatype: 'social', queueid: '<text:3>' },
  ...{ orgid: '<text:4>', webhook: '<text:5>', skillRequirements: '<text:6>', contactPriority: '<text:7>' },
};
const headers = ['content-type', 'trackingid', 'x-organization-id'];
const call = (change: object = {}, answer: object = { status: 202, headers: [] }) => ({
  of,
  request: {
    at: 'us1',
    verb: 'POST',
    path: '/v1/tasks/<segment:1>/queue',
    query: [],
    headers,
    body,
    ...change,
  },
  answer,
});
const callback = (more: object) => ({ of, callback: { id: '<text:1>', ...more } });

interface Played {
  methods: { version: string; calls: number; outcomes: string[] }[];
  findings: { rule: string; message: string }[];
}

let folder: string;
beforeEach(async () => {
  folder = await temporaryFolder();
});

const replayed = async (lines: object[], ...more: string[]): Promise<Played & { code: number | null }> => {
  const file = join(folder, 'recording.jsonl');
  await writeFile(file, [header, ...lines].map((line) => `${JSON.stringify(line)}\n`).join(''));
  const run = await runCli(['evidence', 'replay', file, '--json', ...more], { cwd: folder });
  return { ...JSON.parse(run.stdout), code: run.code };
};

const replay = (...lines: object[]) => replayed(lines);

test('a method ends as the recording answers and calls back, without the platform', async () => {
  const { code, methods, findings } = await replay(
    call(),
    callback({ status: 'queued', data: { agentId: '<text:9>' } }),
  );
  expect({ code, findings }).toEqual({ code: 0, findings: [] });
  expect(methods).toEqual([
    {
      node: 'queue-task',
      version: 'v1.3',
      method: 'queue-task',
      wire: 'task',
      calls: 1,
      outcomes: ['Queued'],
    },
  ]);
  expect((await replay(call(), callback({ status: 'failed' }))).methods[0]?.outcomes).toEqual(['taskFailed']);
  expect((await replay(call({}, { status: 404, headers: [] }))).methods[0]?.outcomes).toEqual(['Error']);
  // Without a callback in the recording there is none.
  const silent = await replay(call());
  expect(silent).toMatchObject({ code: 0, methods: [{ outcomes: ['onTimeout'] }] });
});

test('what a method sends and the recording does not have is found', async () => {
  const { contactPriority: _, ...less } = body;
  const { code, findings } = await replay(
    call({ body: { ...less, queueid: '<number:3>' }, headers: ['content-type'] }),
    callback({ status: 'queued' }),
  );
  expect(code).toBe(1);
  expect(findings.map(({ rule, message }) => `${rule} ${message}`)).toEqual([
    'replay.header queue-task v1.3 queue-task: sends the header trackingid, which the recording does not have',
    'replay.header queue-task v1.3 queue-task: sends the header x-organization-id, which the recording does not have',
    'replay.key queue-task v1.3 queue-task: sends /contactPriority of the body, which the recording does not have',
    'replay.type queue-task v1.3 queue-task: sends <text> at /queueid of the body; the recording has <number>',
  ]);
});

test('another endpoint, and an answer or callback that the method does not know, are found', async () => {
  const other = await replay(call({ path: '/v2/tasks/<segment:1>/enqueue' }));
  expect(other.findings).toEqual([
    expect.objectContaining({
      rule: 'replay.endpoint',
      message: expect.stringContaining(
        'sends POST /v1/tasks/{id}/queue; the recording has POST /v2/tasks/<segment>/enqueue',
      ),
    }),
  ]);
  const unknown = await replay(call(), callback({ status: '<text:9>' }));
  expect(unknown).toMatchObject({
    code: 1,
    methods: [{ outcomes: ['onInvalidChoice'] }],
    findings: [{ rule: 'replay.outcome', message: expect.stringContaining('ends in onInvalidChoice') }],
  });
});

test('values that somebody has written into a recording are in no message', async () => {
  const edited = await replay(
    call({ path: '/v9/canary/<segment:1>/queue', body: { canary: 'canary', id: 'canary' } }),
    callback({ status: 'canary', canary: ['canary'] }),
  );
  expect(edited.findings.map(({ rule }) => rule)).toContain('replay.endpoint');
  const unread = await replay(call(), callback({ status: 'canary' }));
  expect(unread).toMatchObject({ code: 1, findings: [{ rule: 'replay.outcome' }] });
  expect(JSON.stringify([edited, unread])).not.toContain('canary');
});

/** A recording of calls through a connection, replayed with it. */
const throughConnection = async (endpoint: object, ...lines: object[]) => {
  const file = join(folder, 'connection.json');
  const endpoints = { 'queue-task': { verb: 'PUT', ...endpoint } };
  await writeFile(
    file,
    JSON.stringify({
      orgId: 'o',
      taskApi: 'https://api.wxcc-us1.cisco.com',
      callbackBase: 'https://c.example.com/x',
      endpoints,
    }),
  );
  return replayed(lines, '--connection', file);
};

test('a connection’s own endpoint, with its answers and words, is replayed with that connection', async () => {
  const at = { verb: 'PUT', path: '/v2/tasks/<segment:1>/enqueue' };
  const accepted = call(at, { status: 201, headers: [] });
  const lines = [accepted, callback({ data: { reason: 'created' } })];
  const endpoint = {
    path: '/v2/tasks/{id}/enqueue',
    answers: { 201: 'waiting' },
    callback: { field: 'data.reason', words: { created: 'Queued' } },
  };
  expect(await replay(...lines)).toMatchObject({ code: 1, findings: [{ rule: 'replay.endpoint' }] });
  expect(await throughConnection(endpoint, ...lines)).toMatchObject({
    ...{ code: 0, findings: [] },
    methods: [{ outcomes: ['Queued'] }],
  });

  // Words that only the connection has are placeholders in the recording: one there may be the word.
  const own = {
    path: '/acme/{id}/put-in',
    answers: { 201: 'waiting' },
    callback: { field: 'data.how', words: { fine: 'Queued' } },
  };
  const hidden = call({ ...at, path: '/<segment:2>/<segment:1>/<segment:3>' }, { status: 201, headers: [] });
  expect(
    await throughConnection(own, hidden, callback({ data: { '<key:3>': 7, '<key:4>': '<text:5>' } })),
  ).toMatchObject({ code: 0, findings: [], methods: [{ outcomes: ['Queued'] }] });
});

test('a text that may be several of a connection’s own words is run with each of them', async () => {
  const accepted = call({ verb: 'PUT', path: '/v2/tasks/<segment:1>/enqueue' }, { status: 201, headers: [] });
  const answered = (words: object, ...said: object[]) =>
    throughConnection(
      {
        path: '/v2/tasks/{id}/enqueue',
        answers: { 201: 'waiting' },
        callback: { field: 'data.how', words },
      },
      accepted,
      ...said.map((how) => callback({ data: how })),
    );
  const unknown = { '<key:4>': '<text:5>' };
  const words = { fine: 'Queued', poor: 'taskFailed' };
  expect(await answered(words, unknown)).toMatchObject({
    ...{ code: 0, findings: [] },
    methods: [{ calls: 1, outcomes: ['Queued', 'taskFailed'] }],
  });
  // Only where none of them makes sense of the call something is found.
  expect(await answered({ ...words, odd: 'onInvalidChoice' }, unknown)).toMatchObject({
    ...{ code: 0, findings: [] },
    methods: [{ outcomes: ['Queued', 'taskFailed'] }],
  });
  expect(await answered({ odd: 'onInvalidChoice', worse: 'onError' }, unknown)).toMatchObject({
    ...{ code: 1, findings: [{ rule: 'replay.outcome' }] },
    methods: [{ outcomes: ['onError', 'onInvalidChoice'] }],
  });
});

test.each<[string, object, object]>([
  ['no place where the field may stand', { how: '<text:5>' }, { fine: 'Queued' }],
  ['a number there', { data: { '<key:4>': '<number:5>' } }, { fine: 'Queued' }],
  ['a word that the connection does not have', { data: { '<key:4>': 'queued' } }, { fine: 'Queued' }],
  ['a word that is none of those in the list', { data: { '<key:4>': '<text:5>' } }, { created: 'Queued' }],
])('a connection that cannot read a recorded callback is found: %s', async (_what, body, words) => {
  const endpoint = {
    path: '/v2/tasks/{id}/enqueue',
    answers: { 201: 'waiting' },
    callback: { field: 'data.how', words },
  };
  const accepted = call({ verb: 'PUT', path: '/v2/tasks/<segment:1>/enqueue' }, { status: 201, headers: [] });
  expect(await throughConnection(endpoint, accepted, callback(body))).toMatchObject({
    code: 1,
    findings: [{ rule: 'replay.outcome', message: expect.stringContaining('ends in onInvalidChoice') }],
  });
});

/** Resolve Conversation of an SMS, with what is in its details. */
const message = (content: object) => ({
  of: { ...of, node: 'resolve-conversation', version: 'v1.1', method: 'resolve-conversation' },
  request: {
    ...{ at: 'us1', verb: 'POST', path: '/v1/conversations/resolve', query: [], headers },
    body: {
      ...{ transId: '<text:1>', mediatype: 'social', channel: 'sms', orgid: '<text:2>', href: '<text:3>' },
      details: { '<json:4>': content },
    },
  },
  answer: { status: 500, headers: [] },
});

test('what is in a text is compared with calls of the same channel', async () => {
  const messageDetails = {
    ...{ serviceNumber: '<text:5>', senderNumber: '<text:6>', message: '<text:7>', timestamp: '<text:10>' },
    '<key:8>': { '<key:9>': '<number:1>' },
  };
  expect(await replay(message({ messageDetails }))).toMatchObject({ code: 0, findings: [] });
  const { senderNumber: _, ...bare } = messageDetails;
  expect(await replay(message({ messageDetails: bare }))).toMatchObject({
    code: 1,
    findings: [
      { rule: 'replay.key', message: expect.stringContaining('/details/<json>/messageDetails/senderNumber') },
    ],
  });
});

test('a recording with ever-different calls is refused with their number', async () => {
  const words = ['id', 'status', 'data', 'reason', 'taskId', 'value', 'name', 'type'];
  const bodies = Array.from({ length: 512 }, (_, seed) =>
    [0, 1, 2].reduce<object>((inner, at) => ({ [words[Math.floor(seed / 8 ** at) % 8]!]: inner }), {}),
  );
  const refused = await replayed(bodies.map((body) => call({ body })));
  expect(refused).toMatchObject({
    code: 2,
    error: { code: 'replay.too-much', message: expect.stringContaining('over 500 calls of queue-task v1.3') },
  });
});

test('a recording of the sandbox is replayed as it was', async () => {
  const sandbox = await SandboxHere.start();
  const file = join(folder, 'sandbox.jsonl');
  const task = await sandbox.createTask();
  const fields = ['--field', `taskId=${task.id}`, '--field', 'queueId=q-1', '--field', 'lookbackMinutes=30'];
  const { outcome } = jsonOf<{ outcome: string }>(
    await invokeCli(sandbox, ['piq-and-ewt', ...fields, '--json', '--record', file]),
  );
  const { stdout, code } = await runCli(['evidence', 'replay', file], { cwd: folder });
  expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining(outcome) });
  expect(stdout).toContain('1 method version in the recording, 0 errors');
});
