import { randomInt, randomUUID } from 'node:crypto';
import type { People } from '../../src/sandbox/people.js';

/** Ids of the sandbox's default scenario. */
export const known = {
  queue: 'c0ffee00-0000-4000-8000-00000000000a',
  queueWithoutHistory: 'c0ffee00-0000-4000-8000-00000000000b',
  /** No run queues a task in it, so that a position in it does not depend on the runs beside. */
  quietQueue: 'c0ffee00-0000-4000-8000-00000000000c',
  agent: 'a9e27000-0000-4000-8000-000000000001',
  secondAgent: 'a9e27000-0000-4000-8000-000000000002',
};

export type Input = Record<string, unknown>;

const smsFrom = (senderNumber: string) => ({
  messageDetails: {
    serviceNumber: '+12065550100',
    senderNumber,
    message: 'Hi 👋 שלום',
    serviceKey: 'k',
    timestamp: '0',
  },
});

const chat = { mediaType: 'chat', mediaChannel: 'web' };

/** A task that waits for the answer to an event. */
const afterEvent = async (people: People, kind: 'routed' | 'modified' | 'closed') => {
  const task = people.addTask();
  people.act(task.id, 'connect', known.agent);
  if (kind === 'modified') people.act(task.id, 'conference', known.secondAgent);
  if (kind === 'closed') people.act(task.id, 'close', known.agent);
  const agentId = kind === 'modified' ? known.secondAgent : known.agent;
  return { task, agentId };
};

const notification = async (people: People, kind: 'routed' | 'modified'): Promise<Input> => {
  const { task, agentId } = await afterEvent(people, kind);
  return {
    taskId: task.id,
    agentId,
    queueId: known.queue,
    mediaResourceId: task.conversationId,
    mediaType: 'chat',
  };
};

const rejection = { reason: 'Conversation already closed', reasonCode: '4547' };

const variable = async (people: People, item: Input): Promise<Input> => ({
  taskId: people.addTask().id,
  variables: [item],
});

const closing = async (people: People, kind?: 'closed'): Promise<Input> => {
  const task = kind ? (await afterEvent(people, kind)).task : people.addTask();
  return { taskId: task.id, conversationId: task.conversationId, mediaType: 'chat' };
};

/** A valid input for each method, for a task that is in the state that the method needs. */
export const inputs: Record<string, (people: People, version: string) => Promise<Input>> = {
  'create-task': async () => ({
    ...chat,
    taskId: randomUUID(),
    conversationId: 'c-1',
    destination: 'OR06143228',
    origin: 'u-1',
    customerName: 'Ada',
    customerId: 'ada@example.com',
  }),
  'set-flow-variable': (people) => variable(people, { name: 'IssueType', type: 'String', value: 'Loan' }),
  'set-global-variable': (people) => variable(people, { name: 'openCases', type: 'Integer', value: 2 }),
  'queue-task': async (people) => {
    const { id, conversationId } = people.addTask();
    return { ...chat, taskId: id, conversationId, queueId: known.queue };
  },
  'piq-and-ewt': async (people) => ({
    taskId: people.addTask().id,
    queueId: known.quietQueue,
    lookbackMinutes: 5,
  }),
  'routed-accepted': (people) => notification(people, 'routed'),
  'routed-rejected': async (people) => ({ ...(await notification(people, 'routed')), ...rejection }),
  'modified-accepted': (people) => notification(people, 'modified'),
  'modified-rejected': async (people) => ({ ...(await notification(people, 'modified')), ...rejection }),
  'screen-pop': async (people) => {
    const { task, agentId } = await afterEvent(people, 'routed');
    return { taskId: task.id, agentId, screenPopUrl: 'www.example.com', loadingBehavior: 'insideDesktop' };
  },
  'closed-task-on-wxcc': (people) => closing(people),
  'close-task-accept': async (people) => ({ ...(await closing(people, 'closed')), queueId: known.queue }),
  'close-task-reject': async (people) => ({
    ...(await closing(people, 'closed')),
    agentId: known.agent,
    ...rejection,
  }),
  'resolve-conversation': async () => ({
    flowId: '170686',
    transId: randomUUID(),
    mediaType: 'social',
    mediaChannel: 'sms',
    // Long enough that no two of a thousand runs are the same customer's.
    details: smsFrom(`+1555${randomInt(1e10, 1e11)}`),
  }),
};
