import { type ChildProcess, spawn } from 'node:child_process';
import { cleanEnvironment, program } from '../cli/run-cli.js';

const startMs = 30_000;
const running = new Set<ChildProcess>();

afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
});

export interface LogLine {
  level: number;
  msg: string;
  [field: string]: unknown;
}

/** `wxcc-nodes serve` as a process of its own. */
export class ServiceProcess {
  readonly exit: Promise<number | null>;

  private constructor(
    private readonly child: ChildProcess,
    readonly log: LogLine[],
  ) {
    this.exit = new Promise((resolve) => {
      child.once('exit', (code) => {
        running.delete(child);
        resolve(code);
      });
    });
  }

  /** Resolves when the service listens. Port 0 takes a free one. */
  static start(
    home: string,
    token: string,
    options: string[] = [],
    environment: Record<string, string> = {},
  ): Promise<ServiceProcess> {
    const child = spawn(
      process.execPath,
      [program, 'serve', '--port', '0', '--callback-port', '0', ...options],
      {
        env: cleanEnvironment(home, { WXCC_TOKEN: token, ...environment }),
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    running.add(child);
    const service = new ServiceProcess(child, []);
    return new Promise((resolve, reject) => {
      let errors = '';
      let text = '';
      const fail = () => reject(new Error(`The service did not start: ${text}${errors}`));
      const timer = setTimeout(fail, startMs);
      child.once('exit', fail);
      child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
        errors += chunk;
      });
      child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
        const lines = (text + chunk).split('\n');
        text = lines.pop() ?? '';
        service.log.push(...lines.map((line) => JSON.parse(line) as LogLine));
        if (!service.log.some((line) => 'callbackUrl' in line)) return;
        clearTimeout(timer);
        resolve(service);
      });
    });
  }

  get url(): string {
    return String(this.log.find((line) => 'callbackUrl' in line)?.url);
  }

  get callbackUrl(): string {
    return String(this.log.find((line) => 'callbackUrl' in line)?.callbackUrl);
  }

  kill(signal: 'SIGTERM' | 'SIGKILL'): void {
    this.child.kill(signal);
  }
}
