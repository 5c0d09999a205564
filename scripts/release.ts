import { execFileSync } from 'node:child_process';
import { cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { programSbom } from './build/program-sbom.js';
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
execFileSync(isWindows ? 'npm.cmd' : 'npm', ['pack', '--silent', '--pack-destination', folder], {
  ...{ cwd: root, stdio: ['ignore', 'ignore', 'inherit'], shell: isWindows },
});
await cp(join(root, 'dist/packages'), join(folder, 'packages'), { recursive: true });
for (const name of ['provenance.json', 'sbom.cdx.json'])
  await cp(join(root, 'dist', name), join(folder, name));
const beside = `wxcc-task-nodes-${packVersion()}.npm-sbom.cdx.json`;
await writeFile(join(folder, beside), await programSbom(root));
for (const name of (await readdir(folder)).sort()) console.log(`release/${name}`);
console.log(`
Sign the packages with wxcc-nodes sign release/packages/*.zip --build release --publisher <name>.`);
