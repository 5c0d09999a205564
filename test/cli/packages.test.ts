import { readFile } from 'node:fs/promises';
import { digestOf } from '../../src/package/digest.js';
import { temporaryFolder } from '../support/workshop.js';
import { expectRefusal } from './expect-refusal.js';
import { builtPackage, builtPackages, rewritePackage, writeZip } from './rewrite-package.js';
import { jsonOf, runCli } from './run-cli.js';

interface Entry {
  node: string;
  version: string;
  digest: string;
}

const catalogOf = async (home: string): Promise<Entry[]> =>
  jsonOf(await runCli(['catalog', '--json'], { home }));

const digestOfFile = async (file: string) => digestOf(await readFile(file));

test('verify finds all built packages whole and of the pack', async () => {
  const files = await builtPackages();
  const run = await runCli(['verify', ...files, '--json']);
  expect(run).toMatchObject({ code: 0, stderr: '' });
  expect(jsonOf(run)).toEqual(
    files.map((file) =>
      expect.objectContaining({ file, whole: true, known: true, digest: expect.any(String) }),
    ),
  );
});

test('verify tells a whole package from one of the pack', async () => {
  const file = await rewritePackage('queue-task', { version: '9.9.9' });
  const run = await runCli(['verify', file]);
  expect(run).toMatchObject({ code: 0, stdout: expect.stringMatching(/whole, not one of the pack/) });
});

/** The same length, so that the zip stays a zip. */
const renameIcon = (zip: Buffer) =>
  Buffer.from(zip.toString('latin1').replaceAll('icon.svg', 'icon.svh'), 'latin1');

/** One bit in the middle of the icon's compressed bytes. */
const damageIcon = (zip: Buffer) => {
  const damaged = Buffer.from(zip);
  const name = damaged.indexOf('icon.svg', damaged.indexOf('PK\u0003\u0004', 1, 'latin1'));
  damaged[name + 'icon.svg'.length + 20]! ^= 1;
  return damaged;
};

test.each<[string, (zip: Buffer) => Buffer]>([
  ['an entry is renamed', renameIcon],
  ["an entry's bytes are damaged", damageIcon],
])('verify ends with exit code 1 and names the entry when %s', async (_what, breakIt) => {
  const whole = await builtPackage('queue-task');
  const broken = await writeZip(breakIt(await readFile(whole)));
  const run = await runCli(['verify', whole, broken, '--json']);
  expect(run).toMatchObject({ code: 1, stderr: '' });
  expect(jsonOf(run)).toMatchObject([
    { file: whole, whole: true },
    { file: broken, whole: false, error: { message: expect.stringMatching(/icon\.sv[gh]/) } },
  ]);
  const forPeople = await runCli(['verify', broken]);
  expect(forPeople).toMatchObject({ code: 1, stdout: expect.stringMatching(/refused.*icon\.sv[gh]/) });
});

test('import takes all built packages, and again without a change', async () => {
  const home = await temporaryFolder();
  const files = await builtPackages();
  for (const change of ['added', 'unchanged']) {
    const run = await runCli(['import', ...files, '--json'], { home });
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(jsonOf(run)).toEqual(files.map((file) => expect.objectContaining({ file, change })));
  }
  const digests = await Promise.all(files.map(digestOfFile));
  expect((await catalogOf(home)).map(({ digest }) => digest).sort()).toEqual(digests.sort());
  const forPeople = await runCli(['catalog'], { home });
  expect(forPeople).toMatchObject({ code: 0, stdout: expect.stringMatching(/^queue-task .*sha256:/m) });
});

test('an empty catalog says which packages are used', async () => {
  expect(await runCli(['catalog'])).toMatchObject({ code: 0, stdout: expect.stringMatching(/empty/) });
  expect(jsonOf(await runCli(['catalog', '--json']))).toEqual([]);
});

test('import refuses a package that is not of the pack until its digest is trusted', async () => {
  const home = await temporaryFolder();
  const file = await rewritePackage('queue-task', { version: '9.9.9' });
  const digest = await digestOfFile(file);
  const error = await expectRefusal(['import', file], /not one of the pack's own/, { home });
  expect(error.remedy).toContain(`--trust ${digest}`);
  expect(await catalogOf(home)).toEqual([]);

  const otherTrust = ['--trust', `sha256:${'0'.repeat(64)}`];
  await expectRefusal(['import', file, ...otherTrust], /not one of the pack's own/, { home });

  const trusted = await runCli(['import', file, '--trust', digest], { home });
  expect(trusted).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(/9\.9\.9 +added/) });
  expect(await catalogOf(home)).toMatchObject([{ node: 'queue-task', version: '9.9.9', digest }]);
  const described = await runCli(['describe', 'queue-task', '--json'], { home });
  expect(jsonOf(described)).toMatchObject({ package: { origin: 'catalog', version: '9.9.9', digest } });
});

test('import takes other bytes for the same node and version only with --replace', async () => {
  const home = await temporaryFolder();
  const first = await rewritePackage('queue-task', { version: '9.9.9' });
  const other = await rewritePackage('queue-task', { version: '9.9.9', description: 'Another one.' });
  const digests = [await digestOfFile(first), await digestOfFile(other)] as const;
  const trust = digests.flatMap((digest) => ['--trust', digest]);
  expect(await runCli(['import', first, ...trust], { home })).toMatchObject({ code: 0 });

  const error = await expectRefusal(['import', other, ...trust], /in the catalog with other bytes/, { home });
  expect(error.remedy).toContain('--replace');
  expect(await catalogOf(home)).toMatchObject([{ digest: digests[0] }]);

  const replaced = await runCli(['import', other, ...trust, '--replace', '--json'], { home });
  expect(jsonOf(replaced)).toMatchObject([{ change: 'replaced', digest: digests[1] }]);
  expect(await catalogOf(home)).toMatchObject([{ digest: digests[1] }]);
});

test('import takes none when one is refused, and names it', async () => {
  const home = await temporaryFolder();
  const whole = await builtPackage('queue-task');
  const broken = await writeZip(renameIcon(await readFile(whole)));
  await expectRefusal(['import', whole, broken], /package\.zip: .*icon\.sv[gh]/, { home });
  expect(await catalogOf(home)).toEqual([]);
});
