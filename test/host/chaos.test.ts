import { randomUUID } from 'node:crypto';
import type { Result } from '../../schemas/types.js';
import { freePort } from '../../scripts/servers/free-port.js';
import type { CallbackChange } from '../../src/sandbox/faults.js';
import { basic, ServiceDesk } from './service-desk.js';
import { ServiceProcess } from './service-process.js';

// The service is killed at random while its callbacks are doubled, late and lost. Callers ask again, with the same
// Idempotency-Key, until they are answered: nothing may be sent twice, and nobody may stay without an answer.

/** Counted, and not within a time: a start takes long where the machine is busy. */
const mostKills = 5;
const callers = 6;
const deadlineMs = 700;
/** The sandbox remembers a thousand calls. */
const mostCalls = 600;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const between = (least: number, most: number) => least + Math.random() * (most - least);

interface Call {
  taskId: string;
  idempotencyKey: string;
  path: string;
  body: Record<string, unknown>;
  result?: Result;
}

let desk: ServiceDesk;
let port: number;
let kills = 0;
let retries = 0;

beforeAll(async () => {
  desk = await ServiceDesk.open();
  await desk.writeConnection('hasty', { ...desk.workshop.connection, deadlineMs });
  // The same for every start, as behind a proxy.
  port = await freePort();
});

const startService = () =>
  ServiceProcess.start(desk.workshop.home, desk.workshop.sandbox.token, [
    '--connection',
    'hasty',
    '--port',
    String(port),
  ]);

/** Asks until there is an answer. */
const answerOf = async ({ path, body, idempotencyKey }: Call): Promise<Result> => {
  for (;;) {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method: 'POST',
      headers: {
        ...basic(desk.key),
        'Content-Type': 'application/json',
        'Idempotency-Key': idempotencyKey,
      },
      body: JSON.stringify(body),
    }).catch(() => undefined);
    if (response?.status === 200) {
      const result = await response.json().catch(() => undefined);
      if (result) return result as Result;
    }
    if (response && ![200, 409, 503].includes(response.status))
      throw new Error(`${response.status} ${await response.text()}`);
    retries += 1;
    await pause(100);
  }
};

/** Until nobody kills any more, and one has got through. */
const makeCalls = async (calls: Call[]) => {
  const changes: (CallbackChange | undefined)[] = ['doubled', 'late', 'lost', undefined, undefined];
  const isDone = () => kills === mostKills && calls.some(({ result }) => result?.outcome === 'Queued');
  while (!isDone() && calls.length < mostCalls) {
    const change = changes[Math.floor(Math.random() * changes.length)];
    if (change) await desk.workshop.order('queue-task', { kind: 'callback', change, ms: 1000 });
    const call: Call = { ...(await desk.queueCall()), idempotencyKey: randomUUID() };
    calls.push(call);
    call.result = await answerOf(call);
  }
};

const killAtRandom = async (): Promise<ServiceProcess> => {
  let service = await startService();
  while (kills < mostKills) {
    await pause(between(400, 1800));
    service.kill('SIGKILL');
    await service.exit;
    kills += 1;
    service = await startService();
  }
  return service;
};

test('with random kills and disturbed callbacks every call is answered once, or known as lost to its caller', async () => {
  const calls: Call[] = [];
  const killing = killAtRandom();
  await Promise.all(Array.from({ length: callers }, () => makeCalls(calls)));
  const service = await killing;
  const again = await Promise.all(calls.map(answerOf));
  service.kill('SIGTERM');
  await service.exit;

  const { calls: seen } = await desk.workshop.admin<{ calls: { url: string }[] }>('GET', '/state');
  const sent = (taskId: string) => seen.filter(({ url }) => url.includes(taskId)).length;
  const kinds = new Map<string, number>();
  for (const [index, call] of calls.entries()) {
    const { outcome, effect, diagnostics, invocationId } = call.result!;
    const isLost = diagnostics.some(({ code }) => code === 'call.lost');
    const kind = isLost ? 'lost' : outcome;
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    expect(sent(call.taskId)).toBeLessThanOrEqual(1);
    expect(['lost', 'Queued', 'onTimeout']).toContain(kind);
    // A machine that is busy may let the time run out before anything is sent.
    if (kind !== 'lost') expect(sent(call.taskId)).toBe(effect === 'none' ? 0 : 1);
    expect(again[index]?.invocationId).toBe(invocationId);
    expect(again[index]?.outcome).toBe(outcome);
  }
  console.log(
    `${calls.length} calls, ${kills} kills, ${retries} retries: ${[...kinds].map((one) => one.join(' ')).join(', ')}`,
  );
  expect(kills).toBe(mostKills);
  expect(kinds.get('Queued')).toBeGreaterThan(0);
}, 300_000);
