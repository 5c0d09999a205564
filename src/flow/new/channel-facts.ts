import type { Channel } from '../channel-outputs.js';

/** What a new flow needs to know of a channel. Names of outputs are without `n2.`; queues are those of the sandbox. */
export interface ChannelFacts {
  mediaType: 'chat' | 'email' | 'social';
  mediaChannel: string;
  business: string;
  customer: string;
  customerName: string;
  text: string;
  queueId: string;
  /** Member of messageDetails → output, or the text itself after an equals sign. */
  details: Record<string, string>;
  /** A message as customers write it; its business address is an entry point of the sandbox. */
  message: Record<string, unknown>;
}

const messagingQueue = 'c0ffee00-0000-4000-8000-00000000000c';

/** The channels of Webex Contact Center. */
export type CareChannel = Exclude<Channel, 'rcs' | 'mms' | 'voice' | 'instagram'>;

export const channelFacts: Record<CareChannel, ChannelFacts> = {
  sms: {
    ...{ mediaType: 'social', mediaChannel: 'sms', queueId: messagingQueue },
    business: 'sms.serviceNumber',
    customer: 'sms.senderNumber',
    customerName: 'sms.senderNumber',
    text: 'sms.message',
    details: {
      serviceNumber: 'sms.serviceNumber',
      senderNumber: 'sms.senderNumber',
      message: 'sms.message',
      timestamp: 'sms.timestamp',
    },
    message: {
      serviceNumber: '+12065550100',
      senderNumber: '+15551230001',
      message: 'Where is my order 4711?',
      timestamp: '1760000000',
    },
  },
  inappmessaging: {
    ...{ mediaType: 'chat', mediaChannel: 'web', queueId: 'c0ffee00-0000-4000-8000-00000000000a' },
    business: 'inappmessaging.appId',
    customer: 'inappmessaging.userId',
    customerName: 'inappmessaging.formFields.Name',
    text: 'inappmessaging.message',
    details: {
      appId: 'inappmessaging.appId',
      domain: '=www.example.com',
      threadId: 'inappmessaging.threadId',
      threadTitle: 'inappmessaging.threadTitle',
      threadStatus: 'inappmessaging.threadStatus',
      userId: 'inappmessaging.userId',
      message: 'inappmessaging.message',
      attachment: '=',
      tid: 'inappmessaging.tid',
      customerName: 'inappmessaging.formFields.Name',
      customerEmail: 'inappmessaging.formFields.Email',
      timestamp: 'inappmessaging.timestamp',
    },
    message: {
      appId: 'OR06143228',
      threadId: '3f2c1a00-0000-4000-8000-0000000000f1',
      threadTitle: 'Order 4711',
      threadStatus: 'open',
      userId: 'browser-1',
      message: 'Where is my order 4711?',
      tid: '1',
      timestamp: '2026-01-15T12:00:00Z',
      formFields: { Name: 'Ada', Email: 'ada@example.com' },
    },
  },
  email: {
    ...{ mediaType: 'email', mediaChannel: 'email', queueId: 'c0ffee00-0000-4000-8000-00000000000d' },
    business: 'email.recipient',
    customer: 'email.emailId',
    customerName: 'email.senderName',
    text: 'email.message',
    details: {
      businessEmailId: 'email.recipient',
      customerEmailId: 'email.emailId',
      customerName: 'email.senderName',
      subject: 'email.subject',
      strippedText: 'email.message',
      attachments: 'email.attachments',
      timestamp: 'email.timestamp',
    },
    message: {
      appId: 'a_637172790998330000',
      recipient: 'support@example.org',
      emailId: 'ada@example.com',
      senderName: 'Ada',
      subject: 'Order 4711',
      message: 'Where is my order?',
      attachments: '[]',
      timestamp: '2026-01-15T12:00:00Z',
    },
  },
  messenger: {
    ...{ mediaType: 'social', mediaChannel: 'facebook', queueId: messagingQueue },
    business: 'messenger.appId',
    customer: 'messenger.psId',
    customerName: 'messenger.name',
    text: 'messenger.message',
    details: {
      appId: 'messenger.appId',
      psId: 'messenger.psId',
      message: 'messenger.message',
      customerName: 'messenger.name',
    },
    message: { appId: 'FB-APP', psId: '24371667315851482', name: 'Ada', message: 'Where is my order 4711?' },
  },
  whatsapp: {
    ...{ mediaType: 'social', mediaChannel: 'whatsapp', queueId: messagingQueue },
    business: 'whatsapp.appId',
    customer: 'whatsapp.waId',
    customerName: 'whatsapp.username',
    text: 'whatsapp.message',
    details: {
      appId: 'whatsapp.appId',
      customerWhatsappId: 'whatsapp.waId',
      message: 'whatsapp.message',
      customerName: 'whatsapp.username',
    },
    message: { appId: 'WA-APP', waId: '15551230001', username: 'Ada', message: 'Where is my order 4711?' },
  },
  apple: {
    ...{ mediaType: 'social', mediaChannel: 'apple', queueId: messagingQueue },
    business: 'abc.appId',
    customer: 'abc.abcUserId',
    customerName: 'abc.abcUserId',
    text: 'abc.message',
    details: { appId: 'abc.appId', abcUserId: 'abc.abcUserId', message: 'abc.message' },
    message: { appId: 'ABC-APP', abcUserId: 'urn:mbid:ada', message: 'Where is my order 4711?' },
  },
};

const otherMessages: Record<Exclude<Channel, CareChannel>, Record<string, unknown>> = {
  rcs: {
    appId: 'RCS-APP',
    number: '15551230001',
    text: 'Where is my order 4711?',
    timestamp: '1760000000',
  },
  // No output of its page holds the text of the message that starts a flow; a Receive has it as receive.message.
  mms: {
    serviceNumber: '+12065550100',
    senderNumber: '15551230001',
    message: 'Where is my order 4711?',
    timestamp: '1760000000',
  },
  voice: {
    serviceNumber: '+12065550100',
    msisdn: '15551230001',
    callType: 'Missed Call',
    offeredOn: '1760000000',
    releasedOn: '1760000012',
    timestamp: '1760000012',
  },
  instagram: {
    appId: 'IG-APP',
    igsid: '5275638769194520',
    event: 'MO',
    message: 'Where is my order 4711?',
    timestamp: '1760000000000',
  },
};

/** A message as customers write it on a channel. */
export const messageOf = (channel: Channel): Record<string, unknown> =>
  channel in channelFacts
    ? channelFacts[channel as CareChannel].message
    : otherMessages[channel as keyof typeof otherMessages];
