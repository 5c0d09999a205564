import { execFileSync } from 'node:child_process';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { programSbom } from './build/program-sbom.js';
import { sourceAddress } from './build/source-address.js';
import { packVersion, readOptions } from './options.js';

// Puts what a release consists of into release/: the program for npm, the packages with what they were built of, and the
// bills of materials. `npm run release` builds before.
const { root } = readOptions('npm run release', []);
const folder = join(root, 'release');
const isWindows = process.platform === 'win32';

// Who installs the program may be another user than who owns it.
process.umask(0o022);
await rm(folder, { recursive: true, force: true });
await mkdir(folder);
const npm = (...args: string[]) =>
  execFileSync(isWindows ? 'npm.cmd' : 'npm', args, {
    ...{ cwd: root, stdio: ['ignore', 'ignore', 'inherit'], shell: isWindows },
  });
npm('run', '--silent', 'prepack');
// Only now: what was built says of which files, as they are in the repository.
const manifestFile = join(root, 'package.json');
const manifest = await readFile(manifestFile, 'utf8');
const told = { ...JSON.parse(manifest), ...sourceAddress(process.env) };
try {
  await writeFile(manifestFile, `${JSON.stringify(told, null, 2)}\n`);
  npm('pack', '--silent', '--ignore-scripts', '--pack-destination', folder);
} finally {
  await writeFile(manifestFile, manifest);
}
await cp(join(root, 'dist/packages'), join(folder, 'packages'), { recursive: true });
for (const name of ['provenance.json', 'sbom.cdx.json'])
  await cp(join(root, 'dist', name), join(folder, name));
const beside = `wxcc-task-nodes-${packVersion()}.npm-sbom.cdx.json`;
await writeFile(join(folder, beside), await programSbom(root));
for (const name of (await readdir(folder)).sort()) console.log(`release/${name}`);
console.log(`
Sign the packages with wxcc-nodes sign release/packages/*.zip --build release --publisher <name>.`);
