import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Result } from '../../schemas/types.js';
import { type FirstCall, KeptCalls } from '../../src/host/idempotency/kept-calls.js';
import { describeWithSmallDisk } from '../support/small-disk.js';
import { temporaryFolder, workspaceOf } from '../support/workshop.js';
import { ServiceDesk } from './service-desk.js';

let desk: ServiceDesk;
beforeAll(async () => {
  desk = await ServiceDesk.open();
});

let count = 0;
const newKey = () => {
  count += 1;
  return { 'Idempotency-Key': `transaction-${count}` };
};

const resultOf = async (response: Response) => {
  expect(response.status).toBe(200);
  return (await response.json()) as Result;
};

const recordFiles = async () => {
  const folder = join(desk.workshop.home, 'kept-calls');
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
};

test('a repeated call is answered with the first result, and nothing is sent', async () => {
  const { path, body, taskId } = await desk.queueCall();
  const headers = newKey();
  const first = await resultOf(await desk.post(path, { body, headers }));
  const second = await desk.post(path, { body: Object.fromEntries(Object.entries(body).reverse()), headers });
  expect(second.headers.get('idempotent-replayed')).toBe('true');
  expect(await resultOf(second)).toEqual(first);
  expect(await desk.callsFor(taskId)).toBe(1);
});

test('calls at the same time with one key are one call', async () => {
  const { path, body, taskId } = await desk.queueCall();
  const headers = newKey();
  const responses = await Promise.all(Array.from({ length: 8 }, () => desk.post(path, { body, headers })));
  const results = await Promise.all(responses.map(resultOf));
  expect(new Set(results.map(({ invocationId }) => invocationId)).size).toBe(1);
  expect(await desk.callsFor(taskId)).toBe(1);
});

test('another input under the same key is a 409', async () => {
  const { path, body } = await desk.queueCall();
  const headers = newKey();
  await desk.post(path, { body, headers });
  const response = await desk.post(path, { body: { ...body, queueId: 'other' }, headers });
  expect(response.status).toBe(409);
  expect(await response.json()).toMatchObject({ error: { code: 'idempotency.other-input' } });
});

test('an input that is refused is another input too, and is not kept', async () => {
  const { path, body } = await desk.queueCall();
  const refused = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`k${index}`, index]));
  const headers = newKey();
  expect(await resultOf(await desk.post(path, { body: refused, headers }))).toMatchObject({
    ...{ outcome: 'onInvalidData', effect: 'none' },
  });
  expect(await resultOf(await desk.post(path, { body, headers }))).toMatchObject({ type: 'success' });
  expect((await desk.post(path, { body: refused, headers })).status).toBe(409);
});

test('a key is one of its API key, node, version and method', async () => {
  const { path, body, taskId } = await desk.queueCall();
  const headers = newKey();
  await desk.post(path, { body, headers });
  const otherVersion = await desk.post(path.replace('v1.3', 'v1.2'), { body, headers });
  const otherCaller = await desk.post(path, { body, headers, key: await desk.addKey() });
  expect(otherVersion.headers.get('idempotent-replayed')).toBeNull();
  expect(otherCaller.headers.get('idempotent-replayed')).toBeNull();
  expect(await desk.callsFor(taskId)).toBe(3);
});

test('a key of the same name that is made anew finds nothing of its predecessor', async () => {
  const { path, body } = await desk.queueCall();
  const headers = newKey();
  const key = await desk.addKey({ name: 'again' });
  await desk.post(path, { body, headers, key });
  const { ServiceKeys } = await import('../../src/host/keys/service-keys.js');
  await new ServiceKeys(workspaceOf(desk.workshop.home).stores.keys).revoke('again');
  const anew = await desk.post(path, { body, headers, key: await desk.addKey({ name: 'again' }) });
  expect(anew.headers.get('idempotent-replayed')).toBeNull();
});

test.each([
  ['an input that is invalid', { kind: 'none' } as const, { queueId: '' }, 0],
  ['a status that says no', { kind: 'status', status: 422 } as const, {}, 2],
  ['a callback that reports failure', { kind: 'callback', change: 'failed' } as const, {}, 2],
])('after %s the same key may be used again', async (_what, fault, change, calls) => {
  const { path, body, taskId } = await desk.queueCall();
  const headers = newKey();
  const again = async () => {
    if (fault.kind !== 'none') await desk.workshop.order('queue-task', fault);
    const response = await desk.post(path, { body: { ...body, ...change }, headers });
    expect(response.headers.get('idempotent-replayed')).toBeNull();
    return (await resultOf(response)).type;
  };
  expect([await again(), await again()]).toEqual(['error', 'error']);
  expect(await desk.callsFor(taskId)).toBe(calls);
});

test.each([
  ['the connection breaks before the answer', { kind: 'cut' } as const, 'onError'],
  ['the answer is not readable', { kind: 'garbage' } as const, 'onError'],
  ['a gateway gave up', { kind: 'status', status: 504 } as const, 'Error'],
  ['the API failed', { kind: 'status', status: 500 } as const, 'Error'],
  ['the API was in a conflict', { kind: 'status', status: 409 } as const, 'Error'],
  ['the deadline passes', { kind: 'callback', change: 'lost' } as const, 'onTimeout'],
])('when %s, the first result is kept: the call may have had its effect', async (_what, fault, outcome) => {
  const { path, body, taskId } = await desk.queueCall();
  const headers = newKey();
  const deadlineMs = outcome === 'onTimeout' ? 400 : 18_000;
  await desk.writeConnection('short', { ...desk.workshop.connection, deadlineMs });
  const key = await desk.addKey({ connection: 'short' });
  await desk.workshop.order('queue-task', fault);
  const first = await resultOf(await desk.post(path, { body, headers, key }));
  const second = await desk.post(path, { body, headers, key });
  expect(first.outcome).toBe(outcome);
  expect(second.headers.get('idempotent-replayed')).toBe('true');
  expect(await resultOf(second)).toEqual(first);
  // The sandbox does not count a call whose connection it breaks.
  expect(await desk.callsFor(taskId)).toBeLessThanOrEqual(1);
});

test('a result is kept across a restart, in files that only their owner reads', async () => {
  const { path, body, taskId } = await desk.queueCall();
  const headers = newKey();
  const first = await resultOf(await desk.post(path, { body, headers }));
  await desk.service.stop();
  await desk.start();
  expect(await resultOf(await desk.post(path, { body, headers }))).toEqual(first);
  expect(await desk.callsFor(taskId)).toBe(1);
  const files = await recordFiles();
  expect(files.length).toBeGreaterThan(0);
  for (const file of files) expect((await stat(file)).mode & 0o777).toBe(0o600);
});

/** What a killed service leaves: the record of a call without a result. */
const forgetResult = async (invocationId: string, overAt: number) => {
  for (const file of await recordFiles()) {
    const record = JSON.parse(await readFile(file, 'utf8'));
    if (record.invocationId !== invocationId) continue;
    delete record.result;
    await writeFile(file, JSON.stringify({ ...record, overAt }));
  }
};

test('a call that the service did not live to finish is told as lost, and is not sent again', async () => {
  const { path, body, taskId } = await desk.queueCall();
  const headers = newKey();
  const { invocationId } = await resultOf(await desk.post(path, { body, headers }));
  await forgetResult(invocationId, Date.now() - 1);
  expect(await resultOf(await desk.post(path, { body, headers }))).toMatchObject({
    invocationId,
    outcome: 'onError',
    diagnostics: [{ code: 'call.lost', remedy: expect.stringContaining('Look at the task') }],
  });
  expect(await desk.callsFor(taskId)).toBe(1);
});

test('a call that may still run elsewhere is a 409 with Retry-After', async () => {
  const { path, body } = await desk.queueCall();
  const headers = newKey();
  const { invocationId } = await resultOf(await desk.post(path, { body, headers }));
  await forgetResult(invocationId, Date.now() + 60_000);
  const response = await desk.post(path, { body, headers });
  expect(response.status).toBe(409);
  expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(1);
  expect(await response.json()).toMatchObject({ error: { code: 'idempotency.running' } });
});

test('a record that cannot be read is a call that is lost, not one that is made again', async () => {
  const { path, body, taskId } = await desk.queueCall();
  const headers = newKey();
  const { invocationId } = await resultOf(await desk.post(path, { body, headers }));
  for (const file of await recordFiles())
    if ((await readFile(file, 'utf8')).includes(invocationId)) await writeFile(file, '{"format": 1, "inp');
  const lost = await resultOf(await desk.post(path, { body, headers }));
  expect(lost.diagnostics[0]?.code).toBe('call.lost');
  expect(await desk.callsFor(taskId)).toBe(1);
});

test.each([
  ['empty', ''],
  ['too long', 'x'.repeat(201)],
  ['no visible ASCII', 'a b'],
])('an Idempotency-Key that is %s is a 400', async (_what, key) => {
  const { path, body } = await desk.queueCall();
  const response = await desk.post(path, { body, headers: { 'Idempotency-Key': key } });
  expect(response.status).toBe(400);
});

test('over the number of calls that are kept, a new key is a 503 and nothing is called', async () => {
  const kept = await KeptCalls.open(workspaceOf(await temporaryFolder()).stores.keptCalls, () => {}, {
    calls: 1,
    bytes: 1e6,
  });
  const run = (idempotencyKey: string) =>
    kept.run(
      { apiKey: 'k', node: 'n', version: 'v1.0', method: 'm', idempotencyKey },
      {
        input: {},
        invocationId: 'i',
        package: { name: 'n', version: '1.0.0', digest: 'sha256:', origin: 'pack' },
        deadlineMs: 1000,
        invoke: async () => ({ type: 'success', outcome: 'ok', diagnostics: [] }) as never,
      },
    );
  await run('first');
  await expect(run('second')).rejects.toMatchObject({ statusCode: 503, retryAfter: 60 });
  expect(await run('first')).toMatchObject({ isRepeated: true });
  kept.close();
});

test('a key takes its share of the kept calls and leaves room for the others, counted in bytes', async () => {
  const store = workspaceOf(await temporaryFolder()).stores.keptCalls;
  const kept = await KeptCalls.open(
    store,
    () => {},
    { calls: 9, bytes: 1e6 },
    async () => 2,
  );
  const run = (apiKey: string, idempotencyKey: string, long = '') =>
    kept.run(
      { apiKey, node: 'n', version: 'v1.0', method: 'm', idempotencyKey },
      {
        input: {},
        invocationId: 'i',
        package: { name: 'n', version: '1.0.0', digest: 'sha256:', origin: 'pack' },
        deadlineMs: 1000,
        invoke: async () => ({ type: 'success', outcome: 'ok', diagnostics: [], long }) as never,
      },
    );
  for (const one of ['1', '2', '3']) await run('greedy', one);
  await expect(run('greedy', '4')).rejects.toMatchObject({ statusCode: 503, code: 'idempotency.share' });
  expect(await run('greedy', '3')).toMatchObject({ isRepeated: true });
  for (const one of ['1', '2', '3']) await run('modest', one);
  await run('newcomer', '1');
  // 170,000 characters of two bytes each are a third of the room.
  await run('wide', '1', 'ä'.repeat(170_000));
  await expect(run('wide', '2')).rejects.toMatchObject({ code: 'idempotency.share' });
  kept.close();
});

describe('a service on the same home folder', () => {
  const scope = { apiKey: 'k', node: 'n', version: 'v1.0', method: 'm', idempotencyKey: 'x' };
  const callOf = (invocationId: string, invoke: FirstCall['invoke']): FirstCall => ({
    input: {},
    invocationId,
    package: { name: 'n', version: '1.0.0', digest: 'sha256:', origin: 'pack' },
    deadlineMs: 1000,
    invoke,
  });
  const sent = (effect: Result['effect']) =>
    ({ type: 'success', outcome: 'ok', effect, diagnostics: [] }) as unknown as Result;
  const openKept = (home: string) => KeptCalls.open(workspaceOf(home).stores.keptCalls, () => {});

  /** Ages all records by 25 hours. */
  const age = async (home: string) => {
    const folder = join(home, 'kept-calls');
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const file = join(entry.parentPath, entry.name);
      const record = JSON.parse(await readFile(file, 'utf8'));
      const before = record.startedAt - 25 * 3600_000;
      await writeFile(file, JSON.stringify({ ...record, startedAt: before, overAt: before + 3000 }));
    }
  };

  test('at the expiry of a kept call one of many makes it anew', async () => {
    const home = await temporaryFolder();
    const many = await Promise.all(Array.from({ length: 6 }, () => openKept(home)));
    await many[0]!.run(
      scope,
      callOf('first', async () => sent('done')),
    );
    for (const round of [1, 2, 3]) {
      await age(home);
      let count = 0;
      const runs = many.map((kept, index) =>
        kept.run(
          scope,
          callOf(`${round}-${index}`, async (mayStill) => {
            expect(await mayStill()).toBe(true);
            count += 1;
            return sent('done');
          }),
        ),
      );
      for (const run of await Promise.allSettled(runs))
        if (run.status === 'rejected') expect(run.reason).toMatchObject({ code: 'idempotency.running' });
      expect(count).toBe(1);
    }
    for (const kept of many) kept.close();
  });

  test('that stood still until another has begun the call anew sends nothing and keeps nothing', async () => {
    const home = await temporaryFolder();
    const [one, other] = await Promise.all([openKept(home), openKept(home)]);
    let go = () => {};
    let begun = () => {};
    const standing = new Promise<void>((resolve) => {
      go = resolve;
    });
    const isBegun = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const first = one.run(
      scope,
      callOf('first', async (mayStill) => {
        begun();
        await standing;
        return (await mayStill()) ? sent('done') : sent('none');
      }),
    );
    await isBegun;
    await age(home);
    // In the first second a call is nobody else's: what is a day old is forgotten, and nothing younger.
    await pause(1100);
    await other.run(
      scope,
      callOf('second', async () => sent('possible')),
    );
    go();
    expect((await first).result.effect).toBe('none');
    const again = await one.run(
      scope,
      callOf('third', async () => sent('none')),
    );
    expect(again).toMatchObject({ isRepeated: true, result: { effect: 'possible' } });
    one.close();
    other.close();
  });

  test('whose call is over by the time that it would be sent sends nothing', async () => {
    const home = await temporaryFolder();
    const kept = await openKept(home);
    const late = {
      ...callOf('first', async (mayStill) => sent((await mayStill()) ? 'done' : 'none')),
      deadlineMs: -3000,
    };
    expect((await kept.run(scope, late)).result.effect).toBe('none');
    kept.close();
  });
});

describeWithSmallDisk('calls that cannot be kept, the disk being full', (openDisk) => {
  test('are a 503 that says that nothing was sent, and nothing is', async () => {
    const disk = openDisk();
    const errors: Error[] = [];
    const kept = await KeptCalls.open(workspaceOf(disk.folder).stores.keptCalls, (error) =>
      errors.push(error),
    );
    let count = 0;
    const run = () =>
      kept.run(
        { apiKey: 'k', node: 'n', version: 'v1.0', method: 'm', idempotencyKey: 'x' },
        {
          input: {},
          invocationId: 'i',
          package: { name: 'n', version: '1.0.0', digest: 'sha256:', origin: 'pack' },
          deadlineMs: 1000,
          invoke: async () => {
            count += 1;
            return { type: 'success', outcome: 'ok', effect: 'none', diagnostics: [] } as never;
          },
        },
      );
    await disk.fill();
    await expect(run()).rejects.toMatchObject({
      statusCode: 503,
      code: 'idempotency.unkept',
      message: expect.stringContaining('nothing was sent'),
      retryAfter: 60,
    });
    expect(errors).toMatchObject([{ code: disk.code }]);
    expect(count).toBe(0);
    await disk.clear();
    expect(await run()).toMatchObject({ isRepeated: false });
    kept.close();
  });
});
