import type { Conversation, World } from './world.js';

type Details = Record<string, unknown>;

export interface ResolveRequest {
  mediaType: string;
  mediaChannel: string;
  /** The JSON text as it came. */
  details: string;
  messageDetails: Details;
  overrideDefaultClose: boolean;
}

export type Resolved =
  | { operation: 'created' | 'reopened' | 'appended'; taskId: string }
  | { failed: 'task' | 'append'; why: string };

const text = (value: unknown) => (typeof value === 'string' ? value : '');

/** The business's and the customer's address, by channel. */
const addresses = (channel: string, details: Details): { business: string; customer: string } => {
  const keys: Record<string, [string, string]> = {
    web: ['appId', 'userId'],
    email: ['businessEmailId', 'customerEmailId'],
    sms: ['serviceNumber', 'senderNumber'],
    facebook: ['appId', 'psId'],
    whatsapp: ['appId', 'customerWhatsappId'],
    apple: ['appId', 'abcUserId'],
  };
  // A channel that is not listed brings the members of one that is.
  const [business, customer] = keys[channel] ??
    Object.values(keys).find(([one, other]) => details[one] && details[other]) ?? ['', ''];
  return { business: text(details[business]), customer: text(details[customer]) };
};

const plainSubject = (subject: string) =>
  subject
    .replace(/^(\s*(re|fwd?)\s*:\s*)+/i, '')
    .trim()
    .toLowerCase();

/** Chat: browser, app and thread. E-mail: customer, mailbox and subject. Social: customer and business. */
const keyOf = (channel: string, details: Details): string => {
  const { business, customer } = addresses(channel, details);
  if (channel === 'web') return JSON.stringify([channel, business, customer, text(details.threadId)]);
  if (channel === 'email')
    return JSON.stringify([channel, business, customer, plainSubject(text(details.subject))]);
  return JSON.stringify([channel, business, customer]);
};

const messageIdOf = (details: Details): string | undefined => {
  const headers = Object.entries((details.headers ?? {}) as Details);
  const [, value] = headers.find(([name]) => name.toLowerCase() === 'message-id') ?? [];
  return typeof value === 'string' ? value : undefined;
};

const find = (world: World, { mediaChannel, messageDetails }: ResolveRequest): Conversation | undefined => {
  const all = [...world.conversations.values()].reverse();
  const answered = mediaChannel === 'email' ? text(messageDetails.inReplyTo) : '';
  const byReply = answered && all.find(({ messageIds }) => messageIds.includes(answered));
  return byReply || all.find(({ key }) => key === keyOf(mediaChannel, messageDetails));
};

const isOpen = (world: World, { taskId }: Conversation) => world.tasks.get(taskId)?.state !== 'closed';

const isEmpty = ({ message, attachments, attachment, attachmentCount, htmlMessage, strippedText }: Details) =>
  [message, attachments, attachment, attachmentCount, htmlMessage, strippedText].every((part) => !part);

const addMessage = (conversation: Conversation, { details, messageDetails }: ResolveRequest) => {
  conversation.messages.push(details);
  const messageId = messageIdOf(messageDetails);
  if (messageId !== undefined) conversation.messageIds.push(messageId);
};

const addTaskTo = (world: World, conversationId: string, request: ResolveRequest): string => {
  const { business, customer } = addresses(request.mediaChannel, request.messageDetails);
  return world.addTask({
    id: world.newId(),
    conversationId,
    mediaType: request.mediaType,
    mediaChannel: request.mediaChannel,
    origin: customer,
    destination: business,
    customerId: customer,
    customerName: text(request.messageDetails.customerName) || customer,
    direction: 'inbound',
    overrideDefaultClose: request.overrideDefaultClose,
  }).id;
};

/**
 * Finds the conversation of a message and appends it, reopens a closed one with a new task, or creates one. A closed
 * live chat is never reopened: its next message begins a new conversation.
 */
export const resolveConversation = (world: World, request: ResolveRequest): Resolved => {
  const { business } = addresses(request.mediaChannel, request.messageDetails);
  const why = world.noEntryPoint(business);
  if (why !== undefined) return { failed: 'task', why };
  const found = find(world, request);
  if (found && isOpen(world, found)) {
    if (isEmpty(request.messageDetails) && request.mediaChannel !== 'email')
      return { failed: 'append', why: 'The message has neither text nor attachment.' };
    addMessage(found, request);
    return { operation: 'appended', taskId: found.taskId };
  }
  if (found && request.mediaChannel !== 'web') {
    found.taskId = addTaskTo(world, found.id, request);
    addMessage(found, request);
    return { operation: 'reopened', taskId: found.taskId };
  }
  const id = world.newId();
  const conversation: Conversation = {
    id,
    key: keyOf(request.mediaChannel, request.messageDetails),
    mediaChannel: request.mediaChannel,
    taskId: addTaskTo(world, id, request),
    messages: [],
    messageIds: [],
  };
  addMessage(conversation, request);
  world.conversations.set(id, conversation);
  return { operation: 'created', taskId: conversation.taskId };
};
