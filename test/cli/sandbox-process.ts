import { type ChildProcess, spawn } from 'node:child_process';
import { temporaryFolder } from '../support/workshop.js';
import { cleanEnvironment, program } from './run-cli.js';
import { type Announcement, RunningSandbox } from './running-sandbox.js';

const startMs = 30_000;
const stopMs = 10_000;
const running = new Set<ChildProcess>();

afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
});

/** Resolves with the first whole JSON value that the program prints. */
const announcement = (child: ChildProcess): Promise<Announcement> =>
  new Promise((resolve, reject) => {
    let printed = '';
    const fail = (why: string) => reject(new Error(`The sandbox ${why}: ${printed}`));
    const timer = setTimeout(() => fail(`said nothing for ${startMs} ms`), startMs);
    child.once('exit', (code) => fail(`ended with exit code ${code}`));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
    });
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
      try {
        resolve(JSON.parse(printed) as Announcement);
        clearTimeout(timer);
      } catch {
        // Not whole yet.
      }
    });
  });

/** `wxcc-nodes sandbox` as a process of its own, on a free port. */
export class SandboxProcess extends RunningSandbox {
  private constructor(
    private readonly child: ChildProcess,
    told: Announcement,
    connectionFile: string,
  ) {
    super(told, connectionFile);
  }

  static async start(more: string[] = []): Promise<SandboxProcess> {
    const home = await temporaryFolder();
    const child = spawn(process.execPath, [program, 'sandbox', '--port', '0', '--json', ...more], {
      env: cleanEnvironment(home),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.add(child);
    const told = await announcement(child);
    return new SandboxProcess(child, told, await RunningSandbox.connectionFileOf(told));
  }

  /** Sends the signal and gives the exit code; throws when the sandbox does not end. */
  stop(signal: 'SIGTERM' | 'SIGINT' = 'SIGTERM'): Promise<number | null> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.child.kill('SIGKILL');
        reject(new Error(`The sandbox ran on for ${stopMs} ms after ${signal}.`));
      }, stopMs);
      this.child.once('exit', (code) => {
        clearTimeout(timer);
        running.delete(this.child);
        resolve(code);
      });
      this.child.kill(signal);
    });
  }
}
