import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildSync } from 'esbuild';
import { root } from '../support/workshop.js';

const tsx = pathToFileURL(createRequire(join(root, 'package.json')).resolve('tsx')).href;
const scripts = join(root, 'scripts');

export interface ScriptRun {
  status: number | null;
  stdout: string;
  stderr: string;
}

const run = (program: string[], folder: string, options: string[]): ScriptRun => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...program, ...options, '--root', folder], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
};

let bundles: string | undefined;
const bundled = new Set<string>();
afterAll(() => {
  if (bundles) rmSync(bundles, { recursive: true });
});

/** The script in one file, bundled once for a test file: as a process it starts in a third of the time that tsx takes. */
const bundle = (name: string): string => {
  if (!bundles) {
    bundles = mkdtempSync(join(tmpdir(), 'wxcc-nodes-scripts-'));
    symlinkSync(join(root, 'node_modules'), join(bundles, 'node_modules'));
  }
  const outfile = join(bundles, `${name}.mjs`);
  if (!bundled.has(name))
    buildSync({
      entryPoints: [join(scripts, `${name}.ts`)],
      outfile,
      bundle: true,
      packages: 'external',
      platform: 'node',
      format: 'esm',
    });
  bundled.add(name);
  return outfile;
};

/** Runs a script of the pack on another tree. */
export const runScript = (name: string, folder: string, ...options: string[]): ScriptRun =>
  run([bundle(name)], folder, options);

/** The same from its source, as npm would. */
export const runSource = (name: string, folder: string, ...options: string[]): ScriptRun =>
  run(['--import', tsx, join(scripts, `${name}.ts`)], folder, options);
