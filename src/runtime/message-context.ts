import { createHash } from 'node:crypto';
import type { Connection } from '../../schemas/types.js';
import { toldError } from '../ground/told-error.js';
import type { MessageContext } from '../node-kit/method.js';
import type { CallableMethod } from '../package/method.js';

const connectionChannel = toldError(
  'operator',
  'connection.channel',
  'The connection does not say where messages of this media channel go.',
);

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A UUID that the same text always gives: the SHA-256 of it in the form of version 8 (RFC 9562). */
const uuidFrom = (text: string): string => {
  const bytes = createHash('sha256').update(text).digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
};

/**
 * What a method that sends a customer's message needs for this input; undefined for the others. Throws ToldError for a
 * media channel that the connection does not name.
 */
export const messageContext = (
  { definition }: Pick<CallableMethod, 'definition'>,
  input: unknown,
  { channels = {} }: Connection,
  timestamp: number,
): MessageContext | undefined => {
  const { message } = definition;
  if (!message) return undefined;
  const given = input as Record<string, unknown>;
  const [mediaChannel, id] = [String(given[message.channel]), String(given[message.id])];
  const found = Object.hasOwn(channels, mediaChannel) ? channels[mediaChannel] : undefined;
  if (!found)
    throw connectionChannel(
      `The connection's /channels has no ${JSON.stringify(mediaChannel)}; nothing was sent.`,
      `Add {"${mediaChannel}": {"channel": …, "businessAddress": …}} to channels: the custom messaging channel and business address at Cisco.`,
    );
  return { ...found, aliasId: uuid.test(id) ? id : uuidFrom(id), timestamp: Math.floor(timestamp) };
};
