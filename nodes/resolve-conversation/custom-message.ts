import type { MessageContext, Note } from '#node-kit';
import type { Inputs } from './types.js';

type Input = Inputs['v1.0/resolve-conversation'];

/** What POST /v2/tasks takes of one file (documented). */
interface Attachment {
  fileName: string;
  mimeType: string;
  fileUrl: string;
}

// Limits of customMessaging (documented).
const maxText = 20_000;
const maxAttachments = 5;
const maxUrl = 2000;

const place = '/details/messageDetails';

const customerFields = {
  web: 'userId',
  email: 'customerEmailId',
  sms: 'senderNumber',
  facebook: 'psId',
  whatsapp: 'customerWhatsappId',
  apple: 'abcUserId',
};

/** An emoji is one character, as in JSON Schema. */
const lengthOf = (text: string) => [...text].length;

const fieldsOf = (input: Input) => input.details.messageDetails as Record<string, unknown>;

/** Who writes: the field of the channel that tells the customer. */
export const customerOf = (input: Input) => {
  const { [customerFields[input.mediaChannel]]: id, customerName } = fieldsOf(input);
  return {
    id: String(id),
    ...(typeof customerName === 'string' && customerName !== '' && { name: customerName }),
  };
};

const isAttachment = (item: unknown): item is Attachment =>
  ['fileName', 'mimeType', 'fileUrl'].every(
    (name) => typeof (item as Record<string, unknown> | null)?.[name] === 'string',
  );

const attachmentProblems = (item: unknown, index: number): Note[] => {
  const pointer = `${place}/attachments/${index}`;
  if (!isAttachment(item))
    return [
      {
        pointer,
        message: 'The attachment lacks fileName, mimeType or fileUrl.',
        remedy: 'Give all three as text: the API fetches the file from fileUrl.',
      },
    ];
  const { fileUrl } = item;
  if (/^https:\/\/[^\s/?#]\S*$/i.test(fileUrl) && fileUrl.length <= maxUrl) return [];
  return [
    {
      pointer: `${pointer}/fileUrl`,
      message: `The file’s address is not https, or has more than ${maxUrl} characters.`,
      remedy: 'Give an https address from which the platform can fetch the file.',
    },
  ];
};

const refusalsOf = (input: Input, text: string, attachments: unknown[]): Note[] => [
  ...(customerOf(input).id === ''
    ? [
        {
          pointer: `${place}/${customerFields[input.mediaChannel]}`,
          message: 'The customer has no id.',
          remedy: 'Give the id by which the channel knows the customer.',
        },
      ]
    : []),
  ...(lengthOf(text) > maxText
    ? [
        {
          pointer: `${place}/message`,
          message: `The text has ${lengthOf(text)} characters; the API takes ${maxText}.`,
          remedy: 'Shorten the text, or send it in parts.',
        },
      ]
    : []),
  ...(text === '' && attachments.length === 0
    ? [
        {
          pointer: `${place}/message`,
          message: 'The message has neither text nor attachments.',
          remedy: 'Give a text, or attachments as a list of {fileName, mimeType, fileUrl}.',
        },
      ]
    : []),
  ...(attachments.length > maxAttachments
    ? [
        {
          pointer: `${place}/attachments`,
          message: `There are ${attachments.length} attachments; the API takes ${maxAttachments}.`,
          remedy: 'Send the others with further messages.',
        },
      ]
    : attachments.flatMap(attachmentProblems)),
];

/** A flow may bring the list as the text that its channel gave it. */
const listIn = (given: unknown): unknown[] => {
  if (Array.isArray(given)) return given;
  try {
    const read: unknown = JSON.parse(String(given));
    return Array.isArray(read) ? read : [];
  } catch {
    return [];
  }
};

const isSomething = (given: unknown): boolean =>
  given !== undefined && given !== null && !['', '[]', '{}', '0', 'null'].includes(String(given).trim());

/** The fields in which a channel tells of files besides the list. */
const fileFields = ['attachments', 'attachment', 'attachmentUrl', 'attachmentCount'];

const uncarriedOf = (input: Input, attachments: unknown[]): Note[] => {
  if (attachments.length > 0) return [];
  const fields = fieldsOf(input);
  const told = fileFields.find((name) => isSomething(fields[name]));
  if (told === undefined) return [];
  return [
    {
      pointer: `${place}/${told}`,
      message: 'The files that came along are not carried: their addresses are not given.',
      remedy: 'Give attachments as a list of {fileName, mimeType, fileUrl}.',
    },
  ];
};

/** The message as customMessaging has it (documented), what the API would refuse of it, and what it cannot carry. */
export const customMessage = (input: Input, { aliasId, timestamp }: MessageContext) => {
  const { message, subject, attachments: given } = fieldsOf(input);
  const text = [message, subject].find((one) => typeof one === 'string' && one !== '') ?? '';
  const attachments = listIn(given);
  const sent = attachments.map((item) => {
    const { fileName, mimeType, fileUrl } = { ...(item as Attachment) };
    return { fileName, mimeType, fileUrl };
  });
  const channelParams =
    sent.length > 0
      ? {
          type: 'text-with-attachments',
          message: { aliasId, ...(text !== '' && { text }), attachments: sent, timestamp },
        }
      : { type: 'text', message: { aliasId, text, timestamp } };
  return {
    channelParams,
    refused: refusalsOf(input, String(text), attachments),
    notes: uncarriedOf(input, attachments),
  };
};
