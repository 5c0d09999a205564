import { Workshop } from '../support/workshop.js';

// Accept and reject are checked against the state of the task: each event can be answered once, by what it named.

const alex = 'a9e27000-0000-4000-8000-000000000001';
const blake = 'a9e27000-0000-4000-8000-000000000002';
const queueId = 'c0ffee00-0000-4000-8000-00000000000a';

let workshop: Workshop;
let task: { id: string; conversationId: string };

beforeAll(async () => {
  workshop = await Workshop.simulate();
});
beforeEach(async () => {
  task = await workshop.createTask();
});

const act = (action: string, agentId = alex) =>
  workshop.admin('POST', `/tasks/${task.id}/${action}`, { agentId });

const stateOf = async () => {
  const { tasks } = await workshop.admin<{ tasks: { id: string; state: string; agents: string[] }[] }>(
    'GET',
    '/state',
  );
  const { state, agents } = tasks.find(({ id }) => id === task.id)!;
  return { state, agents };
};

const notify = async (node: string, method: string, agentId: string, more: object = {}): Promise<string> => {
  const rejection = method.endsWith('rejected') ? { reason: 'R', reasonCode: '1' } : {};
  const input = {
    taskId: task.id,
    agentId,
    queueId,
    mediaResourceId: task.conversationId,
    mediaType: 'chat',
    ...rejection,
    ...more,
  };
  return (await workshop.invoke({ node, version: 'v1.1', method, input })).outcome;
};

const routed = (method: string, agentId = alex, more = {}) =>
  notify('routed-notification', `routed-${method}`, agentId, more);
const modified = (method: string, agentId: string) =>
  notify('modify-notification', `modified-${method}`, agentId);

test('a routed agent can be accepted once', async () => {
  await act('connect');
  expect(await routed('accepted')).toBe('onTaskRouted');
  expect(await routed('accepted')).toBe('onTaskRoutedFailure');
  expect(await stateOf()).toEqual({ state: 'connected', agents: [alex] });
});

test('a rejected agent goes, and the task waits again', async () => {
  await act('connect');
  expect(await routed('rejected')).toBe('onTaskRouted');
  expect(await stateOf()).toEqual({ state: 'queued', agents: [] });
});

test('nothing is accepted before an event, for a closed task, by an unknown or another agent, or for another conversation', async () => {
  expect(await routed('accepted')).toBe('onTaskRoutedFailure');
  await act('connect');
  expect(await routed('accepted', 'nobody')).toBe('onTaskRoutedFailure');
  expect(await routed('accepted', blake)).toBe('onTaskRoutedFailure');
  expect(await routed('accepted', alex, { mediaResourceId: 'another' })).toBe('onTaskRoutedFailure');
  expect(await routed('accepted')).toBe('onTaskRouted');
  await act('close');
  expect(await routed('accepted')).toBe('onTaskRoutedFailure');
});

test('a conference adds an agent, a rejection takes the agent out again', async () => {
  await act('connect');
  await routed('accepted');
  await act('conference', blake);
  expect(await stateOf()).toEqual({ state: 'connected', agents: [alex, blake] });
  expect(await modified('rejected', blake)).toBe('onModifiedRejectSuccess');
  expect(await stateOf()).toEqual({ state: 'connected', agents: [alex] });
  expect(await modified('rejected', blake)).toBe('onModifiedRejectFailure');
});

test('a transfer changes the owner, a leave is answered too', async () => {
  await act('connect');
  await act('transfer', blake);
  expect(await modified('accepted', blake)).toBe('onModifiedAcceptSuccess');
  expect(await stateOf()).toEqual({ state: 'connected', agents: [blake] });
  await act('conference', alex);
  await modified('accepted', alex);
  await act('leave', blake);
  expect(await modified('accepted', blake)).toBe('onModifiedAcceptSuccess');
  expect(await stateOf()).toEqual({ state: 'connected', agents: [alex] });
});

const closing = async (method: string, more: object): Promise<string> => {
  const input = { taskId: task.id, conversationId: task.conversationId, mediaType: 'chat', ...more };
  return (await workshop.invoke({ node: 'close-task', version: 'v1.0', method, input })).outcome;
};

test('a closing waits for the flow: rejected it is open again, accepted it is over', async () => {
  await act('connect');
  await act('close');
  expect((await stateOf()).state).toBe('closing');
  expect(await closing('close-task-reject', { agentId: alex, reason: 'R', reasonCode: '4547' })).toBe(
    'Success',
  );
  expect((await stateOf()).state).toBe('connected');
  await act('close');
  expect(await closing('close-task-accept', { queueId })).toBe('Success');
  expect((await stateOf()).state).toBe('closed');
  expect(await closing('close-task-accept', { queueId })).toBe('Error');
  expect(await closing('closed-task-on-wxcc', {})).toBe('Error');
});
