import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rewritten } from '../package/honest.js';
import { temporaryFolder } from '../support/workshop.js';
import { builtPackage, rewritePackage, writeZip } from './rewrite-package.js';
import { type Finished, jsonOf, runCli } from './run-cli.js';

const expectRefusal = (run: Finished, code: string) => {
  expect(run.code).toBe(2);
  expect(jsonOf<{ error: unknown }>(run).error).toMatchObject({ code, remedy: expect.any(String) });
};

/** A catalog with a package of Queue Task that has v9.9, besides the pack's own versions. */
const homeWith = async (): Promise<{ home: string; digest: string }> => {
  const home = await temporaryFolder();
  const zip = await rewritten(await readFile(await builtPackage('queue-task')), (manifest) => {
    manifest.pack.version = '9.9.0';
    manifest.versions.push({ ...manifest.versions.at(-1)!, version: 'v9.9' });
  });
  const file = await writeZip(zip);
  const [{ digest }] = jsonOf<[{ digest: string }]>(await runCli(['verify', file, '--json']));
  expect((await runCli(['import', file, '--trust', digest], { home })).code).toBe(0);
  return { home, digest };
};

const flowPinning = async (version: string): Promise<string> => {
  const folder = join(await temporaryFolder(), 'flows');
  await mkdir(folder);
  const flow = {
    id: 'a-flow',
    name: 'A flow',
    service: 'Tests',
    start: { kind: 'channelMessage', channel: 'inappmessaging', to: 'queue' },
    steps: [
      {
        kind: 'node',
        id: 'n3',
        name: 'queue',
        node: 'queue-task',
        version,
        method: 'queue-task',
        input: {},
        transitions: {},
      },
    ],
  };
  await writeFile(join(folder, 'a.flow.json'), JSON.stringify(flow));
  return folder;
};

const zipsIn = async (home: string) =>
  (await readdir(join(home, 'catalog'))).filter((name) => name.endsWith('.zip'));

test('a package that no flow needs is taken out, with its file', async () => {
  const { home, digest } = await homeWith();
  const flows = await flowPinning('v1.3');
  const run = await runCli(['remove', 'queue-task', '9.9.0', '--flows', flows, '--json'], { home });
  expect(run).toMatchObject({ code: 0, stderr: '' });
  expect(jsonOf(run)).toMatchObject({ node: 'queue-task', version: '9.9.0', digest });
  expect(jsonOf(await runCli(['catalog', '--json'], { home }))).toEqual([]);
  expect(await zipsIn(home)).toEqual([]);
});

test('while a flow pins a version that only it has, the package stays, and the step is named', async () => {
  const { home } = await homeWith();
  const flows = await flowPinning('v9.9');
  const run = await runCli(['remove', 'queue-task', '9.9.0', '--flows', flows, '--json'], { home });
  expectRefusal(run, 'remove.pinned');
  expect(run.stdout).toContain('The step queue of ');
  expect(run.stdout).toContain('pins queue-task v9.9');
  expect(await zipsIn(home)).toHaveLength(1);
});

test('the flows of the folder where it runs count without being named', async () => {
  const { home } = await homeWith();
  const cwd = join(await flowPinning('v9.9'), '..');
  const run = await runCli(['remove', 'queue-task', '9.9.0', '--json'], { home, cwd });
  expectRefusal(run, 'remove.pinned');
});

test('a package that is not in the catalog is refused with those that are', async () => {
  const { home } = await homeWith();
  const run = await runCli(['remove', 'queue-task', '1.2.3', '--json'], { home });
  expectRefusal(run, 'catalog.unknown');
  expect(run.stdout).toContain('queue-task 9.9.0');
});

describe('a damaged package', () => {
  const damaged = async () => {
    const home = await temporaryFolder();
    const good = await rewritePackage('piq-and-ewt', { version: '9.0.0' });
    const bad = await rewritePackage('queue-task', { version: '9.0.0' });
    for (const file of [good, bad]) {
      const [{ digest }] = jsonOf<[{ digest: string }]>(await runCli(['verify', file, '--json']));
      await runCli(['import', file, '--trust', digest], { home });
      if (file === bad)
        await writeFile(join(home, 'catalog', `${digest.replace(':', '-')}.zip`), 'no zip any more');
    }
    return home;
  };

  test('is named and does not stop the others', async () => {
    const run = await runCli(['list', '--json'], { home: await damaged() });
    expect(run.code).toBe(0);
    expect(run.stderr).toContain('damaged: queue-task 9.0.0');
    const ids = jsonOf<{ id: string }[]>(run).map(({ id }) => id);
    expect(ids).toContain('queue-task');
    expect(ids).toContain('piq-and-ewt');
  });

  test('is told to whoever asks for its node, and can be taken out', async () => {
    const home = await damaged();
    expectRefusal(await runCli(['describe', 'queue-task', '--json'], { home }), 'catalog.changed');
    expect((await runCli(['remove', 'queue-task', '9.0.0'], { home })).code).toBe(0);
    const after = await runCli(['describe', 'queue-task', '--json'], { home });
    expect(jsonOf(after)).toMatchObject({ package: { origin: 'pack' } });
  });
});
