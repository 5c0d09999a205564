import { spawnSync } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BuiltPack } from '../../schemas/types.js';
import { digestOf } from '../../src/package/digest.js';
import { temporaryFolder } from '../support/workshop.js';
import { copiedCheckout, copyTree, runScript } from './tree.js';

/** Everything about a machine that must not show in a package. */
interface Surroundings {
  folder: string;
  timeZone: string;
  locale: string;
  umask: string;
  /** Of every source file. */
  fileTime: Date;
  fileMode: number;
  /** The program that runs the build; that of the test when left out. */
  node?: string;
}

const surroundings: Surroundings[] = [
  {
    folder: 'plain',
    timeZone: 'UTC',
    locale: 'C',
    umask: '022',
    fileTime: new Date('2001-02-03T04:05:06Z'),
    fileMode: 0o644,
  },
  {
    folder: 'with a space/and ålder',
    timeZone: 'Asia/Kolkata',
    locale: 'sv_SE.UTF-8',
    umask: '077',
    fileTime: new Date('2033-11-12T13:14:15Z'),
    fileMode: 0o600,
  },
  {
    folder: 'zz/İstanbul/deeper/than/the/others',
    timeZone: 'America/Los_Angeles',
    locale: 'tr_TR.UTF-8',
    umask: '000',
    fileTime: new Date('1985-10-26T08:15:00Z'),
    fileMode: 0o755,
  },
];

const touch = async (tree: string, time: Date, mode: number) => {
  const files = [join(tree, 'manifest.json')];
  for (const part of ['nodes', 'schemas', 'src'])
    for (const entry of await readdir(join(tree, part), { recursive: true, withFileTypes: true }))
      if (entry.isFile()) files.push(join(entry.parentPath, entry.name));
  for (const file of files) {
    await chmod(file, mode);
    await utimes(file, time, time);
  }
};

interface Outcome {
  manifest: BuiltPack;
  sbom: string;
}

/** Builds a copy of the source in these surroundings; gives what tells of dist/ after checking that it tells the truth. */
const buildOn = async (source: string, machine: Surroundings): Promise<Outcome> => {
  const tree = join(await temporaryFolder(), machine.folder);
  await mkdir(tree, { recursive: true });
  await copyTree(source, tree);
  await touch(tree, machine.fileTime, machine.fileMode);
  const { code, err } = await runScript(tree, 'scripts/build.ts', {
    umask: machine.umask,
    ...(machine.node && { node: machine.node }),
    env: { TZ: machine.timeZone, LC_ALL: machine.locale, LANG: machine.locale },
  });
  expect({ code, err }).toMatchObject({ code: 0 });
  const manifest = JSON.parse(await readFile(join(tree, 'dist/manifest.json'), 'utf8')) as BuiltPack;
  for (const { file, digest } of manifest.packages)
    expect(digestOf(await readFile(join(tree, 'dist', file)))).toBe(digest);
  return { manifest, sbom: await readFile(join(tree, 'dist/sbom.cdx.json'), 'utf8') };
};

// One after the other: the builds would only take each other's processor.
const buildIn = async (source: string, machines: Surroundings[]) => {
  const built: Outcome[] = [];
  for (const machine of machines) built.push(await buildOn(source, machine));
  return built;
};

test('the same source gives the same bytes under any time zone, locale, umask, folder and file times', async () => {
  const [first, ...others] = await buildIn(await copiedCheckout(), surroundings);
  expect(first?.manifest.packages.length).toBeGreaterThan(0);
  for (const other of others) expect(other).toEqual(first);
}, 240_000);

/** Node.js of another version from the registry of npm; undefined where it cannot be had. */
const nodeOf = (version: number): string | undefined => {
  const args = ['exec', '--yes', `--package=node@${version}`, '--', 'node', '-p', 'process.execPath'];
  const { status, stdout } = spawnSync('npm', args, { encoding: 'utf8', timeout: 120_000 });
  return status === 0 ? stdout.trim() : undefined;
};

test('other versions of Node.js give the same bytes', async () => {
  const running = Number(process.versions.node.split('.')[0]);
  const [here, elsewhere] = surroundings as [Surroundings, Surroundings];
  const others = [22, 24, 26].flatMap((version) => {
    const node = version === running ? undefined : nodeOf(version);
    if (version !== running && !node)
      // A registry that is away says nothing of the build.
      process.stderr.write(`Left out, as Node.js ${version} cannot be had here: the build with it\n`);
    return node ? { ...elsewhere, node } : [];
  });
  if (others.length === 0) return;
  const [first, ...more] = await buildIn(await copiedCheckout(), [here, ...others]);
  expect(first?.manifest.packages.length).toBeGreaterThan(0);
  for (const other of more) expect(other).toEqual(first);
}, 600_000);

test('a writer that puts the time of a source file into the package would be found out', async () => {
  const source = await copiedCheckout();
  // One package shows it as well as nine.
  for (const node of await readdir(join(source, 'nodes')))
    if (node !== 'piq-and-ewt') await rm(join(source, 'nodes', node), { recursive: true });
  const writer = join(source, 'src/package/zip.ts');
  const honest = await readFile(writer, 'utf8');
  const seeded = honest.replace('date: noDate', "date: statSync('manifest.json').mtime");
  expect(seeded).not.toBe(honest);
  await writeFile(writer, `import { statSync } from 'node:fs';\n${seeded}`);
  const [first, second] = await buildIn(source, surroundings.slice(0, 2));
  expect(second).not.toEqual(first);
}, 240_000);
