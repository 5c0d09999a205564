import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { greed } from './greed.js';
import { keepAsking, keepDoing } from './greedy-caller.js';
import { loadAmount } from './http-load.js';
import { Program } from './program.js';
import { type Scene, smallCalls } from './scene.js';
import { Stage } from './stage.js';

const folderFor = (what: string) => mkdtemp(join(tmpdir(), `wxcc-nodes-bench-${what}-`));

/** So few small calls have their slowest one at the 99th percentile. */
const slowestOf = async (once: () => Promise<unknown>): Promise<number> => {
  let slowest = 0;
  for (let count = 0; count < smallCalls; count += 1) {
    const started = performance.now();
    await once();
    slowest = Math.max(slowest, performance.now() - started);
  }
  return slowest;
};

const posted = async (url: string, headers: Record<string, string>, body: unknown, status: number) => {
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  const text = await answer.text();
  if (answer.status !== status) throw new Error(`${url} answered ${answer.status}: ${text.slice(0, 300)}`);
};

/** `flow serve`: webhooks that start flows. */
export const flowDoor = async (program: string): Promise<Scene> => {
  const stage = await Stage.open(program, 'upstream');
  const flow = join(stage.home, 'waits.flow.json');
  const start = { kind: 'webhook', outputs: [], to: 'wait' };
  const steps = [
    {
      kind: 'delay',
      id: 'n3',
      name: 'wait',
      seconds: 1,
      transitions: { onSuccess: { end: { exitResult: 101 } } },
    },
  ];
  await writeFile(flow, JSON.stringify({ id: 'waits', name: 'Waits', service: 'Bench', start, steps }));
  const door = await Program.start(
    program,
    ['flow', 'serve', flow, '--port', '0'],
    { WXCC_NODES_HOME: stage.home },
    (value) => Object.hasOwn(value, 'url'),
  );
  const url = `${door.ready.url}/flows/waits`;
  const headers = { 'Content-Type': 'application/json', 'X-Api-Key': stage.key };
  const { port, pathname: path } = new URL(url);
  const webhook = (body: string) => () =>
    keepAsking({ port: Number(port), path, method: 'POST', headers, body });
  const metric = async () => {
    const text = await (await fetch(`${door.ready.url}/metrics`)).text();
    return Number(/^nodejs_eventloop_lag_max_seconds (\S+)/m.exec(text)?.[1]) * 1000;
  };
  return {
    small: () => slowestOf(() => posted(url, headers, {}, 202)),
    stall: metric,
    greedy: {
      'flow serve, a webhook of 60,000 names': webhook(greed.unknownNames),
      'flow serve, as much as a webhook may hold': webhook(greed.mostNames),
    },
    close: async () => {
      await door.stop();
      await stage.close();
    },
  };
};

/** The console: what its page sends. */
export const console = async (program: string): Promise<Scene> => {
  const home = await folderFor('console');
  const door = await Program.start(
    program,
    ['console', '--port', '0', '--no-open', '--json', '--flows', home],
    { WXCC_NODES_HOME: home },
    (value) => Object.hasOwn(value, 'launchUrl'),
  );
  const origin = String(door.ready.url);
  const launched = await fetch(String(door.ready.launchUrl), { redirect: 'manual' });
  const [cookie = ''] = String(launched.headers.get('set-cookie')).split(';');
  const page = await (await fetch(origin, { headers: { cookie } })).text();
  const [, key = ''] = /name="console-key" content="([^"]+)"/.exec(page) ?? [];
  const headers = { cookie, 'x-console-key': key, origin, 'content-type': 'application/json' };
  const method = { node: 'set-variable', version: 'v1.7', method: 'set-flow-variable' };
  const url = `${origin}/api/dry-run`;
  const small = { ...method, input: { taskId: 'x' } };
  const body = `${JSON.stringify(method).slice(0, -1)},"input":${greed.unknownNames}}`;
  const { port, pathname: path } = new URL(url);
  return {
    small: () => slowestOf(() => posted(url, headers, small, 200)),
    greedy: {
      'console, 60,000 unknown inputs': () =>
        keepAsking({ port: Number(port), path, method: 'POST', headers, body }),
    },
    close: async () => {
      await door.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
};

/** What speaks the Model Context Protocol with a process, over its standard input and output. */
class Peer {
  readonly #waiting = new Map<number, (text: string) => void>();
  #last = 0;

  constructor(private readonly child: ChildProcess) {
    createInterface(child.stdout!).on('line', (line) => {
      const [, id] = /"id":(\d+)/.exec(line.slice(-40)) ?? /"id":(\d+)/.exec(line.slice(0, 60)) ?? [];
      this.#waiting.get(Number(id))?.(line);
    });
  }

  /** JSON text of the parameters → the answer's line. */
  ask(method: string, params: string): Promise<string> {
    this.#last += 1;
    const id = this.#last;
    return new Promise((resolve) => {
      this.#waiting.set(id, (line) => {
        this.#waiting.delete(id);
        resolve(line);
      });
      this.child.stdin!.write(`{"jsonrpc":"2.0","id":${id},"method":"${method}","params":${params}}\n`);
    });
  }

  tell(method: string): void {
    this.child.stdin!.write(`{"jsonrpc":"2.0","method":"${method}"}\n`);
  }

  end(): Promise<void> {
    const ended = new Promise<void>((resolve) => this.child.once('exit', () => resolve()));
    this.child.stdin!.end();
    this.child.kill('SIGTERM');
    return ended;
  }
}

/** The server of an assistant. */
export const assistant = async (program: string): Promise<Scene> => {
  const home = await folderFor('assistant');
  const { PATH } = process.env;
  const peer = new Peer(
    spawn(process.execPath, [program, 'mcp'], {
      env: { PATH, WXCC_NODES_HOME: home },
      stdio: ['pipe', 'pipe', 'inherit'],
    }),
  );
  await peer.ask(
    'initialize',
    JSON.stringify({
      protocolVersion: '2025-06-18',
      capabilities: {},
      clientInfo: { name: 'bench', version: '1' },
    }),
  );
  peer.tell('notifications/initialized');
  const call = (input: string) => peer.ask('tools/call', `{"name":"set-flow-variable","arguments":${input}}`);
  const greedy = (input: string) => () =>
    keepDoing(
      async () =>
        /"code":"[A-Za-z.-]+"|"error"/.exec((await call(input)).replaceAll('\\"', '"'))?.[0] ?? 'taken',
    );
  return {
    small: () => slowestOf(() => call('{"taskId":"x"}')),
    greedy: {
      'assistant, 60,000 unknown inputs': greedy(greed.unknownNames),
      'assistant, a list of 120,000': greedy(greed.longList),
    },
    close: async () => {
      await peer.end();
      await rm(home, { recursive: true, force: true });
    },
  };
};

/** As many entries as an HTTP archive of this many bytes holds. */
const archiveOf = (bytes: number): string => {
  const entry = JSON.stringify({
    startedDateTime: '2026-01-01T00:00:00.000Z',
    time: 1,
    request: {
      method: 'GET',
      url: 'https://api.example.com/v1/tasks/1',
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: [],
      queryString: [],
      headersSize: -1,
      bodySize: 0,
    },
    response: {
      status: 200,
      statusText: '',
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: [],
      content: { size: 2, mimeType: 'application/json', text: '{"a":1}' },
      redirectURL: '',
      headersSize: -1,
      bodySize: 2,
    },
    cache: {},
    timings: { send: 0, wait: 1, receive: 0 },
  });
  const count = Math.floor(bytes / (entry.length + 1));
  return `{"log":{"version":"1.2","creator":{"name":"bench","version":"1"},"entries":[${Array(count).fill(entry).join(',')}]}}`;
};

/** `evidence add` of the largest archive that it takes: a process beside the service, which shares no more than the machine. */
export const archive = async (program: string): Promise<Scene> => {
  const stage = await Stage.open(program, 'upstream');
  await stage.startService();
  const file = join(stage.home, 'large.har');
  await writeFile(file, archiveOf(12 * 1024 * 1024));
  const once = () =>
    new Promise<string>((resolve) => {
      const child = spawn(
        process.execPath,
        [program, 'evidence', 'add', file, '--evidence', join(stage.home, 'evidence.json')],
        {
          env: { PATH: process.env.PATH, WXCC_NODES_HOME: stage.home },
          stdio: 'ignore',
        },
      );
      child.once('exit', (code) => resolve(`exit ${code}`));
    });
  return {
    small: async () => (await loadAmount(1, stage.ask(), smallCalls)).p99,
    stall: async () => (await stage.metric('nodejs_eventloop_lag_max_seconds')) * 1000,
    greedy: { 'evidence add, an archive of 12 MB': () => keepDoing(once) },
    close: () => stage.close(),
  };
};
