import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

interface Bom {
  serialNumber?: string;
  metadata: { timestamp?: string; component: { name: string } };
}

/**
 * What npm installs beside the program (CycloneDX 1.5), by `npm sbom` and from the lock file alone. npm names the program
 * for the folder that it lies in; here it has its own name. The time and the random number of the run are left out: the
 * same lock file gives the same bytes.
 */
export const programSbom = async (root: string): Promise<string> => {
  const { name } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { name: string };
  const args = ['sbom', '--sbom-format', 'cyclonedx', '--omit', 'dev', '--package-lock-only'];
  const isWindows = process.platform === 'win32';
  const told = execFileSync(isWindows ? 'npm.cmd' : 'npm', args, {
    ...{ cwd: root, encoding: 'utf8', maxBuffer: 2 ** 26, shell: isWindows },
  });
  const bom = JSON.parse(told) as Bom;
  bom.metadata.component.name = name;
  delete bom.metadata.timestamp;
  delete bom.serialNumber;
  return `${JSON.stringify(bom, null, 2)}\n`;
};
