import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { knownWords } from '../../src/evidence/known-words.js';
import { Recording } from '../../src/evidence/recording.js';
import { jsonText } from '../../src/node-kit/json-text.js';
import type { Json } from '../../src/node-kit/method.js';
import { runCli } from '../cli/run-cli.js';
import { temporaryFolder, workspaceOf } from '../support/workshop.js';

const exchanges = 1000;
/** The same exchanges at each run. */
const seed = 20261127;

const base64 = (text: string) => Buffer.from(text).toString('base64');

/** How a value looks in base64 depends on where it begins. */
const disguises = [
  'canary',
  base64('canary'),
  base64('xcanary').slice(2, 8),
  base64('xxcanary').slice(3, 10),
  '98765',
];
const found = (text: string) =>
  disguises.filter((one) => text.includes(one) || (one === 'canary' && text.toLowerCase().includes(one)));

const word = fc.stringMatching(/^[a-z]{0,6}$/).map((end) => `canary${end}`);

/** A text with a value in it, as texts of the wire hold them. */
const text = fc.oneof(
  word,
  word.map((one) => one.toUpperCase()),
  word.map((one) => base64(`${one.length % 2 ? 'x' : ''}${one}`)),
  word.map((one) => jsonText({ id: one, status: [one], deep: { [one]: 'queued' } })),
  word.map((one) => `grant_type=${one}&status=queued&${one}=1`),
  word.map((one) => `<soap:Envelope><id>${one}</id></soap:Envelope>`),
  word.map((one) => `queued ${one}`),
  word.map((one) => `<text:${one}>`),
);

const key = fc.oneof(
  word,
  text,
  fc.constantFrom('id', 'status', 'data', 'queueid', 'agentId', 'details', 'skillRequirements'),
);

const { body } = fc.letrec<{ body: Json }>((tie) => ({
  body: fc.oneof(
    { maxDepth: 6 },
    text,
    fc.nat(999).map((end) => 98_765_000 + end),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('body'), { maxLength: 4 }),
    fc.dictionary(key, tie('body'), { maxKeys: 5 }),
  ),
}));

const segment = fc.oneof(
  word,
  text.map(encodeURIComponent),
  fc.constantFrom('v1', 'tasks', 'queue', 'contacts', 'v1.canary', 'tasks-canary'),
);

const url = fc
  .tuple(word, word, fc.array(segment, { minLength: 1, maxLength: 6 }), key, text, word)
  .map(
    ([user, host, path, name, value, hash]) =>
      `https://${user}:${user}@${host}.example/v1/tasks/${path.join('/')}?${encodeURIComponent(name)}=${encodeURIComponent(value)}#${hash}`,
  );

const headers = fc.dictionary(
  fc.oneof(word, fc.constantFrom('Authorization', 'Cookie', 'Set-Cookie', 'Content-Type', 'X-Canary')),
  text,
  { maxKeys: 6 },
);

const exchange = fc.record({
  method: fc.oneof(word, fc.constantFrom('GET', 'POST', 'post', 'PATCH')),
  url,
  headers,
  body,
  status: fc.constantFrom(200, 202, 204, 400, 404, 500),
  answer: body,
  callback: body,
  comment: text,
  isEncoded: fc.boolean(),
});

const samples = fc.sample(exchange, { numRuns: exchanges, seed });

const named = (all: Record<string, string>) => Object.entries(all).map(([name, value]) => ({ name, value }));

const har = () => ({
  log: {
    version: '1.2',
    creator: { name: 'canary', version: 'canary' },
    comment: 'canary',
    pages: [
      {
        id: 'canary',
        title: 'canary',
        startedDateTime: '2026-11-20T10:00:00Z',
        pageTimings: { comment: 'canary' },
      },
    ],
    entries: samples.map((one) => {
      const answer = jsonText(one.answer);
      return {
        startedDateTime: '2026-11-20T10:00:00Z',
        pageref: 'canary',
        comment: one.comment,
        serverIPAddress: 'canary',
        request: {
          method: one.method,
          url: one.url,
          headers: named(one.headers),
          cookies: [{ name: 'canary', value: 'canary' }],
          queryString: [{ name: 'canary', value: 'canary' }],
          postData: { mimeType: 'canary', text: jsonText(one.body), params: [{ name: 'canary' }] },
        },
        response: {
          status: one.status,
          statusText: 'canary',
          redirectURL: 'canary',
          headers: named(one.headers),
          cookies: [{ name: 'canary', value: 'canary' }],
          content: {
            mimeType: 'canary',
            text: one.isEncoded ? base64(answer) : answer,
            ...(one.isEncoded && { encoding: 'base64' }),
          },
        },
        timings: { comment: 'canary' },
      };
    }),
  },
});

/** As somebody would copy it out of a log. */
const copiedText = ({
  method,
  url: to,
  body: carried,
  status,
  answer,
  callback,
  comment,
}: (typeof samples)[number]) =>
  [
    `2026-11-20T10:00:00Z ${comment}`,
    `${method} ${to}`,
    jsonText({ body: carried }),
    `HTTP/1.1 ${status} canary`,
    jsonText({ data: answer }),
    `callback: ${jsonText({ status: callback })}`,
  ].join('\n');

test('of 1,000 generated exchanges no value is in any file that is written, nor in any message', async () => {
  const home = await temporaryFolder();
  const words = knownWords(await workspaceOf(home).packages.nodes());
  const outside = join(await temporaryFolder(), 'session.har');
  await writeFile(outside, JSON.stringify(har()));
  const recording = Recording.create(join(home, 'ours.jsonl'), '1.1.0', words);
  for (const { method, url: to, headers: sent, body: carried, status, answer, callback } of samples) {
    const request = { method, url: to, headers: sent, body: carried };
    recording.add({ request, answer: { status, headers: sent, body: answer } });
    recording.add({ request, error: jsonText(answer) });
    recording.add({ callback });
  }
  expect(recording.problem).toBeUndefined();
  recording.close();
  const copied = join(await temporaryFolder(), 'debugger.txt');
  await writeFile(copied, samples.map(copiedText).join('\n'));
  const commands = [
    ['evidence', 'add', '--text', copied],
    ['evidence', 'add', outside, '--json'],
    ['evidence', 'add', join(home, 'ours.jsonl')],
    ['evidence', 'report'],
    ['evidence', 'report', '--json'],
  ];
  for (const args of commands) {
    const { stdout, stderr } = await runCli(args, { home, limitMs: 120_000 });
    expect(stderr).toBe('');
    expect(stdout).not.toBe('');
    expect(found(stdout.replaceAll(outside, '').replaceAll(copied, ''))).toEqual([]);
  }
  const files = (await readdir(home)).filter((name) => /\.jsonl?$/.test(name));
  expect(files.sort()).toEqual(['evidence.json', 'ours.jsonl']);
  for (const file of files) {
    const written = await readFile(join(home, file), 'utf8');
    expect(written.length).toBeGreaterThan(10_000);
    expect(found(written)).toEqual([]);
  }
});
