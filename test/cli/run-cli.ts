import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { packDirectory, temporaryFolder } from '../support/workshop.js';

export const program = join(packDirectory, 'wxcc-nodes.js');

export interface Finished {
  /** The exit code; null when a signal ended the process. */
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  /** The command's own WXCC_NODES_HOME; an empty folder when left out. */
  home?: string;
  /** Added to the few variables that every run has; WXCC_TOKEN is not one of them. */
  env?: Record<string, string>;
  stdin?: string;
  /** Where it runs; the home folder when left out. */
  cwd?: string;
  /** A program that takes longer is killed, and the run fails. Milliseconds. */
  limitMs?: number;
}

/** Nothing of the tester's surroundings but the path to programs. */
export const cleanEnvironment = (home: string, more: Record<string, string> = {}): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH,
  HOME: home,
  WXCC_NODES_HOME: home,
  ...more,
});

/** Runs the built command line to its end. Throws when it does not end in time. */
export const runCli = async (args: string[], options: RunOptions = {}): Promise<Finished> => {
  const { env, stdin = '', limitMs = 20_000 } = options;
  const home = options.home ?? (await temporaryFolder());
  const { cwd = home } = options;
  const child = spawn(process.execPath, [program, ...args], { env: cleanEnvironment(home, env), cwd });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  // A program that refuses its input does not read it to the end.
  child.stdin.on('error', () => {});
  child.stdin.end(stdin);
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`wxcc-nodes ${args.join(' ')} ran over ${limitMs} ms: ${stdout}${stderr}`));
    }, limitMs);
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code, stdout, stderr });
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
