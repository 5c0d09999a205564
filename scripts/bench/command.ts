import { spawn } from 'node:child_process';

export interface Ran {
  /** From the start of the process until it was gone, milliseconds. */
  ms: number;
  stdout: string;
}

/** Where and how a program runs: in the tester's environment, but with a home of its own and no token. */
export interface Surroundings {
  /** Where it runs. */
  folder: string;
  /** Its WXCC_NODES_HOME. */
  home: string;
}

/** Runs a program to its end. Rejects with what it printed when it fails: a benchmark of failures is none. */
export const runProgram = (program: string, args: string[], { folder, home }: Surroundings): Promise<Ran> => {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('WXCC_'));
  const env = { ...Object.fromEntries(own), WXCC_NODES_HOME: home };
  const started = performance.now();
  const child = spawn(program, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      const ms = performance.now() - started;
      if (code === 0) resolve({ ms, stdout });
      else
        reject(
          new Error(`${program} ${args.join(' ')} ended with ${code}:\n${stderr}${stdout.slice(-2000)}`),
        );
    });
  });
};

export const runNode = (args: string[], surroundings: Surroundings): Promise<Ran> =>
  runProgram(process.execPath, args, surroundings);

const mark = 'most memory that was resident, KiB: ';

/** Linux counts into maxRSS what the parent had when it started the process; VmHWM is the program's own. */
const tellPeak = `process.once('exit', () => {
  let peak = process.resourceUsage().maxRSS;
  try {
    const status = process.getBuiltinModule('node:fs').readFileSync('/proc/self/status', 'utf8');
    peak = /^VmHWM:\\s+(\\d+)/m.exec(status)[1];
  } catch {}
  process.stdout.write('\\n${mark}' + peak);
})`;

/** The same, and the most memory of the process that was resident, MiB. */
export const peakMemory = async (args: string[], surroundings: Surroundings): Promise<number> => {
  const probe = `data:text/javascript,${encodeURIComponent(tellPeak)}`;
  const { stdout } = await runNode(['--import', probe, ...args], surroundings);
  return Number(stdout.slice(stdout.lastIndexOf(mark) + mark.length)) / 1024;
};

/** Of a program and of all that it started and waited for: seconds of processor time, which bash counts. */
export const processorTime = async (
  args: string[],
  surroundings: Surroundings,
): Promise<{ seconds: number; exitCode: number }> => {
  const script = 'TIMEFORMAT="%U %S"; { time "$@" >&3 2>&3; } 3>/dev/null 2>&1; echo $?';
  const { stdout } = await runProgram(
    'bash',
    ['-c', script, 'bash', process.execPath, ...args],
    surroundings,
  );
  const [user, system, exitCode] = stdout.trim().split(/\s+/).map(Number);
  return { seconds: user! + system!, exitCode: exitCode! };
};
