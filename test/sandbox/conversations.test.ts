import { randomUUID } from 'node:crypto';
import type { Result } from '../../schemas/types.js';
import { Workshop } from '../support/workshop.js';

// What Resolve Conversation does per channel, as reference facts describe it: found, appended, created or reopened.

let workshop: Workshop;
beforeAll(async () => {
  workshop = await Workshop.simulate();
});

type Details = Record<string, unknown>;

const media: Record<string, string> = { web: 'chat', email: 'email' };

const resolve = async (
  mediaChannel: string,
  messageDetails: Details,
): Promise<{ operation: string; taskId: string }> => {
  const result: Result = await workshop.invoke({
    node: 'resolve-conversation',
    version: 'v1.2',
    input: {
      flowId: '1',
      transId: randomUUID(),
      mediaType: media[mediaChannel] ?? 'social',
      mediaChannel,
      details: { messageDetails },
    },
  });
  const { conversationOperation, taskId } = result.outputs as {
    conversationOperation?: string;
    taskId?: string;
  };
  return { operation: conversationOperation ?? result.outcome, taskId: taskId ?? '' };
};

const close = (taskId: string) => workshop.admin('POST', `/tasks/${taskId}/close`, {});

const chat = (threadId: string, userId = 'u-1') => ({
  appId: 'OR06143228',
  threadId,
  userId,
  message: 'Hello',
});
const sms = (senderNumber: string) => ({ serviceNumber: '+12065550100', senderNumber, message: 'Hi' });
const mail = (subject: string, more: Details = {}) => ({
  businessEmailId: 'support@example.org',
  customerEmailId: 'ada@example.com',
  subject,
  ...more,
});

test('a second SMS of the same customer is appended; after the close the conversation reopens with a new task', async () => {
  const first = await resolve('sms', sms('+1'));
  expect(first.operation).toBe('created');
  expect(await resolve('sms', sms('+1'))).toEqual({ operation: 'appended', taskId: first.taskId });
  await close(first.taskId);
  const again = await resolve('sms', sms('+1'));
  expect(again.operation).toBe('reopened');
  expect(again.taskId).not.toBe(first.taskId);
  expect((await resolve('sms', sms('+2'))).operation).toBe('created');
});

test('a closed live chat never reopens: its next message begins a new conversation', async () => {
  const first = await resolve('web', chat('thread-1'));
  expect(await resolve('web', chat('thread-1'))).toEqual({ operation: 'appended', taskId: first.taskId });
  await close(first.taskId);
  expect((await resolve('web', chat('thread-1'))).operation).toBe('created');
});

test('another thread or another browser is another chat', async () => {
  await resolve('web', chat('thread-2'));
  expect((await resolve('web', chat('thread-3'))).operation).toBe('created');
  expect((await resolve('web', chat('thread-2', 'u-2'))).operation).toBe('created');
});

test('an e-mail belongs by In-Reply-To, else by customer, mailbox and subject', async () => {
  const first = await resolve('email', mail('My order', { headers: { 'Message-ID': '<1@x>' } }));
  expect(first.operation).toBe('created');
  expect(await resolve('email', mail('Re: My order'))).toEqual({
    operation: 'appended',
    taskId: first.taskId,
  });
  expect(await resolve('email', mail('Another subject', { inReplyTo: '<1@x>' }))).toEqual({
    operation: 'appended',
    taskId: first.taskId,
  });
  expect((await resolve('email', mail('Another subject'))).operation).toBe('created');
});

test('a business address that nobody has set up fails the task; an empty message fails the append', async () => {
  expect((await resolve('sms', { ...sms('+3'), serviceNumber: '+0' })).operation).toBe('taskFailed');
  await resolve('sms', sms('+4'));
  expect((await resolve('sms', { ...sms('+4'), message: '' })).operation).toBe('appendFailed');
});
