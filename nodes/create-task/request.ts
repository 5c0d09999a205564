import type { CallContext, WireRequest } from '#node-kit';
import type { Inputs } from './types.js';

type Input = Inputs['v1.0/create-task'] | Inputs['v1.2/create-task'];

type Given = Partial<
  Record<'chatType' | 'direction' | 'subject' | 'toRecipients' | 'ccRecipients', string>
> & {
  hasAttachments?: string | boolean;
};

/** Of a channel that is not listed nothing that was given is left out. */
const givenFields = ({ chatType, direction, ...given }: Given) => ({
  ...{ chatType: chatType?.toLowerCase(), direction: direction?.toLowerCase() },
  ...{ subject: given.subject, toRecipients: given.toRecipients, ccRecipients: given.ccRecipients },
  hasAttachments: given.hasAttachments,
});

/** What only one channel has. */
const channelFields = (input: Input) => {
  switch (input.mediaChannel) {
    case 'web':
      return {
        chatType: (input.chatType ?? 'Regular').toLowerCase(),
        direction: (input.direction ?? 'Inbound').toLowerCase(),
      };
    case 'email':
      return {
        subject: input.subject,
        toRecipients: input.toRecipients,
        ccRecipients: input.ccRecipients,
        hasAttachments: input.hasAttachments,
      };
    case 'whatsapp':
      return { sourceNumber: input.sourceNumber };
    case 'sms':
    case 'facebook':
    case 'apple':
      return {};
    default:
      return givenFields(input as Given);
  }
};

const isUuid = (id: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id);

const unusualId = {
  pointer: '/taskId',
  message: 'The task id is not a UUID, as the vendor documents it; it was sent as it is.',
  remedy: 'When the API refuses it, give a UUID, for example the id of the flow run.',
};

/** The request of every version; Cisco publishes the labels of the form, the keys of the wire are assumed. */
export const buildRequest = (input: Input, call: CallContext): WireRequest => ({
  path: {},
  body: {
    id: input.taskId,
    orgId: call.orgId,
    mediaResourceId: input.conversationId,
    destination: input.destination,
    mediaType: input.mediaType,
    mediaChannel: input.mediaChannel,
    origin: input.origin,
    customerName: input.customerName,
    customerId: input.customerId,
    ...channelFields(input),
    webhook: call.callbackUrl,
  },
  notes: isUuid(input.taskId) ? [] : [unusualId],
});
