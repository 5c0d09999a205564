import { execFile } from 'node:child_process';
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { temporaryFolder } from '../support/workshop.js';
import { expectNoCrash, expectRefusal } from './expect-refusal.js';
import { jsonFile, textFile } from './invoke-cli.js';
import { runCli } from './run-cli.js';
import { type RunningSandbox, SandboxHere } from './running-sandbox.js';

const mebibyte = 1024 * 1024;

let sandbox: RunningSandbox;
let options: { env: Record<string, string> };
beforeAll(async () => {
  sandbox = await SandboxHere.start();
  options = { env: { WXCC_TOKEN: sandbox.token } };
});
afterAll(() => sandbox.stop());
afterEach(async () => {
  expect(await sandbox.calls()).toEqual([]);
});

const invoke = (...args: string[]) => [
  'invoke',
  'queue-task',
  ...args,
  '--connection',
  sandbox.connectionFile,
];

const deep = (levels: number) => `{"a":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;

const texts: [string, string, RegExp][] = [
  ['that is not JSON', '{"taskId": ', /input is not JSON/],
  ['that is empty', '', /input is not JSON/],
  ['that is an array', '[{}]', /input is not a JSON object/],
  ['that is null', 'null', /input is not a JSON object/],
  ['that is over 1 MiB', `{"taskId":"${'x'.repeat(mebibyte)}"}`, /input is over 1048576 bytes/],
  ['with a __proto__ key', '{"__proto__": {"taskId": "1"}}', /input holds a key "__proto__"/],
  ['with a __proto__ key deep inside', '{"a": [{"__proto__": 1}]}', /input holds a key "__proto__"/],
  ['10,000 levels deep', deep(10_000), /input is nested over 100 levels deep/],
  ['500,000 levels deep', deep(500_000), /input is nested over 100 levels deep/],
];

test.each(texts)('an input file %s is refused', async (_what, text, problem) => {
  await expectRefusal(invoke('--input', await textFile(text)), problem, options);
});

const overStdin = texts.filter(([what]) => /empty|array|1 MiB|10,000/.test(what));

test.each(overStdin)('standard input %s is refused', async (_what, stdin, problem) => {
  await expectRefusal(invoke('--input', '-'), problem, { ...options, stdin });
});

test('an input of exactly 1 MiB is read', async () => {
  const text = '{}'.padEnd(mebibyte);
  const fromFile = await runCli(invoke('--input', await textFile(text)), options);
  const fromStdin = await runCli(invoke('--input', '-'), { ...options, stdin: text });
  for (const finished of [fromFile, fromStdin])
    expect(finished).toMatchObject({ code: 1, stdout: expect.stringContaining('onInvalidData') });
});

test.each<[string, string, RegExp]>([
  ['that is an array', '[]', /variables is not a JSON object/],
  ['that are not JSON', 'x', /variables (is|are) not JSON/],
  ['with a __proto__ key', '{"__proto__": {}}', /variables holds? a key "__proto__"/],
])('variables %s are refused', async (_what, text, problem) => {
  await expectRefusal(invoke('--input', '-', '--variables', await textFile(text)), problem, {
    ...options,
    stdin: '{}',
  });
});

test('a variable of bytes that are no text is refused', async () => {
  const finished = await runCli(invoke('--input', '-', '--set', 'a=caf\ufffd'), { ...options, stdin: '{}' });
  expect(finished).toMatchObject({ code: 2, stderr: expect.stringContaining('not UTF-8') });
});

test('a missing input file is refused with its path', async () => {
  const file = join(await temporaryFolder(), 'missing.json');
  await expectRefusal(invoke('--input', file), /missing\.json: ENOENT/, options);
});

test('a folder as input is refused', async () => {
  await expectRefusal(invoke('--input', await temporaryFolder()), /not a file/, options);
});

/** Of a program that waits for a FIFO that nobody writes to, nothing would be heard. */
const doors: [string, (place: string) => string[]][] = [
  ['an input', (place) => invoke('--input', place)],
  ['variables', (place) => invoke('--input', '-', '--variables', place)],
  ['a connection', (place) => ['invoke', 'queue-task', '--input', '-', '--connection', place]],
  ['a package to run', (place) => invoke('--input', '-', '--package', place)],
  ['a package to import', (place) => ['import', place]],
  ['a flow', (place) => ['flow', 'check', place]],
  ['an event', (place) => ['flow', 'run', 'flows/sms-inbound.flow.json', '--event', place]],
  ['cases', (place) => ['flow', 'test', place]],
  ['a scenario', (place) => ['sandbox', '--scenario', place]],
  ['an export', (place) => ['connect', 'lint', place]],
];

test.each(doors)('a FIFO in the place of %s is refused, and not waited for', async (_what, args) => {
  const place = join(await temporaryFolder(), 'pipe');
  await promisify(execFile)('mkfifo', [place]);
  const { code, stdout, stderr } = await runCli(args(place), { ...options, stdin: '{}' });
  expect(code).toBeGreaterThan(0);
  expect(stdout + stderr).toMatch(/pipe[\s\S]*(not a file|neither a file)/i);
});

test.each<[string, string[], string]>([
  ['a scenario', ['sandbox', '--scenario'], '{"organizations": 7.50}'],
  ['a connection', ['connection', 'add', 'odd', '--from'], '{"orgId": 7.50}'],
])('%s that is refused is quoted with its digits', async (_what, args, text) => {
  const { code, stderr } = await runCli([...args, await textFile(text)], options);
  expect([code, stderr]).toEqual([2, expect.stringContaining('received 7.50.')]);
});

test('a whole number of a connection may be written in any way that JSON knows', async () => {
  const here = { home: await temporaryFolder() };
  const text = '{"orgId": "o", "taskApi": "http://127.0.0.1:1", "deadlineMs": 1.8e4, "callbackPort": 8.0}';
  expect(await runCli(['connection', 'add', 'whole', '--from', await textFile(text)], here)).toMatchObject({
    code: 0,
  });
  const { stdout } = await runCli(['connection', 'show', 'whole', '--json'], here);
  expect(JSON.parse(stdout)).toMatchObject({ deadlineMs: 18_000, callbackPort: 8 });
});

/** A file that even the superuser cannot read, where there is one. */
const unreadableFile = async (): Promise<string> => {
  if (process.platform === 'linux') return '/proc/self/mem';
  const file = await jsonFile({});
  await chmod(file, 0);
  return file;
};

test('an input file that cannot be read is refused with its path', async () => {
  const file = await unreadableFile();
  await expectRefusal(invoke('--input', file), new RegExp(`${file}: E[A-Z]+`), options);
});

test('a package file that cannot be read is refused with its path', async () => {
  const file = await unreadableFile();
  await expectRefusal(['import', file], new RegExp(`${file}: E[A-Z]+`));
});

test('an invalid input is an outcome and no wrong use', async () => {
  const finished = await runCli(invoke('--input', await jsonFile({ taskId: 1 })), options);
  expect(finished).toMatchObject({ code: 1, stderr: '', stdout: expect.stringContaining('at /taskId') });
  expectNoCrash(finished);
});
