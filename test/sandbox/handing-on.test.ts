import { openSandbox } from '../../src/sandbox/sandbox.js';
import { queueCall, taskIdOf } from '../engine/calls.js';
import { queues, Workshop } from '../support/workshop.js';

// What people at the contact centre do beside taking a contact: hand it on, decline it, not answer.

const queued = async () => {
  const workshop = await Workshop.simulate();
  const call = await queueCall(workshop);
  await workshop.invoke(call);
  return { workshop, id: taskIdOf(call) };
};
const act = (workshop: Workshop, id: string, action: string, body: object = {}) =>
  workshop.admin<{ id: string; state: string; agents: string[] }>('POST', `/tasks/${id}/${action}`, body);
const stateOf = async (workshop: Workshop, id: string) => {
  const { tasks } = await workshop.admin<{
    tasks: { id: string; state: string; queueId?: string; passedBy: object[]; pending?: object }[];
  }>('GET', '/state');
  return tasks.find((task) => task.id === id);
};

test('a transfer to a queue puts the task into that queue', async () => {
  const { workshop, id } = await queued();
  await act(workshop, id, 'connect');
  expect(await act(workshop, id, 'transfer', { queueId: queues.emptyChat })).toMatchObject({
    state: 'queued',
    agents: [],
  });
  expect(await stateOf(workshop, id)).toMatchObject({ queueId: queues.emptyChat });
  await expect(act(workshop, id, 'transfer', { queueId: queues.chat })).rejects.toThrow(/409|queued/);
});

test('a transfer to a queue of another medium, or to none, is refused and changes nothing', async () => {
  const { workshop, id } = await queued();
  await act(workshop, id, 'connect');
  for (const queueId of [queues.email, 'none'])
    await expect(act(workshop, id, 'transfer', { queueId })).rejects.toThrow();
  expect(await stateOf(workshop, id)).toMatchObject({ state: 'connected', queueId: queues.chat });
});

test.each(['decline', 'rona'])(
  '%s: the task stays in its queue, and who did not take it is noted',
  async (what) => {
    const { workshop, id } = await queued();
    await act(workshop, id, what);
    await act(workshop, id, 'connect');
    expect(await act(workshop, id, what)).toMatchObject({ state: 'queued', agents: [] });
    const task = await stateOf(workshop, id);
    expect(task).toMatchObject({ queueId: queues.chat, passedBy: [{ what }, { what }] });
    expect(task?.pending).toBeUndefined();
  },
);

test('unknown keys are refused at every admin endpoint', async () => {
  const { workshop, id } = await queued();
  for (const [path, body] of [
    [`/tasks/${id}/connect`, { agent: 'x' }],
    ['/tasks', { colour: 'red' }],
    ['/faults', { route: '*', fault: { kind: 'cut' }, time: 2 }],
    ['/faults', { route: '*', fault: { kind: 'cut', ms: 2 } }],
    ['/faults', { route: 'events', fault: { kind: 'event', change: 'eaten' } }],
    ['/subscriptions', { url: 'http://127.0.0.1:1/x', secret: 's' }],
    ['/oauth', { speed: 1 }],
  ] as const)
    await expect(workshop.admin('POST', path, body)).rejects.toThrow();
});

describe('events', () => {
  const eventsAfter = async (...changes: ('lost' | 'doubled' | 'late' | 'disordered')[]) => {
    const { workshop, id } = await queued();
    const { people } = workshop.sandbox;
    for (const change of changes) people.order('events', { kind: 'event', change });
    await act(workshop, id, 'connect');
    await act(workshop, id, 'close');
    const { events } = await workshop.admin<{ events: { event: { type: string }; fault?: string }[] }>(
      'GET',
      '/state',
    );
    return events.map(({ event, fault }) => [event.type, fault]);
  };

  test.each(['lost', 'doubled', 'late', 'disordered'] as const)(
    '%s: the next one is, and the log says so',
    async (change) => {
      expect(await eventsAfter(change)).toEqual([
        ['task:routed', change],
        ['task:closed', undefined],
      ]);
    },
  );

  test.each([
    ['lost', ['task:closed']],
    ['doubled', ['task:routed', 'task:routed', 'task:closed']],
    ['disordered', ['task:closed', 'task:routed']],
    ['late', ['task:closed', 'task:routed']],
  ] as const)('%s reach their subscriber as %j', async (change, expected) => {
    const got: string[] = [];
    const sandbox = await openSandbox({
      post: async (_url, text) => {
        got.push((JSON.parse(text) as { type: string }).type);
        return 200;
      },
    });
    const { people } = sandbox;
    people.subscribe('http://127.0.0.1:1/events');
    const { id } = people.addTask();
    people.order('events', { kind: 'event', change, ms: 20 });
    people.act(id, 'connect');
    people.act(id, 'close');
    while (got.length < expected.length) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(got).toEqual(expected);
    await sandbox.stop();
  });
});
