import type { StepOf } from './types.js';

export type Channel = StepOf<'receive'>['channel'];

const words = (text: string) => text.split(' ').filter((word) => word !== '');
const family = (name: string, members: string) => words(members).map((member) => `${name}.${member}`);

/** What the scans of a message came to (observed in the vendor's flows; documented for e-mail and Apple). */
const scans = [
  ...family(
    'pciInfo',
    'isPCICompliance isPCIValidationDone nonPCIComplianceReason isAttachmentEnabled droppedAttachmentCount',
  ),
  ...family(
    'malwareinfo',
    'isMalwareCompliance isMalwareValidationDone malwareFailedReason droppedAttachmentCount',
  ),
  ...family(
    'securityscaninfo',
    'isSecurityCompliance isSecurityValidationDone securityFailedReason droppedAttachmentCount',
  ),
];

/** The outputs of a channel without their prefix. */
interface ChannelOutputs {
  prefix: string;
  names: string[];
  /** What the tenant's own names begin with. */
  open?: string;
  /** What a start alone has; a Receive gives it as receive.payload (documented). */
  payload?: string;
  /** Its page says nothing of scans, and no flow of the vendor's shows them. */
  isNotScanned?: true;
  /** The outcome of a Receive in the place of onSuccess, where the page gives it. */
  outcome?: string;
  /** The word of receive.channel, where the page gives one. */
  word?: string;
}

/**
 * The outputs of each channel without their prefix: those of the vendor's page of the Receive node (all its events), in
 * its spellings, and those that its sample flows have besides.
 */
const published: Record<Channel, ChannelOutputs> = {
  sms: {
    prefix: 'sms',
    names: words('keyword serviceNumber message timestamp ts transId senderNumber linkStatus'),
    outcome: 'sms.mo',
  },
  inappmessaging: {
    prefix: 'inappmessaging',
    names: [
      ...words(
        'message userId threadId threadTitle threadStatus attachment attachmentCount timestamp transId tid appId appid ' +
          'payload postback extras formResponse formFields completedOn version deviceId origin os pushId pushType customTags ' +
          'interactivePushResponse topic reasonForThreadClosure message.extras message.customTags ' +
          'pciInfo.nonPCIComplianceReasonObject',
      ),
      ...family('profile', 'make os osVersion sdkVersion model'),
    ],
    // The fields are those of the tenant's form.
    open: 'formFields.',
  },
  email: {
    prefix: 'email',
    names: [
      ...words(
        'subject message emailId transId timestamp attachments appId senderName toAddresses ccRecipients ccRecipents ' +
          'bccRecipients bccRecipents recipient htmlMessage inReplyTo messageId headers assetType strippedText strippedHTML',
      ),
      ...family(
        'PCIInfo',
        'isPCICompliance isPCIValidationDone nonPCIComplianceReason droppedAttachmentCount isAttachmentEnabled',
      ),
    ],
  },
  messenger: {
    prefix: 'messenger',
    names: words(
      'message psId attachmentUrl attachments locationUrl locationLatitude locationLongitude locationTitle name ' +
        'profilePicture appId timestamp ts transId postbackPayload',
    ),
  },
  whatsapp: {
    prefix: 'whatsapp',
    names: words(
      'message waId bsuid userHandle type attachmentType locationAddress locationLatitude locationLongitude locationName ' +
        'locationUrl imageUrl mimeType caption documentUrl voiceUrl audioUrl videoUrl stickerUrl attachments appId timestamp ts ' +
        'contextId systemBody transId contacts username identityHash buttonPayload buttonText listRowTitle listRowIdentifier ' +
        'listDescription replyButtonIdentifier replyButtonTitle',
    ),
    outcome: 'whatsapp.mo',
  },
  apple: {
    prefix: 'abc',
    names: words(
      'message abcUserId appId type timestamp locale requestIdentifier transId selections selectionsCount capabilityList ' +
        'capabilities replyMessageAlternateTitle accountId accountid deviceAgent authToken authStatus ' +
        'authReplyMessageTitle authReplyMessageSubtitle authReplyMessageAlternateTitle expiryTime bid url attachments ' +
        'attachmentCount attachmentUrl attachmentType intentId groupId datePickerTimeSlots datePickerTimeSlotsDuration ' +
        'datePickerTimeSlotsIdentifier datePickerTimeSlotsStartTime listPickerItems listPickeritems listPickerOtherItems ' +
        'paymentStatus paymentReplyMessageTitle paymentReplyMessageSubtitle selectedIdentifier selectedIndex ' +
        'quickReplyItems msisdn invitationAccepted invitationResponse',
    ),
    payload: 'interactivePayload',
  },
  rcs: {
    prefix: 'rcs',
    names: words(
      'text number timestamp appId transId fileUrl fileName fileSize mimeType postbackData lattitude longitude',
    ),
    isNotScanned: true,
  },
  mms: {
    prefix: 'mms',
    names: words('serviceNumber timestamp transId senderNumber'),
    isNotScanned: true,
    word: 'MMS',
  },
  // Of a missed call; the page names no outputs of an inbound one.
  voice: {
    prefix: 'voice',
    names: words('timestamp transId serviceNumber msisdn offeredOn releasedOn callType'),
    isNotScanned: true,
  },
  // The vendor calls the channel deprecated.
  instagram: {
    prefix: 'instagram',
    names: words(
      'messageId message payload title igsid igid timestamp event userId appId quickReplyPayload attachment ' +
        'attachmentType attachmentUrl storyReplyUrl repliedMessageId reaction',
    ),
    isNotScanned: true,
  },
};

/** What a Receive of the channel says when a message came, besides onSuccess; undefined where it is not published. */
export const messageOutcome = (channel: Channel): string | undefined => published[channel].outcome;

export const channels = Object.keys(published) as Channel[];

/** What a Receive gives besides the outputs of its channel (documented). */
const received = family('receive', 'message channel payload attachment');

/** What the platform itself puts beside the outputs of a start (documented); a local run has a word of its own for it. */
const serviceKey = 'service.serviceKey';
const localServiceKey = 'local-run';

/** The names that a message of a channel can give; a start and a Receive have some of their own besides. */
export interface MessageOutputs {
  names: string[];
  /** What the tenant's own names begin with. */
  open: string | undefined;
}

export const outputsOfChannel = (channel: Channel, by: 'start' | 'receive'): MessageOutputs => {
  const { prefix, names, open, payload, isNotScanned } = published[channel];
  const own = [...names, ...(isNotScanned ? [] : scans)].map((name) => `${prefix}.${name}`);
  return {
    names:
      by === 'start'
        ? [...own, ...(payload === undefined ? [] : [`${prefix}.${payload}`]), serviceKey]
        : [...received, ...own],
    open: open && `${prefix}.${open}`,
  };
};

export const hasOutput = ({ names, open }: MessageOutputs, output: string): boolean =>
  names.includes(output) || (open !== undefined && output.startsWith(open) && output.length > open.length);

const isWithin = (whole: string, name: string) => name === whole || name.startsWith(`${whole}.`);

/** What a message gives a start, or a Receive: the message's members, flattened, with the prefix of the channel. */
export const messageOutputs = (
  channel: Channel,
  flattened: Record<string, string>,
  by: 'start' | 'receive',
): Record<string, string> => {
  const { prefix, payload, word = channel } = published[channel];
  const isOwn = (name: string) => by === 'start' || payload === undefined || !isWithin(payload, name);
  const outputs = Object.fromEntries(
    Object.entries(flattened)
      .filter(([name]) => isOwn(name))
      .map(([name, value]) => [`${prefix}.${name}`, value]),
  );
  if (by === 'start') return { [serviceKey]: localServiceKey, ...outputs };
  return {
    'receive.message': flattened.message ?? flattened.text ?? '',
    'receive.channel': word,
    'receive.payload': (payload && flattened[payload]) || flattened.payload || '',
    'receive.attachment': flattened.attachment ?? flattened.attachments ?? '',
    ...outputs,
  };
};
