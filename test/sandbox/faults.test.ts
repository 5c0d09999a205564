import { setTimeout as sleep } from 'node:timers/promises';
import { RawApi, type SentTask } from './raw-api.js';

let api: RawApi;
let task: SentTask;
beforeAll(async () => {
  api = await RawApi.start();
});
beforeEach(async () => {
  await api.admin('DELETE', '/faults');
  api.callbacks.length = 0;
  task = await api.task();
});

const position = () => api.position(task);
const statuses = async (count: number) => {
  const found: number[] = [];
  for (let call = 0; call < count; call += 1) found.push((await position()).status);
  return found;
};
const faults = async () => (await api.admin<{ faults: object[] }>('GET', '/state')).faults;

describe('the fault status', () => {
  test('answers with the status', async () => {
    await api.order({ kind: 'status', status: 503 });
    expect(await statuses(2)).toEqual([503, 200]);
  });

  test('answers with Retry-After', async () => {
    await api.order({ kind: 'status', status: 429, envelope: 'none', retryAfter: 60 });
    const { status, headers, text } = await position();
    expect({ status, text, retryAfter: headers.get('retry-after') }).toEqual({
      status: 429,
      text: '',
      retryAfter: '60',
    });
  });

  const description = expect.stringContaining('piq-and-ewt');
  test.each([
    ['A', { trackingId: expect.any(String), error: { key: '500', message: [{ description }] } }],
    [
      'B',
      {
        trackingId: expect.stringMatching(/^ccconfig_/),
        error: { key: '500', reason: description, message: [expect.objectContaining({ description })] },
      },
    ],
    ['C', { trackingId: expect.stringMatching(/^NOTIFS_/), error: { key: 500, message: [{ description }] } }],
    ['E', { errors: [{ key: '500', description }] }],
    ['F', { code: 500, message: description, trackingId: expect.stringMatching(/^GTWY_/) }],
    ['G', { code: '500', description, transid: expect.any(String) }],
  ] as const)('answers in envelope %s', async (envelope, body) => {
    await api.order({ kind: 'status', status: 500, envelope });
    const { json, headers } = await position();
    expect(json).toEqual(body);
    expect(headers.get('content-type')).toContain('application/json');
  });

  test('does not carry out what was asked for', async () => {
    await api.order({ kind: 'status', status: 500 }, { route: 'queue-task' });
    await api.queue(task);
    const { tasks } = await api.admin<{ tasks: { id: string; state: string }[] }>('GET', '/state');
    expect(tasks.find(({ id }) => id === task.id)?.state).toBe('created');
  });
});

describe('a fault of the answer', () => {
  test('delay: it comes later, and right', async () => {
    await api.order({ kind: 'delay', ms: 200 });
    const start = performance.now();
    expect((await position()).json).toMatchObject({ piq: 1 });
    expect(performance.now() - start).toBeGreaterThanOrEqual(195);
  });

  test('cut: the connection breaks before it', async () => {
    await api.order({ kind: 'cut' });
    await expect(position()).rejects.toThrow();
    expect((await position()).status).toBe(200);
  });

  test('cut-body: the connection breaks in the middle of it', async () => {
    await api.order({ kind: 'cut-body' });
    const { url } = api.sandbox;
    const path = `/wxcc-task/v1/queues/c0ffee00-0000-4000-8000-00000000000a/tasks/${task.id}/position/5`;
    const response = await fetch(url + path, { headers: api.headers });
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow();
  });

  test('garbage: it is a page', async () => {
    await api.order({ kind: 'garbage' });
    const { status, headers, text } = await position();
    expect(status).toBe(200);
    expect(headers.get('content-type')).toContain('text/html');
    expect(text).toMatch(/^<html>/);
  });

  test('truncated: it is JSON that ends too early', async () => {
    await api.order({ kind: 'truncated' });
    const { status, text } = await position();
    expect(status).toBe(200);
    expect(text).toMatch(/^\{"piq"/);
    expect(() => JSON.parse(text)).toThrow(SyntaxError);
  });

  test.each([{ piq: 'x' }, [], null, 5, 'text', {}])('body: it is %j', async (body) => {
    await api.order({ kind: 'body', body });
    expect(JSON.parse((await position()).text)).toEqual(body);
  });

  test('oversized: it is over a megabyte', async () => {
    await api.order({ kind: 'oversized' });
    expect((await position()).text.length).toBeGreaterThan(1024 * 1024);
  });
});

describe('a fault of the callback', () => {
  const queueWith = async (change: string, ms?: number) => {
    await api.admin('POST', '/faults', {
      route: 'queue-task',
      fault: { kind: 'callback', change, ...(ms !== undefined && { ms }) },
    });
    return api.queue(task);
  };
  const words = () => api.callbacks.map(({ status, unreadable }) => status ?? unreadable);

  test('lost: it never comes', async () => {
    expect((await queueWith('lost')).status).toBe(202);
    await sleep(100);
    expect(words()).toEqual([]);
  });

  test('doubled: it comes twice', async () => {
    await queueWith('doubled');
    await api.received(2);
    expect(words()).toEqual(['queued', 'queued']);
  });

  test('late: it comes after the time', async () => {
    const start = performance.now();
    await queueWith('late', 200);
    await api.received(1);
    expect(performance.now() - start).toBeGreaterThanOrEqual(195);
    expect(words()).toEqual(['queued']);
  });

  test('before-answer: it is there when the answer comes', async () => {
    expect((await queueWith('before-answer')).status).toBe(202);
    expect(words()).toEqual(['queued']);
  });

  test('unknown-word: its status is none of the contract', async () => {
    await queueWith('unknown-word');
    await api.received(1);
    expect(words()).toEqual(['perhaps']);
  });

  test('unreadable-first: one that is no JSON, then the right one', async () => {
    await queueWith('unreadable-first');
    await api.received(2);
    expect(words()).toEqual(['<html>', 'queued']);
  });
});

describe('the orders', () => {
  test('count down', async () => {
    await api.order({ kind: 'status', status: 500 }, { times: 3 });
    expect(await statuses(1)).toEqual([500]);
    expect(await faults()).toMatchObject([{ times: 2 }]);
    expect(await statuses(3)).toEqual([500, 500, 200]);
    expect(await faults()).toEqual([]);
  });

  test('count once when nothing is said', async () => {
    const fault = { kind: 'status', status: 500 };
    await api.admin('POST', '/faults', { route: 'piq-and-ewt', fault });
    expect(await statuses(2)).toEqual([500, 200]);
  });

  test('hold always with times 0, until they are deleted', async () => {
    await api.order({ kind: 'status', status: 500 }, { times: 0 });
    expect(await statuses(4)).toEqual([500, 500, 500, 500]);
    await api.admin('DELETE', '/faults');
    expect(await faults()).toEqual([]);
    expect(await statuses(1)).toEqual([200]);
  });

  test('come one after the other', async () => {
    await api.order({ kind: 'status', status: 500 });
    await api.order({ kind: 'status', status: 502 });
    expect(await statuses(3)).toEqual([500, 502, 200]);
  });

  test('hold for their route and no other', async () => {
    await api.order({ kind: 'status', status: 500 }, { route: 'queue-task' });
    expect(await statuses(1)).toEqual([200]);
    expect((await api.queue(task)).status).toBe(500);
  });

  test('hold for every route with *', async () => {
    await api.order({ kind: 'status', status: 500 }, { route: '*', times: 2 });
    expect(await statuses(1)).toEqual([500]);
    expect((await api.queue(task)).status).toBe(500);
  });

  test('are not used up by calls that are refused anyway', async () => {
    await api.order({ kind: 'status', status: 503 });
    expect((await api.call('GET', '/v1/nothing')).status).toBe(404);
    const headers = { ...api.headers, Authorization: 'Bearer other' };
    expect((await api.call('GET', `/v1/queues/q/tasks/t/position/5`, { headers })).status).toBe(401);
    expect(await statuses(1)).toEqual([503]);
  });

  test.each([
    ['an unknown kind', { route: '*', fault: { kind: 'explode' } }],
    ['an unknown key', { route: '*', fault: { kind: 'cut', when: 'now' } }],
    ['no route', { fault: { kind: 'cut' } }],
    ['a route that is none', { route: 'quue-task', fault: { kind: 'cut' } }],
    ['no fault', { route: '*' }],
    ['negative times', { route: '*', fault: { kind: 'cut' }, times: -1 }],
    ['a status that is none', { route: '*', fault: { kind: 'status', status: 99 } }],
    ['an unknown change', { route: '*', fault: { kind: 'callback', change: 'sung' } }],
    ['a status fault without a status', { route: '*', fault: { kind: 'status' } }],
    ['a delay without a time', { route: '*', fault: { kind: 'delay' } }],
    ['a callback fault without a change', { route: '*', fault: { kind: 'callback' } }],
  ])('are refused with %s', async (_what, order) => {
    await expect(api.admin('POST', '/faults', order)).rejects.toThrow('400');
    expect(await faults()).toEqual([]);
  });
});
