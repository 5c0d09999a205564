import { randomUUID } from 'node:crypto';
import type { SandboxClient } from '../../src/stage/sandbox-client.js';

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
const afterEvent = async (stage: SandboxClient, kind: 'routed' | 'modified' | 'closed') => {
  const task = await stage.task();
  await stage.act(task.id, 'connect', known.agent);
  if (kind === 'modified') await stage.act(task.id, 'conference', known.secondAgent);
  if (kind === 'closed') await stage.act(task.id, 'close', known.agent);
  const agentId = kind === 'modified' ? known.secondAgent : known.agent;
  return { task, agentId };
};

const notification = async (stage: SandboxClient, kind: 'routed' | 'modified'): Promise<Input> => {
  const { task, agentId } = await afterEvent(stage, kind);
  return {
    taskId: task.id,
    agentId,
    queueId: known.queue,
    mediaResourceId: task.conversationId,
    mediaType: 'chat',
  };
};

const rejection = { reason: 'Conversation already closed', reasonCode: '4547' };

const variable = async (stage: SandboxClient, item: Input): Promise<Input> => ({
  taskId: (await stage.task()).id,
  variables: [item],
});

const closing = async (stage: SandboxClient, kind?: 'closed'): Promise<Input> => {
  const task = kind ? (await afterEvent(stage, kind)).task : await stage.task();
  return { taskId: task.id, conversationId: task.conversationId, mediaType: 'chat' };
};

/** A valid input for each method, for a task that is in the state that the method needs. */
export const inputs: Record<string, (stage: SandboxClient, version: string) => Promise<Input>> = {
  'create-task': async () => ({
    ...chat,
    taskId: randomUUID(),
    conversationId: 'c-1',
    destination: 'OR06143228',
    origin: 'u-1',
    customerName: 'Ada',
    customerId: 'ada@example.com',
  }),
  'set-flow-variable': (stage) => variable(stage, { name: 'IssueType', type: 'String', value: 'Loan' }),
  'set-global-variable': (stage) => variable(stage, { name: 'openCases', type: 'Integer', value: 2 }),
  'queue-task': async (stage) => {
    const { id, conversationId } = await stage.task();
    return { ...chat, taskId: id, conversationId, queueId: known.queue };
  },
  'piq-and-ewt': async (stage) => ({
    taskId: (await stage.task()).id,
    queueId: known.quietQueue,
    lookbackMinutes: 5,
  }),
  'routed-accepted': (stage) => notification(stage, 'routed'),
  'routed-rejected': async (stage) => ({ ...(await notification(stage, 'routed')), ...rejection }),
  'modified-accepted': (stage) => notification(stage, 'modified'),
  'modified-rejected': async (stage) => ({ ...(await notification(stage, 'modified')), ...rejection }),
  'screen-pop': async (stage) => {
    const { task, agentId } = await afterEvent(stage, 'routed');
    return { taskId: task.id, agentId, screenPopUrl: 'www.example.com', loadingBehavior: 'insideDesktop' };
  },
  'closed-task-on-wxcc': (stage) => closing(stage),
  'close-task-accept': async (stage) => ({ ...(await closing(stage, 'closed')), queueId: known.queue }),
  'close-task-reject': async (stage) => ({
    ...(await closing(stage, 'closed')),
    agentId: known.agent,
    ...rejection,
  }),
  'resolve-conversation': async () => ({
    flowId: '170686',
    transId: randomUUID(),
    mediaType: 'social',
    mediaChannel: 'sms',
    details: smsFrom(`+1555${Math.random().toString().slice(2, 9)}`),
  }),
};
