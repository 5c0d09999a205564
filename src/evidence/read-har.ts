import type { HarEntry as Entry } from '../../schemas/types.js';
import { isHar, isHarEntry } from '../../schemas/validators.js';
import { readRegularText, type UnreadableFile } from '../files/regular-file.js';
import { rounded } from '../ground/exact-number.js';
import { readJson } from '../ground/read-json.js';
import { toldError } from '../ground/told-error.js';
import { type Exchange, shownBody } from '../runtime/exchange.js';
import { commasIn } from './commas-in.js';
import type { KnownWords } from './known-words.js';
import type { ReadRecording } from './read-recording.js';
import { redacted } from './redaction.js';

const harUnreadable = toldError('caller', 'har.unreadable', 'An HTTP archive cannot be read.');

/** Bytes. An export of a browser's session with its images is larger; without them it is far below. */
const maxBytes = 32 * 1024 * 1024;

/**
 * Commas of a file: each value that stands beside another costs one, and many times its bytes in memory. Exports hold a few
 * hundred thousand.
 */
const maxCommas = 1_000_000;

/** Which words a segment must be one of so that a call is one of an API: a version says too little. */
const isWord = (segment: string) => !/^(v[0-9]+|api|)$/.test(segment);

/** Messages name places, and no value of the file. */
const refused = (file: string, problem: string, remedy: string) =>
  harUnreadable(`${file}: ${problem}.`, remedy);

const exportLess = 'Export only the calls to the API, without images and scripts.';

const remedies: Record<NonNullable<UnreadableFile['code']>, string> = {
  absent: 'Check the path.',
  'too-large': exportLess,
  'not-utf8': 'Save it as UTF-8.',
};

const textOf = (file: string): Promise<string> =>
  readRegularText(file, maxBytes).catch(({ message, code }: UnreadableFile) => {
    throw refused(file, message, remedies[code ?? 'absent']);
  });

const entriesOf = (file: string, text: string): Entry[] => {
  if (commasIn(text) > maxCommas) throw refused(file, `over ${maxCommas} values`, exportLess);
  const read = readJson(text);
  const remedy = 'Export it as HAR 1.2 from the network panel of a browser, or from mitmproxy.';
  if (!('value' in read)) {
    const [{ rule, offset }] = read.problems;
    throw refused(file, `no JSON that is read (${rule}, at character ${offset + 1})`, remedy);
  }
  const value: unknown = rounded(read.value);
  const wrong = (at: string, { errors }: Pick<typeof isHar, 'errors'>) => {
    const [first] = errors ?? [];
    return refused(
      file,
      `no HAR 1.2 at ${at + (first?.instancePath ?? '') || 'the whole'} (${first?.keyword})`,
      remedy,
    );
  };
  if (!isHar(value)) throw wrong('', isHar);
  const { entries } = value.log;
  // One by one, up to the first that is wrong: to list what is wrong with all takes the square of their number.
  return entries.map((entry, index) => {
    if (isHarEntry(entry)) return entry;
    throw wrong(`/log/entries/${index}`, isHarEntry);
  });
};

const headersOf = (headers: Entry['request']['headers']) =>
  Object.fromEntries(headers.map(({ name }) => [name, '']));

const answerOf = ({ response }: Entry): Extract<Exchange, { request: unknown }>['answer'] => {
  const { status, headers, content } = response;
  // A browser says 0 where there was no answer, or none that it may show.
  if (status < 100) return undefined;
  const { text = '', encoding } = content ?? {};
  const body = encoding === 'base64' ? Buffer.from(text, 'base64').toString('utf8') : text;
  return { status, headers: headersOf(headers), ...(body !== '' && { body: shownBody(body) }) };
};

const exchangeOf = (entry: Entry): Exchange => {
  const { method, url, headers, postData } = entry.request;
  const answer = answerOf(entry);
  return {
    request: {
      method: method.toUpperCase(),
      url,
      headers: headersOf(headers),
      ...(postData?.text && { body: shownBody(postData.text) }),
    },
    ...(answer && { answer }),
  };
};

export interface ReadHar extends ReadRecording {
  /** Entries that are no calls of an API that the pack knows a word of: pages, images, scripts, tokens. */
  leftOut: number;
}

/** No API is called by a longer one; each of its segments and names takes many times its characters in memory. */
const maxUrlLength = 32 * 1024;

/** Whether a call is one of an API that the pack knows a word of. */
export const isOfApi = (url: string, words: KnownWords): boolean =>
  url.length <= maxUrlLength &&
  URL.canParse(url) &&
  /^https?:$/.test(new URL(url).protocol) &&
  new URL(url).pathname.split('/').some((segment) => isWord(segment) && words.segments.has(segment));

/**
 * Reads an HTTP archive of calls that others made, without their values. The memory that it takes is bounded: what is over
 * 32 MiB or nested over 100 levels is refused. Throws ToldError.
 */
export const readHar = async (file: string, words: KnownWords): Promise<ReadHar> => {
  const entries = entriesOf(file, await textOf(file));
  const calls = entries.filter(({ request: { url } }) => isOfApi(url, words));
  return {
    program: 'har-1.2',
    day: calls[0]?.startedDateTime.slice(0, 10) ?? '1970-01-01',
    exchanges: redacted(calls, exchangeOf, words),
    leftOut: entries.length - calls.length,
  };
};
