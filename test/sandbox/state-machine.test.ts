import { setTimeout as sleep } from 'node:timers/promises';
import { queues, RawApi } from './raw-api.js';

let api: RawApi;
beforeEach(async () => {
  api = await RawApi.start();
});

const words = (callbacks: { [key: string]: unknown }[]) => callbacks.map(({ status }) => status);

describe('a task', () => {
  test('that is queued is acknowledged, and the callback says queued', async () => {
    const task = await api.task();
    expect(await api.queue(task)).toMatchObject({ status: 202, json: { id: task.id } });
    expect(await api.received(1)).toEqual([{ id: task.id, status: 'queued', data: { agentId: '' } }]);
  });

  test('cannot be queued twice: the callback says failed', async () => {
    const task = await api.task();
    await api.queue(task);
    await api.received(1);
    expect((await api.queue(task)).status).toBe(202);
    const [, second] = await api.received(2);
    expect(second).toEqual({ id: task.id, status: 'failed', reason: expect.stringContaining('queued') });
  });

  test.each([
    ['an unknown queue', { queueid: 'nowhere' }],
    ['a queue of other media', { queueid: queues.email }],
  ])('cannot be queued with %s: the callback says failed', async (_what, changes) => {
    await api.queue(await api.task(), changes);
    expect(words(await api.received(1))).toEqual(['failed']);
  });

  test('that is closed can be queued, connected and changed no more', async () => {
    const task = await api.task();
    await api.admin('POST', `/tasks/${task.id}/close`);
    await api.queue(task);
    await api.setVariables(task);
    expect(words(await api.received(2))).toEqual(['failed', 'failed']);
    await expect(api.admin('POST', `/tasks/${task.id}/connect`)).rejects.toThrow('409');
    await expect(api.admin('POST', `/tasks/${task.id}/close`)).rejects.toThrow('409');
  });

  test('that is connected can be queued again', async () => {
    const task = await api.task();
    await api.queue(task);
    await api.admin('POST', `/tasks/${task.id}/connect`);
    await api.queue(task);
    expect(words(await api.received(2))).toEqual(['queued', 'queued']);
  });
});

describe('variables', () => {
  test('are kept with the task', async () => {
    const task = await api.task();
    await api.setVariables(task, { variable: { value: 'first' } });
    await api.setVariables(task, { variable: { value: 'second' } });
    expect(words(await api.received(2))).toEqual(['updated', 'updated']);
    const { tasks } = await api.admin<{ tasks: { variables: object[] }[] }>('GET', '/state');
    expect(tasks[0]?.variables).toEqual([expect.objectContaining({ name: 'x', value: 'second' })]);
  });

  test.each([
    ['the global variable does not exist', { name: 'unknown', global: true }],
    ['the global variable has another type', { name: 'vip', type: 'String', global: true }],
  ])('fail by callback when %s', async (_what, variable) => {
    await api.setVariables(await api.task(), { variable });
    expect(words(await api.received(1))).toEqual(['failed']);
  });
});

describe('a queue', () => {
  const queued = async (contactPriority = '', queueid = queues.chat) => {
    const task = await api.task();
    await api.queue(task, { contactPriority, queueid });
    await sleep(3); // Times are in milliseconds: each task gets one of its own.
    return task;
  };
  const piq = async (task: { id: string; conversationId: string }, queue = queues.chat) =>
    (await api.position(task, queue)).json.piq;

  test('orders by priority, then by time', async () => {
    const tasks = [
      await queued(),
      await queued('5'),
      await queued('1'),
      await queued('5'),
      await queued('10'),
    ];
    const [none, five, one, fiveLater, ten] = tasks.map(({ id }) => id);
    const { queues: all } = await api.admin<{ queues: { id: string; waiting: string[] }[] }>('GET', '/state');
    expect(all.find(({ id }) => id === queues.chat)?.waiting).toEqual([one, five, fiveLater, none, ten]);
    expect(await Promise.all(tasks.map((task) => piq(task)))).toEqual([4, 2, 1, 3, 5]);
  });

  test('moves up when a task before it is connected or closed', async () => {
    const [first, second, third] = [await queued(), await queued(), await queued()];
    expect(await piq(third)).toBe(3);
    await api.admin('POST', `/tasks/${first.id}/connect`);
    expect(await piq(third)).toBe(2);
    await api.admin('POST', `/tasks/${second.id}/close`);
    expect(await piq(third)).toBe(1);
  });

  test('gives -1 for a task that is connected', async () => {
    const task = await queued();
    await api.admin('POST', `/tasks/${task.id}/connect`);
    expect(await piq(task)).toBe(-1);
  });

  test('gives its place to a task that is queued again', async () => {
    const task = await queued();
    await api.admin('POST', `/tasks/${task.id}/connect`);
    await queued();
    await api.queue(task);
    expect(await piq(task)).toBe(2);
  });

  test('gives the place that a task would get when it is not queued', async () => {
    const outside = await api.task();
    expect(await piq(outside)).toBe(1);
    await queued();
    await queued();
    expect(await piq(outside)).toBe(3);
  });

  test('knows nothing of the tasks of other queues', async () => {
    await queued('', queues.emptyChat);
    expect(await piq(await queued())).toBe(1);
  });

  test('estimates no wait without history', async () => {
    const task = await queued('', queues.emptyChat);
    expect((await api.position(task, queues.emptyChat)).json).toMatchObject({ piq: 1, ewt: -1 });
  });

  test('takes the wait of the first answered contact as its history', async () => {
    const first = await queued('', queues.emptyChat);
    await api.admin('POST', `/tasks/${first.id}/connect`);
    const second = await queued('', queues.emptyChat);
    const { ewt } = (await api.position(second, queues.emptyChat, 5)).json;
    expect(ewt).toBeGreaterThan(0);
    expect(ewt).toBeLessThan(60_000);
  });

  test('estimates a wait that grows with the place', async () => {
    const first = await queued();
    const second = await queued();
    const [one, two] = [(await api.position(first)).json.ewt, (await api.position(second)).json.ewt];
    expect(one).toBeGreaterThan(0);
    expect(two).toBe(Number(one) * 2);
  });
});
