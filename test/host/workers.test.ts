import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Result } from '../../schemas/types.js';
import { PostgresServer } from '../../scripts/servers/postgres.js';
import { jsonOf, runCli, runProcess } from '../cli/run-cli.js';
import { queueCall } from '../engine/calls.js';
import { describeWithPostgres } from '../support/postgres.js';
import { temporaryFolder, Workshop } from '../support/workshop.js';
import { ServiceProcess } from './service-process.js';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const perMinute = 60;
const workers = 3;

let workshop: Workshop;
let connection: string;
beforeAll(async () => {
  workshop = await Workshop.open();
  connection = join(await temporaryFolder(), 'here.json');
  await writeFile(connection, JSON.stringify(workshop.connection));
});

const addKey = async (home: string, store: string[], name: string, rate: number) => {
  const args = ['key', 'add', name, '--nodes', '*', '--rate', String(rate), '--json', ...store];
  const { key } = jsonOf<{ key: string }>(await runCli(args, { home }));
  return {
    authorization: `Basic ${Buffer.from(`${name}:${key}`).toString('base64')}`,
    'content-type': 'application/json',
    // Each over a connection of its own, which the first process gives to one worker after the other.
    connection: 'close',
  };
};

const behave = (open: () => Promise<{ home: string; store: string[] }>) => {
  let service: ServiceProcess;
  let home: string;
  let headers: Record<string, string>;
  let slow: Record<string, string>;
  beforeAll(async () => {
    const { store, ...opened } = await open();
    home = opened.home;
    headers = await addKey(home, store, 'caller', 100_000);
    slow = await addKey(home, store, 'slow', perMinute);
    service = await ServiceProcess.start(home, workshop.sandbox.token, [
      ...store,
      '--connection',
      connection,
      '--workers',
      String(workers),
    ]);
  });
  const serving = () => service.log.filter((line) => 'callbackUrl' in line).map(({ pid }) => Number(pid));
  const all = async (count: number) => {
    while (serving().length < count) await pause(20);
  };
  const call = async () => {
    const { input } = await queueCall(workshop);
    const path = '/v1/nodes/queue-task/v1.3/queue-task';
    return fetch(service.url + path, { method: 'POST', headers, body: JSON.stringify(input) });
  };
  const counted = async (name: string) => {
    const text = await (await fetch(`${service.url}/metrics`)).text();
    const lines = text.split('\n').filter((line) => line.startsWith(name));
    return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
  };

  test('every callback reaches the worker that waits, and all are counted in one place', async () => {
    await all(workers);
    expect(new Set(service.log.map((line) => line.url).filter(Boolean)).size).toBe(1);
    const answers = await Promise.all(
      Array.from({ length: 40 }, async () => (await (await call()).json()) as Result),
    );
    expect(answers.map(({ outcome }) => outcome)).toEqual(Array(40).fill('Queued'));
    expect(await counted('wxcc_invocations_total')).toBe(40);
    expect(await counted('wxcc_callbacks_total{result="in_time"}')).toBe(40);
  });

  test('a key may make its calls at all workers together', async () => {
    const post = async () =>
      (
        await fetch(`${service.url}/v1/nodes/queue-task/v1.3/queue-task`, {
          method: 'POST',
          headers: slow,
          body: '[]',
        })
      ).status;
    const statuses = await Promise.all(Array.from({ length: 2 * perMinute }, post));
    expect(statuses.filter((status) => status === 422)).toHaveLength(perMinute);
  });

  test('another worker takes the place of one that ends; all end when the first is told to', async () => {
    process.kill(serving()[0]!, 'SIGKILL');
    await all(workers + 1);
    expect((await call()).status).toBe(200);
    service.kill('SIGTERM');
    expect(await service.exit).toBe(0);
    for (const pid of serving()) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });

  test('no worker outlives a first process that was killed', async () => {
    service = await ServiceProcess.start(home, workshop.sandbox.token, ['--workers', '2']);
    await all(2);
    const pids = serving();
    service.kill('SIGKILL');
    await service.exit;
    const isAlive = (pid: number) => {
      try {
        // One that has ended and that nobody has fetched yet answers to a signal too.
        const stat = `/proc/${pid}/stat`;
        if (existsSync(stat) && / Z /.test(readFileSync(stat, 'utf8'))) return false;
        return process.kill(pid, 0);
      } catch {
        return false;
      }
    };
    while (pids.some(isAlive)) await pause(50);
  });

  test('what keeps a worker from starting is said once', async () => {
    const run = await runProcess(['serve', '--workers', '3', '--connection', 'nowhere'], { home });
    expect(run.code).toBe(2);
    expect(run.stderr.match(/no connection "nowhere"/g)).toHaveLength(1);
  });
};

describe('workers over a home', () => {
  behave(async () => ({ home: await temporaryFolder(), store: [] }));
});

describeWithPostgres('workers over a database', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await PostgresServer.start();
  });
  afterAll(() => server.remove());
  behave(async () => {
    const url = await server.database('workers');
    expect((await runCli(['store', 'migrate', '--store', url])).code).toBe(0);
    return { home: await temporaryFolder(), store: ['--store', url] };
  });
});
