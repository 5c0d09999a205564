/* Written by `npm run typegen` from the schemas beside it. Do not edit. */

export interface Inputs {
  'v1.0/resolve-conversation': Flow & Message & {};
  'v1.1/resolve-conversation': Inputs['v1.0/resolve-conversation'];
  'v1.2/resolve-conversation': Flow &
    Message & {
      /** When on, the flow answers Task Closed events itself, with Close Task Accept or Reject. */
      overrideDefaultClose?: boolean;
    };
}

/** Which flow asks, and for which transaction. */
interface Flow {
  /** The flow's id, from the address bar of the flow builder; no spaces. */
  flowId: string;
  /** The transaction's id; visible ASCII without spaces, it travels in a header. */
  transId: string;
}

/** The channel and what it says of the message. */
type Message = {
  /** It must fit the media type. */
  mediaChannel: string;
} & (
  | {
      mediaChannel: 'web';
      /** The kind of conversation. */
      mediaType: 'chat';
      /** JSON text, or an object, with messageDetails of the channel; other fields pass as they are. Text goes out byte for byte. */
      details: {
        /** What the channel says of the message. Which fields are mandatory is assumed. */
        messageDetails: {
          /** The app. */
          appId: string;
          /** The chat's thread. */
          threadId: string;
          /** The browser's fingerprint. */
          userId: string;
          /** The customer's text; may be empty when there are attachments. */
          message: string;
          /** How many files came along. */
          attachmentCount?: number;
        };
        /** As the platform's own nodes give it. */
        pciDetails?: {};
        /** As the platform's own nodes give it. */
        malwareScanDetails?: {};
        /** As the platform's own nodes give it. */
        securityScanDetails?: {};
      };
    }
  | {
      mediaChannel: 'email';
      /** The kind of conversation. */
      mediaType: 'email';
      /** JSON text, or an object, with messageDetails of the channel; other fields pass as they are. Text goes out byte for byte. */
      details: {
        /** What the channel says of the message. Which fields are mandatory is assumed. */
        messageDetails: {
          /** The mailbox. */
          businessEmailId: string;
          /** The customer. */
          customerEmailId: string;
          /** The subject line. */
          subject: string;
          /** The Message-ID that is answered. */
          inReplyTo?: string;
        };
        /** As the platform's own nodes give it. */
        pciDetails?: {};
        /** As the platform's own nodes give it. */
        malwareScanDetails?: {};
        /** As the platform's own nodes give it. */
        securityScanDetails?: {};
      };
    }
  | {
      mediaChannel: 'sms';
      /** The kind of conversation. */
      mediaType: 'social';
      /** JSON text, or an object, with messageDetails of the channel; other fields pass as they are. Text goes out byte for byte. */
      details: {
        /** What the channel says of the message. Which fields are mandatory is assumed. */
        messageDetails: {
          /** The business's number. */
          serviceNumber: string;
          /** The customer's number. */
          senderNumber: string;
          /** The customer's text; may be empty when there are attachments. */
          message: string;
        };
        /** As the platform's own nodes give it. */
        pciDetails?: {};
        /** As the platform's own nodes give it. */
        malwareScanDetails?: {};
        /** As the platform's own nodes give it. */
        securityScanDetails?: {};
      };
    }
  | {
      mediaChannel: 'facebook';
      /** The kind of conversation. */
      mediaType: 'social';
      /** JSON text, or an object, with messageDetails of the channel; other fields pass as they are. Text goes out byte for byte. */
      details: {
        /** What the channel says of the message. Which fields are mandatory is assumed. */
        messageDetails: {
          /** The app. */
          appId: string;
          /** The customer's page-scoped id. */
          psId: string;
          /** The customer's text; may be empty when there are attachments. */
          message?: string;
        };
        /** As the platform's own nodes give it. */
        pciDetails?: {};
        /** As the platform's own nodes give it. */
        malwareScanDetails?: {};
        /** As the platform's own nodes give it. */
        securityScanDetails?: {};
      };
    }
  | {
      mediaChannel: 'whatsapp';
      /** The kind of conversation. */
      mediaType: 'social';
      /** JSON text, or an object, with messageDetails of the channel; other fields pass as they are. Text goes out byte for byte. */
      details: {
        /** What the channel says of the message. Which fields are mandatory is assumed. */
        messageDetails: {
          /** The app. */
          appId: string;
          /** The customer's WhatsApp id. */
          customerWhatsappId: string;
          /** The customer's text; may be empty when there are attachments. */
          message?: string;
        };
        /** As the platform's own nodes give it. */
        pciDetails?: {};
        /** As the platform's own nodes give it. */
        malwareScanDetails?: {};
        /** As the platform's own nodes give it. */
        securityScanDetails?: {};
      };
    }
  | {
      mediaChannel: 'apple';
      /** The kind of conversation. */
      mediaType: 'social';
      /** JSON text, or an object, with messageDetails of the channel; other fields pass as they are. Text goes out byte for byte. */
      details: {
        /** What the channel says of the message. Which fields are mandatory is assumed. */
        messageDetails: {
          /** The app. */
          appId: string;
          /** The customer. */
          abcUserId: string;
          /** The customer's text; may be empty when there are attachments. */
          message?: string;
        };
        /** As the platform's own nodes give it. */
        pciDetails?: {};
        /** As the platform's own nodes give it. */
        malwareScanDetails?: {};
        /** As the platform's own nodes give it. */
        securityScanDetails?: {};
      };
    }
);

export interface Outputs {
  /** What the flow can read afterwards. */
  'v1.0/resolve-conversation': {
    /** The transaction given. */
    transId?: string;
    /** The conversation's task. */
    taskId: string;
    /** What was done. */
    conversationOperation: 'created' | 'reopened' | 'appended';
  };
  'v1.1/resolve-conversation': Outputs['v1.0/resolve-conversation'];
  /** What the flow can read afterwards. */
  'v1.2/resolve-conversation': {
    /** The transaction given. */
    transId?: string;
    /** The conversation's task. */
    taskId: string;
    /** What was done. */
    conversationOperation: 'created' | 'reopened' | 'appended';
  };
}
