import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A registry that is slow is one that cannot be had, milliseconds. */
const limitMs = 240_000;

export interface NodeRed {
  /** Where it is installed; none when it cannot be had. */
  folder?: string;
  version?: string;
  problem?: string;
  remove(): Promise<void>;
}

/** Node-RED 4, which runs on Node.js 20, in a temporary folder; nothing of it runs at its installation. */
export const installNodeRed = async (): Promise<NodeRed> => {
  const folder = await mkdtemp(join(tmpdir(), 'wxcc-nodes-node-red-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  await writeFile(join(folder, 'package.json'), '{"private":true}');
  const quietly = ['--no-audit', '--no-fund', '--ignore-scripts', '--omit=optional', '--prefer-offline'];
  try {
    await promisify(execFile)('npm', ['install', ...quietly, 'node-red@4'], {
      cwd: folder,
      timeout: limitMs,
    });
    const about = await readFile(join(folder, 'node_modules/node-red/package.json'), 'utf8');
    return { folder, version: (JSON.parse(about) as { version: string }).version, remove };
  } catch (error) {
    const { killed, stderr = '' } = error as { killed?: boolean; stderr?: string };
    const [last = 'npm failed'] = stderr.match(/npm error code \S+/) ?? [];
    return { problem: killed ? `npm took over ${limitMs / 1000} s.` : `${last}.`, remove };
  }
};
