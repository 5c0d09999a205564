import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../support/workshop.js';

const tsx = pathToFileURL(createRequire(join(root, 'package.json')).resolve('tsx')).href;

export interface ScriptRun {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** Runs a script of the pack on another tree, as npm would. */
export const runScript = (name: string, folder: string, ...options: string[]): ScriptRun => {
  const file = join(root, 'scripts', `${name}.ts`);
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', tsx, file, ...options, '--root', folder],
    { encoding: 'utf8' },
  );
  return { status, stdout, stderr };
};
