import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Result } from '../../schemas/types.js';
import { PostgresServer } from '../../scripts/servers/postgres.js';
import { jsonOf, runCli } from '../cli/run-cli.js';
import { queueCall } from '../engine/calls.js';
import { ServiceProcess } from '../host/service-process.js';
import { describeWithPostgres } from '../support/postgres.js';
import { temporaryFolder, Workshop } from '../support/workshop.js';

describeWithPostgres('two instances over one database', () => {
  let server: PostgresServer;
  let workshop: Workshop;
  let store: string;
  let connection: string;
  beforeAll(async () => {
    [server, workshop] = await Promise.all([PostgresServer.start(), Workshop.open()]);
    store = await server.database('instances');
    connection = join(await temporaryFolder(), 'here.json');
    await writeFile(connection, JSON.stringify(workshop.connection));
  });
  afterAll(() => server.remove());

  const start = async () =>
    ServiceProcess.start(await temporaryFolder(), workshop.sandbox.token, [
      '--store',
      store,
      '--connection',
      connection,
    ]);

  test('the store must be prepared first, and the command says how', async () => {
    const early = await runCli(['key', 'add', 'early', '--json', '--store', store]);
    expect(early.code).toBe(2);
    expect(jsonOf<{ error: unknown }>(early).error).toMatchObject({
      code: 'store.unmigrated',
      remedy: expect.stringContaining('wxcc-nodes store migrate'),
    });
    const env = { WXCC_NODES_STORE: store };
    expect(jsonOf(await runCli(['store', 'migrate', '--json'], { env }))).toEqual({
      applied: [
        ...['0001-store.sql', '0002-letters.sql', '0003-rates.sql'],
        ...['0004-events.sql', '0005-runs.sql', '0006-event-uses.sql'],
      ],
    });
    expect(jsonOf(await runCli(['store', 'migrate', '--json'], { env }))).toEqual({ applied: [] });
    expect(jsonOf(await runCli(['store', 'check', '--json', '--store', store]))).toEqual({
      packages: 0,
      keys: 0,
      authorizations: 0,
      keptCalls: 0,
      runs: 0,
      damaged: [],
    });
  });

  test('without an address there is nothing to prepare', async () => {
    const run = await runCli(['store', 'migrate', '--json']);
    expect([run.code, jsonOf<{ error: { code: string } }>(run).error.code]).toEqual([2, 'store.none']);
  });

  test('a key may make its calls at all instances together', async () => {
    const perMinute = 30;
    const rate = ['--rate', String(perMinute)];
    const { key } = jsonOf<{ key: string }>(
      await runCli(['key', 'add', 'slow', '--nodes', '*', ...rate, '--json', '--store', store]),
    );
    const instances = await Promise.all([start(), start()]);
    const headers = {
      authorization: `Basic ${Buffer.from(`slow:${key}`).toString('base64')}`,
      'content-type': 'application/json',
    };
    const statuses = await Promise.all(
      Array.from({ length: 2 * perMinute }, async (_, index) => {
        const url = `${instances[index % 2]!.url}/v1/nodes/queue-task/v1.3/queue-task`;
        return (await fetch(url, { method: 'POST', headers, body: '[]' })).status;
      }),
    );
    expect(statuses.filter((status) => status === 422)).toHaveLength(perMinute);
    expect(statuses.filter((status) => status === 429)).toHaveLength(perMinute);
    for (const instance of instances) instance.kill('SIGTERM');
    expect(await Promise.all(instances.map(({ exit }) => exit))).toEqual([0, 0]);
  });

  test('a key that one was given opens the other, and a repeated call is answered by either', async () => {
    const { key } = jsonOf<{ key: string }>(
      await runCli(['key', 'add', 'caller', '--nodes', '*', '--json', '--store', store]),
    );
    const instances = await Promise.all([start(), start()]);
    const headers = {
      authorization: `Basic ${Buffer.from(`caller:${key}`).toString('base64')}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
    };
    const body = JSON.stringify((await queueCall(workshop)).input);
    const answers: { result: Result; isReplayed: string | null }[] = [];
    for (const { url } of instances) {
      const answer = await fetch(`${url}/v1/nodes/queue-task/v1.3/queue-task`, {
        method: 'POST',
        headers,
        body,
      });
      answers.push({
        result: (await answer.json()) as Result,
        isReplayed: answer.headers.get('idempotent-replayed'),
      });
    }
    expect(answers[0]!.result).toMatchObject({ outcome: 'Queued', effect: 'done' });
    expect(answers[1]!.result).toEqual(answers[0]!.result);
    expect(answers.map(({ isReplayed }) => isReplayed)).toEqual([null, 'true']);
    expect((await runCli(['key', 'revoke', 'caller', '--store', store])).code).toBe(0);
    const refused = async () => {
      const statuses = await Promise.all(
        instances.map(
          async ({ url }) =>
            (await fetch(`${url}/v1/nodes/queue-task/v1.3/queue-task`, { method: 'POST', headers, body }))
              .status,
        ),
      );
      return statuses.every((status) => status === 401);
    };
    while (!(await refused())) await new Promise((resolve) => setTimeout(resolve, 100));
    for (const instance of instances) instance.kill('SIGTERM');
    expect(await Promise.all(instances.map(({ exit }) => exit))).toEqual([0, 0]);
  });

  test('while the database is away, calls without an Idempotency-Key go on, others are 503, and readiness tells', async () => {
    const { key } = jsonOf<{ key: string }>(
      await runCli(['key', 'add', 'patient', '--nodes', '*', '--json', '--store', store]),
    );
    const instance = await start();
    const post = async (more: Record<string, string> = {}) =>
      fetch(`${instance.url}/v1/nodes/queue-task/v1.3/queue-task`, {
        method: 'POST',
        headers: {
          authorization: `Basic ${Buffer.from(`patient:${key}`).toString('base64')}`,
          'content-type': 'application/json',
          ...more,
        },
        body: JSON.stringify((await queueCall(workshop)).input),
      });
    const ready = async () => {
      const answer = await fetch(`${instance.url}/readyz`);
      return { status: answer.status, ...((await answer.json()) as { store?: string }) };
    };
    const outcomeOf = async (answer: Response) => [answer.status, ((await answer.json()) as Result).outcome];
    expect(await outcomeOf(await post())).toEqual([200, 'Queued']);
    expect(await ready()).toMatchObject({ status: 'ready' });
    await server.end();
    try {
      // Longer than what was read counts as fresh.
      await new Promise((resolve) => setTimeout(resolve, 1100));
      const calls = await Promise.all(Array.from({ length: 20 }, () => post().then(outcomeOf)));
      expect(calls).toEqual(Array(20).fill([200, 'Queued']));
      const refused = await post({ 'idempotency-key': randomUUID() });
      expect([refused.status, await refused.json()]).toEqual([
        503,
        { error: expect.objectContaining({ code: 'idempotency.unkept' }) },
      ]);
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(await ready()).toMatchObject({ status: 'ready', store: 'away' });
    } finally {
      await server.begin();
    }
    const idempotencyKey = randomUUID();
    let answer = await post({ 'idempotency-key': idempotencyKey });
    while (answer.status === 503) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      answer = await post({ 'idempotency-key': idempotencyKey });
    }
    expect(await outcomeOf(answer)).toEqual([200, 'Queued']);
    expect(await ready()).not.toHaveProperty('store');
    instance.kill('SIGTERM');
    expect(await instance.exit).toBe(0);
  });
});
