import { jsonValue } from '../ground/read-json.js';

/** What the contact centre does not take from a customer, by media channel (documented). */
const refused: Record<string, string[]> = {
  web: ['txt', 'bmp', 'zip', 'flv', 'mkv'],
  email: ['txt', 'csv', 'doc', 'docx', 'ppt', 'pptx', 'xls', 'xlsx', 'pdf', 'zip', 'flv', 'mkv'],
  apple: ['bmp', 'flv', 'mkv', 'ogg', 'mpeg'],
};

/** JSON texts are looked into: attachments are a list in a text, in details that are a text themselves. */
const textsIn = (value: unknown, depth = 0): string[] => {
  if (depth > 10) return [];
  if (typeof value === 'string') {
    const read = /^\s*[[{]/.test(value) ? jsonValue(value) : undefined;
    return read === undefined ? [value] : textsIn(read, depth + 1);
  }
  if (value === null || typeof value !== 'object') return [];
  return Object.values(value).flatMap((one) => textsIn(one, depth + 1));
};

const member = (value: unknown, name: string): unknown => {
  const object = typeof value === 'string' ? jsonValue(value) : value;
  return object !== null && typeof object === 'object'
    ? (object as Record<string, unknown>)[name]
    : undefined;
};

/** The types of attachments in an input of Resolve Conversation that its channel refuses: `zip`. */
export const refusedAttachments = (input: Record<string, unknown>): string[] => {
  const types = refused[String(input.mediaChannel)] ?? [];
  const message = member(input.details, 'messageDetails');
  const names = ['attachment', 'attachments', 'attachmentUrl'].flatMap((name) =>
    textsIn(member(message, name)),
  );
  const endings = names.map((name) => /\.([a-z0-9]{2,5})(?:[?#].*)?$/is.exec(name)?.[1]?.toLowerCase() ?? '');
  return [...new Set(endings)].filter((ending) => types.includes(ending));
};

/** What there is to say of them, for the check and the run alike. */
export const attachmentWarning = (types: string[], channel: unknown) => ({
  message: `An attachment of the type ${types.map((type) => `.${type}`).join(', ')}: Resolve Conversation refuses it on ${channel}.`,
  remedy: 'Tell the customer which files are taken, and leave the attachment out.',
});
