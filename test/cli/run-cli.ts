import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { packDirectory, root, temporaryFolder } from '../support/workshop.js';
import { runHere } from './run-here.js';
import type { Finished, RunOptions, Settled } from './run-options.js';

export type { Finished, RunOptions } from './run-options.js';

export const program = join(packDirectory, 'wxcc-nodes.js');

/** Nothing of the tester's surroundings but the path to programs. */
export const cleanEnvironment = (home: string, more: Record<string, string> = {}): NodeJS.ProcessEnv => ({
  // As where it is installed.
  PATH: `${process.env.PATH}${delimiter}${join(root, 'test/cli/bin')}`,
  HOME: home,
  WXCC_NODES_HOME: home,
  ...more,
});

/** What a run starts with, settled. */
const settled = async ({
  home,
  cwd,
  env,
  stdin = '',
  limitMs = 30_000,
  onOutput,
}: RunOptions): Promise<Settled> => {
  const folder = home ?? (await temporaryFolder());
  return { cwd: cwd ?? folder, env: cleanEnvironment(folder, env), stdin, limitMs, onOutput };
};

/**
 * Runs the command line to its end, in this process: a process for each would be most of what the tests cost. That both
 * print and end the same is what as-process.test.ts sees to. One command at a time. Throws when it does not end in time.
 */
export const runCli = async (args: string[], options: RunOptions = {}): Promise<Finished> =>
  runHere(args, {
    ...(await settled(options)),
    ...(options.surroundings && { surroundings: options.surroundings }),
  });

/** Runs the built command line to its end, as a process of its own. Throws when it does not end in time. */
export const runProcess = async (args: string[], options: RunOptions = {}): Promise<Finished> => {
  const { cwd, env, stdin, limitMs, onOutput } = await settled(options);
  const child = spawn(process.execPath, [program, ...args], { env, cwd });
  const output = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      output[stream] += text;
      onOutput?.(output.stdout + output.stderr);
    });
  // A program that refuses its input does not read it to the end.
  child.stdin.on('error', () => {});
  child.stdin.end(stdin);
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(
        new Error(`wxcc-nodes ${args.join(' ')} ran over ${limitMs} ms: ${output.stdout}${output.stderr}`),
      );
    }, limitMs);
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code, ...output });
    });
  });
};

/** What the command printed, as JSON; fails with all of its output when it is none. */
export const jsonOf = <Type>({ code, stdout, stderr }: Finished): Type => {
  try {
    return JSON.parse(stdout) as Type;
  } catch {
    throw new Error(`not JSON (exit code ${code}): ${stdout}${stderr}`);
  }
};
