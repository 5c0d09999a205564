import { randomUUID } from 'node:crypto';
import type { TaskEvent } from './event-inbox.js';
import { queues, secondAgent, type TourStage } from './stage.js';

const variableOf = ({ data }: TaskEvent, name: string) =>
  data.variables.find((variable) => variable.name === name)?.value ?? '';

/** What the vendor's sample flows send after Resolve Conversation, which does not tell the conversation. */
const unknownConversation = '000000000000000';

/** An SMS in the way of today's flows: Resolve Conversation, and a flow that answers the closing itself. */
export const smsContact = async (stage: TourStage): Promise<void> => {
  stage.contact('An SMS: "Where is my parcel? 📦"');
  const social = { mediaType: 'social', mediaChannel: 'sms' };
  const { outputs } = await stage.step({
    node: 'resolve-conversation',
    version: 'v1.2',
    input: {
      ...social,
      flowId: '170686',
      transId: '$(transid)',
      details: '$(detailsJson)',
      overrideDefaultClose: true,
    },
    variables: {
      transid: randomUUID(),
      detailsJson: JSON.stringify({
        messageDetails: {
          serviceNumber: '+12065550100',
          senderNumber: '+15551230001',
          message: 'Where is my parcel? 📦',
        },
      }),
    },
  });
  const taskId = String((outputs as { taskId?: string }).taskId);
  await stage.step({
    node: 'set-variable',
    version: 'v1.7',
    method: 'set-flow-variable',
    input: {
      taskId,
      variables: [
        {
          name: 'IssueType',
          type: 'String',
          value: 'Parcel',
          agentViewable: true,
          desktopLabel: 'Issue type',
        },
      ],
    },
  });
  await stage.step({
    node: 'queue-task',
    version: 'v1.3',
    input: {
      ...social,
      taskId,
      conversationId: unknownConversation,
      queueId: queues.messaging,
      contactPriority: 2,
    },
  });
  await stage.step({
    node: 'piq-and-ewt',
    version: 'v1.1',
    input: { taskId, queueId: queues.messaging, lookbackMinutes: 5 },
  });

  const routed = await stage.event('task:routed', taskId, 'Alex accepts the contact');
  await stage.step({
    node: 'screen-pop',
    version: 'v1.1',
    input: {
      taskId,
      agentId: routed.data.owner,
      screenPopUrl: 'crm.example.com/customer',
      loadingBehavior: 'insideDesktop',
      queryParameters: { issue: '$(IssueType)' },
    },
    variables: { IssueType: variableOf(routed, 'IssueType') },
  });
  stage.sandbox.people.act(taskId, 'conference', secondAgent);
  const modified = await stage.event('task:modified', taskId, 'Blake joins');
  await stage.step({
    node: 'modify-notification',
    version: 'v1.1',
    method: 'modified-accepted',
    input: participant(modified, 'social'),
  });
  stage.sandbox.people.act(taskId, 'close', routed.data.owner);
  const closed = await stage.event('task:closed', taskId, 'Alex closes the contact');
  await stage.step({
    node: 'close-task',
    version: 'v1.0',
    method: 'close-task-accept',
    input: {
      taskId,
      conversationId: variableOf(closed, 'mediaResourceId'),
      queueId: closed.data.queue,
      mediaType: 'social',
    },
  });
};

const participant = (event: TaskEvent, mediaType: string) => ({
  taskId: event.data.id,
  agentId: event.data.owner,
  queueId: event.data.queue,
  mediaResourceId: variableOf(event, 'mediaResourceId'),
  mediaType,
});

/** A live chat in the older way: Create Task, and notifications for what the agents do. */
export const chatContact = async (stage: TourStage): Promise<void> => {
  stage.contact('A live chat, the older way');
  const chat = { mediaType: 'chat', mediaChannel: 'web' };
  const taskId = randomUUID();
  const conversationId = randomUUID();
  await stage.step({
    node: 'create-task',
    version: 'v1.2',
    input: {
      ...chat,
      taskId,
      conversationId,
      destination: 'OR06143228',
      origin: 'browser-1',
      customerName: 'Ada',
      customerId: 'ada@example.com',
    },
  });
  await stage.step({
    node: 'queue-task',
    version: 'v1.0',
    input: { ...chat, taskId, conversationId, queueId: queues.chat },
  });
  const routed = await stage.event('task:routed', taskId, 'Alex accepts the contact');
  await stage.step({
    node: 'routed-notification',
    version: 'v1.1',
    method: 'routed-accepted',
    input: participant(routed, 'chat'),
  });
  stage.sandbox.people.act(taskId, 'transfer', secondAgent);
  const modified = await stage.event('task:modified', taskId, 'Alex hands over to Blake');
  await stage.step({
    node: 'modify-notification',
    version: 'v1.1',
    method: 'modified-accepted',
    input: participant(modified, 'chat'),
  });
  await stage.step({
    node: 'close-task',
    version: 'v1.0',
    method: 'closed-task-on-wxcc',
    input: { taskId, conversationId, mediaType: 'chat' },
  });
};

/** A message over Cisco's published APIs, whose outcomes come with events; then one more. */
export const publishedContact = async (stage: TourStage): Promise<void> => {
  stage.contact("A message over Cisco's published APIs (the wire public)");
  const say = (message: string) =>
    stage.step(
      {
        node: 'resolve-conversation',
        version: 'v1.1',
        input: {
          ...{ flowId: '170686', transId: randomUUID(), mediaType: 'social', mediaChannel: 'sms' },
          details: {
            messageDetails: { serviceNumber: '+12065550100', senderNumber: '+15551230009', message },
          },
        },
      },
      'public',
    );
  const { outputs } = await say('Hello?');
  await say('Is anybody there?');
  const taskId = String((outputs as { taskId?: string }).taskId);
  const variables = [{ name: 'IssueType', type: 'String', value: 'Parcel' }];
  await stage.step(
    { node: 'set-variable', version: 'v1.7', method: 'set-flow-variable', input: { taskId, variables } },
    'public',
  );
  await stage.step(
    {
      node: 'close-task',
      version: 'v1.0',
      method: 'closed-task-on-wxcc',
      input: { taskId, conversationId: unknownConversation, mediaType: 'social' },
    },
    'public',
  );
};

/** A call that the API refuses, to show what an outcome tells. */
export const faultyContact = async (stage: TourStage): Promise<void> => {
  stage.contact('A fault: the API has too many requests');
  stage.sandbox.people.order('queue-task', { kind: 'status', status: 429, envelope: 'A', retryAfter: 30 });
  await stage.step({
    node: 'queue-task',
    version: 'v1.3',
    input: {
      mediaType: 'chat',
      mediaChannel: 'web',
      taskId: 't-1',
      conversationId: 'c-1',
      queueId: queues.chat,
    },
  });
};
