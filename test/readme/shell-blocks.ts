import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../support/workshop.js';

export interface ShellBlock {
  /** 1 keeps running while the others, in 2, go on. */
  terminal: number;
  code: string;
}

/** The commands of a page that are marked as such: its `sh` blocks. */
export const shellBlocks = async (page: string): Promise<ShellBlock[]> => {
  const text = await readFile(join(root, page), 'utf8');
  return [...text.matchAll(/^```sh( terminal=1)?\n([\s\S]*?)^```$/gm)].map(([, first, code]) => ({
    terminal: first ? 1 : 2,
    code: code!,
  }));
};

/** npx that does no more than start the program, and leaves npm out. */
export const quickNpx = `npx() {
  test "$1" = wxcc-nodes && shift
  node dist/wxcc-nodes.js "$@"
}
`;

/** Runs commands as a person would type them, until one fails; gives what the terminal shows. */
export const runShell = (
  code: string,
  { cwd, env }: { cwd: string; env: NodeJS.ProcessEnv },
): Promise<{ code: number | null; out: string }> =>
  new Promise((resolve) => {
    const child = spawn('bash', ['-e', '-c', code], { cwd, env, stdio: 'pipe' });
    let out = '';
    const read = (chunk: Buffer) => {
      out += chunk;
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('close', (exit) => resolve({ code: exit, out }));
  });
