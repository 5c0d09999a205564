import { spawn } from 'node:child_process';
import { cp, readFile, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { NodeSource, PackSource } from '../../scripts/build/source-tree.js';
import { readPackSource } from '../../scripts/build/source-tree.js';
import { root, temporaryFolder } from '../support/workshop.js';

const tsx = pathToFileURL(createRequire(join(root, 'package.json')).resolve('tsx')).href;

const parts = ['manifest.json', 'nodes', 'schemas', 'src', 'scripts', 'package.json', 'tsconfig.json'];

/** A copy of the pack's sources in `folder`, to build and to spoil; node_modules is the checkout's own. */
export const copyTree = async (from: string, folder: string): Promise<string> => {
  for (const part of parts) await cp(join(from, part), join(folder, part), { recursive: true });
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  return folder;
};

/** The checkout's sources in a temporary folder. */
export const copiedCheckout = async (): Promise<string> => copyTree(root, await temporaryFolder());

/** Edits a JSON file of the tree. */
export const editJson = async <Type>(file: string, change: (content: Type) => void): Promise<void> => {
  const content = JSON.parse(await readFile(file, 'utf8')) as Type;
  change(content);
  await writeFile(file, JSON.stringify(content, null, 2));
};

/** The pack of a tree with one node alone, so that a build in a test takes little time. */
export const packWith = async (tree: string, id: string): Promise<PackSource & { nodes: [NodeSource] }> => {
  const pack = await readPackSource(tree);
  return { ...pack, nodes: [pack.nodes.find(({ manifest }) => manifest.id === id)!] };
};

export interface Ended {
  code: number | null;
  out: string;
  err: string;
}

/** Runs a script of the tree as a process, under a umask. */
export const runScript = (
  tree: string,
  script: string,
  {
    args = [],
    env = {},
    umask = '022',
    node = process.execPath,
  }: { args?: string[]; env?: Record<string, string>; umask?: string; node?: string } = {},
): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const command = [`umask ${umask} && exec "$0" "$@"`, node, '--import', tsx, script, ...args];
    const child = spawn('sh', ['-c', ...command], { cwd: tree, env: { ...process.env, ...env } });
    const ended: Ended = { code: null, out: '', err: '' };
    child.stdout.on('data', (chunk) => {
      ended.out += chunk;
    });
    child.stderr.on('data', (chunk) => {
      ended.err += chunk;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ ...ended, code }));
  });
