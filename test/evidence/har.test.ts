import { open, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { jsonOf, runCli, runProcess } from '../cli/run-cli.js';
import { temporaryFolder } from '../support/workshop.js';

const entry = (method: string, url: string, status = 202) => ({
  startedDateTime: '2026-11-20T10:00:00.000Z',
  request: {
    method,
    url,
    headers: [{ name: 'Authorization', value: 'Bearer canary' }],
    postData: { mimeType: 'application/json', text: '{"id":"canary","contactPriority":"2"}' },
  },
  response: { status, headers: [], content: { text: '{"id":"canary"}' } },
});

const archive = (...entries: unknown[]) => JSON.stringify({ log: { version: '1.2', entries } });

const us1 = 'https://api.wxcc-us1.cisco.com';

let home: string;
let file: string;
beforeEach(async () => {
  home = await temporaryFolder();
  file = join(home, 'session.har');
});
const add = () => runCli(['evidence', 'add', file], { home });

interface Judged {
  version: string;
  kind: string;
  name: string;
  state: string;
}

test('calls of others confirm endpoints, and what is none of an API is left out', async () => {
  await writeFile(
    file,
    `\ufeff${archive(
      entry('POST', `${us1}/v1/tasks/canary/queue`),
      entry('POST', `${us1}/v2/tasks/canary/enqueue`),
      entry('GET', 'https://cdn.example/canary/app.js', 200),
      entry('GET', 'data:text/plain,canary', 0),
      entry('POST', 'file:///v1/tasks/canary/queue'),
      entry('POST', `${us1}/v1/tasks${'/a'.repeat(4_000_000)}`),
      entry('POST', `${us1}/v1/tasks?${'a&'.repeat(4_000_000)}`),
    )}`,
  );
  const added = jsonOf(await runCli(['evidence', 'add', file, '--json'], { home }));
  expect(added).toMatchObject({ recordings: [{ exchanges: 2, leftOut: 5 }], strangers: 0 });
  const report = jsonOf<{ facts: Judged[]; ofNoMethod: string[] }>(
    await runCli(['evidence', 'report', '--json'], { home }),
  );
  expect(report.facts).toContainEqual(
    expect.objectContaining({
      version: 'v1.3',
      kind: 'endpoint',
      name: '/v1/tasks/{id}/queue',
      state: 'confirmed',
      at: ['us1'],
      days: ['2026-11-20'],
    }),
  );
  expect(report.ofNoMethod).toEqual(['POST /v2/tasks/<segment>/enqueue (us1)']);
  expect(await readFile(join(home, 'evidence.json'), 'utf8')).not.toContain('canary');
});

const deep = `${'['.repeat(5000)}${']'.repeat(5000)}`;
test.each([
  ['wrong types', archive({ ...entry('GET', us1), request: 'canary' }), '/log/entries/0/request'],
  ['another version', '{"log":{"version":"canary","entries":[]}}', '/log/version'],
  ['no archive', '"canary"', 'the whole'],
  ['no JSON', '{"canary', 'syntax'],
  ['deep', `{"log":{"version":"1.2","entries":${deep}}}`, 'too-deep'],
  ['a key twice', '{"log":1,"log":{"canary":1}}', 'duplicate-key'],
  ['UTF-16', Buffer.from(archive(), 'utf16le'), 'no JSON'],
  ['Latin 1', Buffer.from(archive('canary é'), 'latin1'), 'not UTF-8'],
])('an archive that is none is refused by its place: %s', async (_what, content, place) => {
  await writeFile(file, content);
  const refused = await add();
  expect(refused).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(place) });
  expect(refused.stderr).not.toContain('canary');
});

test('100 MB are refused unread', async () => {
  const handle = await open(file, 'w');
  await handle.write('{"log":{"version":"1.2","entries":[');
  await handle.truncate(100 * 1024 * 1024);
  await handle.close();
  const refused = await runProcess(['evidence', 'add', file], { home });
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('over 33554432 bytes') });
});

test('millions of empty values are refused before they are made', async () => {
  for (const one of ['{}', '[]', '0']) {
    await writeFile(file, `{"log":{"version":"1.2","entries":[${Array(1_100_000).fill(one).join(',')}]}}`);
    expect(await add()).toMatchObject({ code: 2, stderr: expect.stringContaining('over 1000000 values') });
  }
});

const manyEmpty = (count: number) =>
  `{"log":{"version":"1.2","entries":[${Array(count).fill('{}').join(',')}]}}`;

test('what is wrong with the first of many entries is all that is looked for', async () => {
  await writeFile(file, manyEmpty(300_000));
  expect(await add()).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('no HAR 1.2 at /log/entries'),
  });
  await writeFile(file, manyEmpty(90_000));
  expect(await add()).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('no HAR 1.2 at /log/entries/0 (required)'),
  });
});

const words = ['id', 'data', 'status', 'type', 'reason', 'taskId', 'value', 'queueId', 'agentId', 'name'];
/** One of 100,000 chains of keys that the pack knows, each a place of its own. */
const chain = (seed: number) =>
  [0, 1, 2, 3, 4].reduce<object>((inner, at) => ({ [words[Math.floor(seed / 10 ** at) % 10]!]: inner }), {});
const path = (seed: number) =>
  `/v1/tasks/${[0, 1, 2, 3].map((at) => words[Math.floor(seed / 10 ** at) % 10]).join('/')}`.replaceAll(
    /id|data|status|type|reason|taskId|value|queueId|agentId|name/g,
    (word) =>
      ['v1', 'queue', 'tasks', 'pop', 'route', 'wait', 'v2', 'search', 'start', 'open'][words.indexOf(word)]!,
  );

const recorded = (seed: number, place: string, body: object) => ({
  request: { at: 'us1', verb: 'POST', path: place, query: [], headers: [], body },
  answer: { status: 200, headers: [], body: chain(seed) },
});
const lines = (all: object[]) => all.map((one) => `${JSON.stringify(one)}\n`).join('');
const many = <Item>(count: number, make: (seed: number) => Item) =>
  Array.from({ length: count }, (_, at) => make(at));

test.each<[string, number, (seed: number) => [string, object], string]>([
  ['places in one body', 3000, (seed) => ['/v1/tasks', chain(seed)], 'a body has over 2000 places'],
  [
    'places in many bodies',
    12_000,
    (seed) => [path(seed % 5000), { id: chain(seed), data: chain(seed + 50_000) }],
    'its bodies have over 100000 different places',
  ],
  [
    'endpoints',
    10_100,
    (seed) => [`${path(seed % 10_000)}${seed < 10_000 ? '' : '/close'}`, {}],
    'over 10000 endpoints',
  ],
])(
  'different %s are counted, and too many refused, in an archive, a text and a recording',
  async (_, count, one, told) => {
    const calls = many(count, (seed) => ({ seed, at: one(seed) }));
    const entries = calls.map(({ seed, at: [place, body] }) => ({
      ...entry('POST', us1 + place),
      request: { method: 'POST', url: us1 + place, headers: [], postData: { text: JSON.stringify(body) } },
      response: { status: 200, headers: [], content: { text: JSON.stringify(chain(seed)) } },
    }));
    const recording = join(home, 'recording.jsonl');
    const text = join(home, 'debugger.txt');
    await writeFile(file, archive(...entries));
    await writeFile(
      text,
      calls
        .map(({ seed, at: [place, body] }) =>
          [`POST ${us1}${place}`, JSON.stringify(body), 'HTTP/1.1 200', JSON.stringify(chain(seed))].join(
            '\n',
          ),
        )
        .join('\n'),
    );
    await writeFile(
      recording,
      lines([
        { recording: 1, program: '1.1.0', day: '2026-11-20' },
        ...calls.map(({ seed, at: [place, body] }) => recorded(seed, place, body)),
      ]),
    );
    for (const names of [[file], ['--text', text], [recording]]) {
      const refused = await runCli(['evidence', 'add', ...names], { home });
      expect(refused).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(told) });
    }
    expect(await readdir(home)).not.toContain('evidence.json');
  },
);
