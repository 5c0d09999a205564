import { type ChildProcess, spawn } from 'node:child_process';
import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Finding } from '../../src/ground/finding.js';
import { errorsOf, Looks } from '../support/looks.js';
import { root, temporaryFolder } from '../support/workshop.js';
import { cleanEnvironment, program, runCli } from './run-cli.js';

interface Look {
  looked: string[];
  files: number;
  cases: number;
  failed: { name: string; differences: string[] }[];
  findings: Finding[];
}

let folder: string;
let child: ChildProcess;
let looks: Looks<Look>;
const isGood = (look: Look) => errorsOf(look).length === 0 && look.failed.length === 0;
const flowFile = () => join(folder, 'sms-inbound.flow.json');
const casesFile = () => join(folder, 'cases/sms-inbound.cases.json');

beforeAll(async () => {
  folder = join(await temporaryFolder(), 'flows');
  await cp(join(root, 'flows'), folder, { recursive: true });
  child = spawn(process.execPath, [program, 'flow', 'watch', folder, '--json'], {
    env: cleanEnvironment(await temporaryFolder()),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  looks = new Looks(child);
});

afterAll(() => child.kill('SIGKILL'));

test('the first look is at everything', async () => {
  const look = await looks.that(() => true, 0);
  expect(look.files).toBe(19);
  expect(look.looked).toHaveLength(19);
  expect(look.cases).toBeGreaterThan(100);
  expect(errorsOf(look)).toEqual([]);
  expect(look.failed).toEqual([]);
});

test('a broken flow takes nothing else down, and is well again when it is corrected', async () => {
  const text = await readFile(flowFile(), 'utf8');
  const broken = looks.that((look) => errorsOf(look).length > 0);
  await writeFile(flowFile(), text.slice(0, text.length / 2));
  const look = await broken;
  expect(look.looked).toEqual([flowFile(), casesFile()]);
  expect(look.files).toBe(19);
  expect(new Set(errorsOf(look).map(({ file }) => file))).toEqual(new Set([flowFile()]));
  expect(look.failed).toEqual([]);
  // Put in place of the other, as most editors do.
  const mended = looks.that(isGood);
  await writeFile(`${flowFile()}.new`, text);
  await rename(`${flowFile()}.new`, flowFile());
  expect((await mended).looked).toEqual([flowFile(), casesFile()]);
});

test('cases run again when they or their event change', async () => {
  const text = await readFile(casesFile(), 'utf8');
  const failing = looks.that(({ failed }) => failed.length > 0);
  await writeFile(casesFile(), text.replace(/"end": "[a-z]+"/, '"end": "not started"'));
  const look = await failing;
  expect(look.looked).toEqual([casesFile()]);
  expect(look.failed.map(({ differences }) => differences)).toEqual([
    [expect.stringMatching(/^end: expected not started, got /)],
  ]);
  const mended = looks.that(isGood);
  await writeFile(casesFile(), text);
  await mended;
  const event = join(folder, 'events/sms-first-message.json');
  const again = looks.that(() => true);
  await writeFile(event, `${await readFile(event, 'utf8')}\n`);
  expect((await again).looked).toContain(casesFile());
});

test('a story is told again when one of its flows or events changes', async () => {
  const story = join(folder, 'live-chat.story.json');
  const failing = looks.that(({ failed }) => failed.length > 0);
  const text = await readFile(story, 'utf8');
  await writeFile(story, text.replace('"task-routed: success"', '"task-routed: error"'));
  expect((await failing).failed.map(({ differences }) => differences)).toEqual([
    ['end 2: expected task-routed: error, got task-routed: success'],
  ]);
  const mended = looks.that(isGood);
  await writeFile(story, text);
  await mended;
  const routed = join(folder, 'task-routed.flow.json');
  const again = looks.that(() => true);
  await writeFile(routed, `${await readFile(routed, 'utf8')}\n`);
  expect((await again).looked).toContain(story);
});

test('flows in new folders are seen, and those that go are gone', async () => {
  const more = join(folder, 'more/deeper');
  const seen = looks.that(({ files }) => files === 20);
  await mkdir(more, { recursive: true });
  await cp(join(folder, 'task-closed.flow.json'), join(more, 'task-closed.flow.json'));
  expect((await seen).looked).toEqual([join(more, 'task-closed.flow.json')]);
  const touched = looks.that((look) => errorsOf(look).length > 0);
  await writeFile(join(more, 'task-closed.flow.json'), '{');
  expect(errorsOf(await touched)).toHaveLength(1);
  const gone = looks.that(({ files }) => files === 19);
  await rm(more, { recursive: true });
  expect(errorsOf(await gone)).toEqual([]);
});

test('it ends well when it is asked to', async () => {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGINT');
  expect(await ended).toBe(0);
});

test('a folder that is not there is wrong use', async () => {
  const { code, stderr } = await runCli(['flow', 'watch', 'nowhere']);
  expect(stderr).toContain('nowhere cannot be watched: ENOENT.');
  expect(code).toBe(2);
});
