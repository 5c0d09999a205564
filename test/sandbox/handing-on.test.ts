import { openSandbox } from '../../src/sandbox/sandbox.js';
import { defaultScenario } from '../../src/sandbox/seed.js';
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
    // What would be used up and change nothing.
    ['/faults', { route: 'events', fault: { kind: 'callback', change: 'lost' } }],
    ['/faults', { route: 'queue-task', fault: { kind: 'event', change: 'lost' } }],
    [`/tasks/${id}/connect`, { queueId: queues.chat }],
    ['/tasks', { id }],
    ['/tasks?organization=other', {}],
    ['/subscriptions', { url: 'http://127.0.0.1:1/x', secret: 's' }],
    ['/oauth', { speed: 1 }],
  ] as const)
    await expect(workshop.admin('POST', path, body)).rejects.toThrow();
});

test('a refusal says which key is unknown, and which words there are', async () => {
  const sandbox = await openSandbox();
  const order = async (fault: object) => {
    const { text } = await sandbox.request({
      ...{ method: 'POST', path: '/_sandbox/faults', headers: { 'content-type': 'application/json' } },
      body: JSON.stringify({ route: 'events', fault }),
    });
    const { error } = JSON.parse(text) as { error: { message: [{ description: string }] } };
    return error.message[0].description;
  };
  expect(await order({ kind: 'event', change: 'lost', every: 2 })).toBe('body/fault has no every');
  expect(await order({ kind: 'event', change: 'eaten' })).toMatch(
    /^body\/fault\/change .*: lost, doubled, late, disordered$/,
  );
  expect(await order({ kind: 'events' })).toBe('body/fault has an unknown kind: "events"');
  await sandbox.stop();
});

describe('agents with habits', () => {
  const [alex, blake] = ['a9e27000-0000-4000-8000-000000000001', 'a9e27000-0000-4000-8000-000000000002'];

  /** A sandbox whose time is told. */
  const staffed = async (habits: { answersAfterMs?: number; closesAfterMs?: number }[]) => {
    const planned: { at: number; action: () => void }[] = [];
    let now = 1_700_000_000_000;
    const scenario = defaultScenario();
    const [organization] = scenario.organizations;
    organization!.agents = organization!.agents.map((agent, index) => ({ ...agent, ...habits[index] }));
    const { people, stop } = await openSandbox({
      scenario,
      clock: {
        now: () => now,
        after: (ms, action) => {
          const plan = { at: now + ms, action };
          planned.push(plan);
          return () => planned.splice(planned.indexOf(plan), 1);
        },
        wait: (on) => on,
      },
    });
    const pass = (ms: number) => {
      now += ms;
      for (const plan of planned.filter(({ at }) => at <= now).sort((a, b) => a.at - b.at)) {
        planned.splice(planned.indexOf(plan), 1);
        plan.action();
      }
    };
    const task = people.addTask({ overrideDefaultClose: false });
    const handOn = (queueId: string) => people.act(task.id, 'transfer', undefined, undefined, queueId);
    return { people, task, pass, handOn, stop };
  };

  test('who declined does not take it after all; the next one does', async () => {
    const { people, task, pass, handOn, stop } = await staffed([
      { answersAfterMs: 20 },
      { answersAfterMs: 50 },
    ]);
    people.act(task.id, 'connect', blake);
    handOn(queues.chat);
    people.act(task.id, 'decline', alex);
    pass(20);
    expect(task).toMatchObject({ state: 'queued', passedBy: [{ agentId: alex, what: 'decline' }] });
    pass(30);
    expect(task).toMatchObject({ state: 'connected', agents: [blake] });
    await stop();
  });

  test('who handed it on does not close it', async () => {
    const { people, task, pass, handOn, stop } = await staffed([{ closesAfterMs: 50 }]);
    people.act(task.id, 'connect', alex);
    handOn(queues.chat);
    people.act(task.id, 'connect', blake);
    pass(50);
    expect(task).toMatchObject({ state: 'connected', agents: [blake] });
    people.act(task.id, 'transfer', alex);
    pass(50);
    expect(task.state).toBe('connected');
    await stop();
  });

  test('after RONA a contact keeps its place in the queue', async () => {
    const { people, task, pass, handOn, stop } = await staffed([]);
    people.act(task.id, 'connect', alex);
    handOn(queues.chat);
    pass(5);
    const later = people.addTask();
    people.act(later.id, 'connect', blake);
    people.act(later.id, 'transfer', undefined, undefined, queues.chat);
    pass(5);
    people.act(task.id, 'connect', alex);
    people.act(task.id, 'rona', alex);
    const waiting = people.state().queues.find(({ id }) => id === queues.chat)?.waiting;
    expect(waiting).toEqual([task.id, later.id]);
    await stop();
  });

  test('a transfer goes to an agent or to a queue', async () => {
    const { people, task, stop } = await staffed([]);
    people.act(task.id, 'connect', alex);
    expect(() => people.act(task.id, 'transfer', blake, undefined, queues.chat)).toThrow(
      'agentId or queueId',
    );
    expect(task).toMatchObject({ state: 'connected', agents: [alex] });
    await stop();
  });
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
    people.order('events', { kind: 'event', change, ms: 500 });
    people.act(id, 'connect');
    people.act(id, 'close');
    while (got.length < expected.length) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(got).toEqual(expected);
    await sandbox.stop();
  });

  const published = { connected: 'task:connected', ended: 'task:ended' };
  test.each([
    ['lost', ['ended']],
    ['doubled', ['connected', 'connected', 'ended']],
    ['disordered', ['ended', 'connected']],
    ['late', ['ended', 'connected']],
  ] as const)('%s: the published ones, too, come as %j', async (change, expected) => {
    const got: { id: string; type: string }[] = [];
    const sandbox = await openSandbox({
      callbackDelayMs: 1,
      post: async (_url, text) => {
        got.push(JSON.parse(text) as { id: string; type: string });
        return 200;
      },
    });
    const { people } = sandbox;
    people.proxy('hooks.example.com', 'http://127.0.0.1:1');
    const answer = await sandbox.request({
      ...{ method: 'POST', path: '/v2/subscriptions' },
      headers: { authorization: `Bearer ${sandbox.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        ...{ name: 'everything', destinationUrl: 'https://hooks.example.com/events' },
        ...{ resourceVersion: 'task:1.0.0', eventTypes: Object.values(published) },
      }),
    });
    expect(answer.status).toBe(201);
    const { id } = people.addTask({ overrideDefaultClose: false });
    people.order('events', { kind: 'event', change, ms: 500 });
    people.act(id, 'connect');
    // The sandbox plans each for itself: one that comes twice has come twice before the next.
    while (change === 'doubled' && got.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    people.act(id, 'close');
    while (got.length < expected.length) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(got.map(({ type }) => type)).toEqual(expected.map((word) => published[word]));
    // One that comes twice is known by its id.
    expect(new Set(got.map((event) => event.id)).size).toBe(new Set(expected).size);
    await sandbox.stop();
  });

  test('disordered twice: each comes after the next one', async () => {
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
    people.order('events', { kind: 'event', change: 'disordered' }, 2);
    people.act(id, 'connect');
    people.act(id, 'conference', people.agents()[1]);
    people.act(id, 'close');
    await people.eventsPosted();
    expect(got).toEqual(['task:closed', 'task:modified', 'task:routed']);
    await sandbox.stop();
  });
});
