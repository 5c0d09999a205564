/* Written by `npm run typegen` from the schemas beside it. Do not edit. */

export interface Inputs {
  'v1.0/create-task': Common & TextChannels & {};
  'v1.2/create-task': Common & Channels & {};
}

/** What every channel needs. */
interface Common {
  /** Chosen by the flow, usually its own id: a UUID on the vendor's page, though its WhatsApp sample adds _0. Another form is sent with a warning. */
  taskId: string;
  /** The conversation that the task belongs to. */
  conversationId: string;
  /** The business address: the app id, the service number of an SMS, the business's WhatsApp id. */
  destination: string;
  /** The customer's address, by channel: Facebook PS ID, Email ID, Mobile Number, Livechat User ID, WhatsApp WA ID, Apple user id. */
  origin: string;
  /** For the agent. */
  customerName: string;
  /** How the business knows the customer. */
  customerId: string;
}

/** The media channel and what it alone needs. */
type TextChannels = {
  /** It must fit the media type. */
  mediaChannel: string;
} & (LiveChat | EmailWithText | Sms | FacebookMessenger | WhatsApp | AppleMessages);

interface LiveChat {
  mediaChannel: 'web';
  /** The kind of conversation. */
  mediaType: 'chat';
  /** Who began. */
  chatType?: 'Regular' | 'Proactive';
  /** Inbound when the customer wrote first. */
  direction?: 'Inbound' | 'Outbound';
}

interface EmailWithText {
  mediaChannel: 'email';
  /** The kind of conversation. */
  mediaType: 'email';
  /** The subject line. */
  subject: string;
  /** Addresses, separated by commas. */
  toRecipients?: string;
  /** Addresses, separated by commas. */
  ccRecipients?: string;
  /** The text true or false, which the flow computes. */
  hasAttachments?: string;
}

interface Sms {
  mediaChannel: 'sms';
  mediaType: Social;
}

/** The kind of conversation. */
type Social = 'social';

interface FacebookMessenger {
  mediaChannel: 'facebook';
  mediaType: Social;
}

interface WhatsApp {
  mediaChannel: 'whatsapp';
  mediaType: Social;
  /** The business's number, without country code. */
  sourceNumber?: string;
}

interface AppleMessages {
  mediaChannel: 'apple';
  mediaType: Social;
}

/** The media channel and what it alone needs. */
type Channels = {
  /** It must fit the media type. */
  mediaChannel: string;
} & (LiveChat | Email | Sms | FacebookMessenger | WhatsApp | AppleMessages);

interface Email {
  mediaChannel: 'email';
  /** The kind of conversation. */
  mediaType: 'email';
  /** The subject line. */
  subject: string;
  /** Addresses, separated by commas. */
  toRecipients?: string;
  /** Addresses, separated by commas. */
  ccRecipients?: string;
  /** Whether the e-mail brings files. */
  hasAttachments?: boolean;
}

export interface Outputs {
  /** What the flow can read afterwards. */
  'v1.0/create-task': {
    /** The created task. */
    'Task ID': string;
    /** The conversation given. */
    'Conversation ID': string;
  };
  /** What the flow can read afterwards. */
  'v1.2/create-task': {
    /** The created task. */
    'Task ID': string;
    /** The conversation given. */
    'Conversation ID': string;
  };
}
