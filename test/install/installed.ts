import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, stat, symlink } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { root, temporaryFolder } from '../support/workshop.js';

const execute = promisify(execFile);

/** npm's own settings, without those that the npm that runs the tests has set for this folder. */
const environment = () =>
  Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) =>
        !/^(npm_(package|lifecycle|config_local_prefix|command)|INIT_CWD|WXCC_|NODE_OPTIONS)/.test(name),
    ),
  );

/** Runs a program in a folder; throws with all of its output when it fails. */
export const run = async (
  cwd: string,
  program: string,
  args: string[],
  limitMs = 120_000,
): Promise<string> => {
  const env = { ...environment(), WXCC_NODES_HOME: join(cwd, '.wxcc-nodes') };
  try {
    return (await execute(program, args, { cwd, env, timeout: limitMs, maxBuffer: 2 ** 24 })).stdout;
  } catch (error) {
    const { message, stdout, stderr } = error as Error & { stdout?: string; stderr?: string };
    throw new Error(`${program} ${args.join(' ')}: ${message}\n${stdout}\n${stderr}`);
  }
};

const leftOut = new Set(['node_modules', '.git', 'dist', 'coverage']);

/** The checkout's source, so that packing does not build over the dist/ that other tests use. */
const copySource = async (): Promise<string> => {
  const copy = join(await temporaryFolder(), 'checkout');
  await cp(root, copy, {
    recursive: true,
    filter: (file) => !leftOut.has(relative(root, file).split(sep)[0] ?? ''),
  });
  await symlink(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction');
  return copy;
};

export interface Installed {
  /** Where `npm pack` ran. */
  checkout: string;
  /** The folder that had been empty. */
  folder: string;
  /** node_modules/wxcc-task-nodes in it. */
  packageFolder: string;
  /** Of the packed file. */
  bytes: number;
}

/** Packs the project with npm and installs the packed file in an empty folder. */
export const packAndInstall = async (): Promise<Installed> => {
  const checkout = await copySource();
  const destination = await temporaryFolder();
  await run(checkout, 'npm', ['pack', '--pack-destination', destination]);
  const [packed, ...others] = await readdir(destination);
  if (packed === undefined || others.length > 0) throw new Error(`npm pack wrote ${[packed, ...others]}`);
  const tarball = join(destination, packed);
  const folder = join(await temporaryFolder(), 'empty');
  await mkdir(folder);
  // --prefix: else npm looks for a package.json in the folders above.
  await run(folder, 'npm', ['install', tarball, '--prefix', folder, '--no-audit', '--no-fund']);
  const packageFolder = join(folder, 'node_modules', 'wxcc-task-nodes');
  return { checkout, folder, packageFolder, bytes: (await stat(tarball)).size };
};
