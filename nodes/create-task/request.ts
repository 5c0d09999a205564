import type { CallContext, WireRequest } from '#node-kit';
import type { Inputs } from './types.js';

type Input = Inputs['v1.0/create-task'] | Inputs['v1.2/create-task'];

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
    default:
      return {};
  }
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
});
