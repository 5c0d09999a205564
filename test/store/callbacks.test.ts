import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Result } from '../../schemas/types.js';
import { PostgresServer } from '../../scripts/servers/postgres.js';
import { jsonOf, runCli } from '../cli/run-cli.js';
import { postCallback, type StubApi, startStubApi } from '../engine/stub-api.js';
import { ServiceProcess } from '../host/service-process.js';
import { describeWithPgBouncer, PgBouncer } from '../support/pgbouncer.js';
import { queues, temporaryFolder } from '../support/workshop.js';

// Two processes over one store. Callbacks of calls that one makes arrive at the other.

/** A pair of services, and what is said to both. */
interface Pair {
  waiting: ServiceProcess;
  reached: ServiceProcess;
  key: string;
}

const startPair = async (api: StubApi, store: string[], home?: string): Promise<Pair> => {
  const folder = home ?? (await temporaryFolder());
  const connection = join(await temporaryFolder(), 'here.json');
  await writeFile(connection, JSON.stringify(api.connection));
  const added = await runCli(['key', 'add', 'caller', '--json', ...store.slice(0, 2)], { home: folder });
  const { key } = jsonOf<{ key: string }>(added);
  const start = async (options: string[]) =>
    ServiceProcess.start(home ?? (await temporaryFolder()), 'a-token', [
      ...store,
      '--connection',
      connection,
      ...options,
    ]);
  const reached = await start([]);
  return { reached, waiting: await start(['--callback-base', reached.callbackUrl]), key };
};

const call = async ({ waiting, key }: Pair, taskId: string): Promise<Result> => {
  const conversationId = 'c0ffee00-0000-4000-8000-000000000001';
  const answer = await fetch(`${waiting.url}/v1/nodes/queue-task/v1.3/queue-task`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`caller:${key}`).toString('base64')}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({
      taskId,
      conversationId,
      mediaType: 'chat',
      mediaChannel: 'web',
      queueId: queues.chat,
    }),
  });
  return (await answer.json()) as Result;
};

const counted = async ({ url }: ServiceProcess): Promise<Record<string, number>> => {
  const text = await (await fetch(`${url}/metrics`)).text();
  const found = text.matchAll(/^wxcc_callbacks_total\{result="(.*)"\} (\d+)$/gm);
  return Object.fromEntries([...found].map(([, word, count]) => [word, Number(count)]));
};

const taskId = 'c0ffee00-0000-4000-8000-000000000002';
/** Of a call that goes on: letters are looked for only while something is waited for. */
const otherTaskId = 'c0ffee00-0000-4000-8000-000000000003';

const handsOver = (start: (api: StubApi) => Promise<Pair>) => {
  test('what comes for a call reaches it wherever it arrives; what nobody has made is unknown', async () => {
    const statuses: number[] = [];
    let endOther: (() => void) | undefined;
    const api = await startStubApi(async ({ url, body: { webhook = '' } }, response) => {
      response.writeHead(202, { 'Content-Type': 'application/json' }).end('{}');
      if (url.includes(otherTaskId)) {
        endOther = () => void postCallback(webhook, { status: 'queued', id: otherTaskId });
        return;
      }
      const changed = (at: number) => {
        const index = webhook.length + at;
        return webhook.slice(0, index) + (webhook[index] === 'a' ? 'b' : 'a') + webhook.slice(index + 1);
      };
      const post = async (url: string, text: string) =>
        statuses.push((await fetch(url, { method: 'POST', body: text })).status);
      // Of another instance, of another call, and with another seal.
      for (const at of [-60, -40, -10]) await post(changed(at), '{"status":"failed"}');
      await post(webhook, '{"status":');
      await post(webhook, '{"id":"another","status":"failed"}');
      const queued = { status: 'queued', id: taskId };
      for (const _ of [1, 2]) statuses.push((await postCallback(webhook, queued)).status);
    });
    api.connection.deadlineMs = 60_000;
    const pair = await start(api);
    const other = call(pair, otherTaskId);
    while (!endOther) await sleep(20);
    const result = await call(pair, taskId);
    expect(result).toMatchObject({ outcome: 'Queued', effect: 'done' });
    expect(result.diagnostics.map(({ code }) => code)).toEqual(['callback.unreadable', 'callback.foreign']);
    while ((await counted(pair.waiting)).repeated !== 1) await sleep(20);
    endOther();
    expect(await other).toMatchObject({ outcome: 'Queued' });
    expect(statuses).toEqual([404, 404, 404, 400, 200, 200, 200]);
    expect(await counted(pair.waiting)).toEqual({ unreadable: 1, foreign: 1, in_time: 2, repeated: 1 });
    expect(await counted(pair.reached)).toEqual({ unknown: 3, unreadable: 1, handed_over: 4 });
    for (const one of [pair.waiting, pair.reached]) one.kill('SIGTERM');
    expect(await Promise.all([pair.waiting.exit, pair.reached.exit])).toEqual([0, 0]);
  });
};

describe('over one home', () => {
  handsOver(async (api) => startPair(api, [], await temporaryFolder()));
});

describeWithPgBouncer('over one database', () => {
  let server: PostgresServer;
  let bouncer: PgBouncer;
  let count = 0;
  beforeAll(async () => {
    server = await PostgresServer.start();
    bouncer = await PgBouncer.start(server);
  });
  afterAll(async () => {
    await bouncer.remove();
    await server.remove();
  });
  const database = async () => {
    count += 1;
    const url = await server.database(`callbacks_${count}`);
    expect((await runCli(['store', 'migrate', '--store', url])).code).toBe(0);
    return url;
  };

  describe('reached directly', () => handsOver(async (api) => startPair(api, ['--store', await database()])));

  describe('behind PgBouncer, told over a direct connection', () =>
    handsOver(async (api) => {
      const url = await database();
      return startPair(api, ['--store', bouncer.before(url), '--store-listen', url]);
    }));

  describe('behind PgBouncer alone', () =>
    handsOver(async (api) => startPair(api, ['--store', bouncer.before(await database())])));
});
