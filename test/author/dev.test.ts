import { type ChildProcess, spawn } from 'node:child_process';
import { cp, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BuiltPack } from '../../schemas/types.js';
import type { Finding } from '../../src/ground/finding.js';
import { describeInBrowser, openPage } from '../console/open-page.js';
import { errorsOf, Looks } from '../support/looks.js';
import { root } from '../support/workshop.js';
import { copyTree, type TreeCopy } from './tree-copy.js';

interface Look {
  looked: string[];
  failed: unknown[];
  findings: Finding[];
}

const node = 'queue-task';
const handler = `nodes/${node}/v1.3/queue-task.ts`;
let copy: TreeCopy;
let child: ChildProcess;
let looks: Looks<Look>;
const digests = async () => {
  const { packages } = JSON.parse(await copy.read('dist/manifest.json')) as BuiltPack;
  return Object.fromEntries(packages.map((one) => [one.node, one.digest]));
};

beforeAll(async () => {
  copy = await copyTree([node]);
  const built = ['packages', 'schemas', 'console', 'manifest.json', 'provenance.json'];
  for (const part of [...built.map((name) => `dist/${name}`), 'flows'])
    await cp(join(root, part), join(copy.root, part), { recursive: true });
  const tsx = pathToFileURL(createRequire(join(root, 'package.json')).resolve('tsx')).href;
  child = spawn(process.execPath, ['--import', tsx, join(root, 'scripts/dev.ts'), '--root', '.', '--json'], {
    cwd: copy.root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  looks = new Looks(child);
});

afterAll(() => child.kill('SIGKILL'));

test('the node that is touched is built, and the flows that call it are looked at again', async () => {
  const first = await looks.that(() => true, 0);
  expect(errorsOf(first)).toEqual([]);
  expect(first.failed).toEqual([]);
  const before = await digests();
  const manifest = await copy.read(`nodes/${node}/manifest.json`);
  const built = looks.that(({ looked }) => looked.includes(`nodes/${node}`));
  await copy.write(`nodes/${node}/manifest.json`, manifest.replace(/"name": "[^"]+"/, '"name": "Queue It"'));
  const look = await built;
  expect(look.looked).toContain('flows/sms-inbound.flow.json');
  expect(look.looked).toContain('flows/cases/sms-inbound.cases.json');
  expect(look.looked).not.toContain('flows/task-closed.flow.json');
  expect(errorsOf(look)).toEqual([]);
  expect(look.failed).toEqual([]);
  const after = await digests();
  expect({ ...after, [node]: undefined }).toEqual({ ...before, [node]: undefined });
  expect(after[node]).not.toBe(before[node]);
  const provenance = JSON.parse(await readFile(join(copy.root, 'dist/provenance.json'), 'utf8'));
  expect(provenance.packages.map(({ digest }: { digest: string }) => digest)).toEqual(Object.values(after));
});

describeInBrowser('a console beside it', () => {
  test('loads its page anew with the node that is built', async () => {
    const { page, look } = await openPage({ packDirectory: join(copy.root, 'dist') });
    // What is built before the page hears of changes is not told to it.
    const hearing = page.waitForResponse((answer) => answer.url().endsWith('/api/changes'));
    await page.reload();
    await hearing;
    await look('nodes');
    await page.evaluate('window.isOld = true');
    const manifest = await copy.read(`nodes/${node}/manifest.json`);
    await copy.write(
      `nodes/${node}/manifest.json`,
      manifest.replace(/"name": "[^"]+"/, '"name": "Queue It Anew"'),
    );
    await page.getByRole('link', { name: /^Queue It Anew/ }).waitFor();
    expect(await page.evaluate('window.isOld === undefined')).toBe(true);
  });
});

test('a handler that cannot be built is a finding, and dist/ keeps the package that it had', async () => {
  const text = await copy.read(handler);
  const before = await digests();
  const broken = looks.that((look) => errorsOf(look).length > 0);
  await copy.write(handler, 'export default {');
  const look = await broken;
  expect(errorsOf(look).every(({ file }) => file.startsWith(`nodes/${node}/`))).toBe(true);
  expect(look.failed).toEqual([]);
  expect(await digests()).toEqual(before);
  const mended = looks.that((one) => errorsOf(one).length === 0);
  await copy.write(handler, text);
  expect((await mended).looked).toContain(`nodes/${node}`);
});

test('it ends well when it is asked to', async () => {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGINT');
  expect(await ended).toBe(0);
});
