import { readRegularText, type UnreadableFile } from '../files/regular-file.js';
import { today } from '../ground/clock.js';
import { toldError } from '../ground/told-error.js';
import { type Exchange, shownBody } from '../runtime/exchange.js';
import type { KnownWords } from './known-words.js';
import { isOfApi, type ReadHar } from './read-har.js';
import { redacted } from './redaction.js';

const textUnreadable = toldError('caller', 'text.unreadable', 'A text that was copied cannot be read.');

/** Bytes. What somebody copies is far below. */
const maxBytes = 8 * 1024 * 1024;

/** Where a request went that a text names by its path alone. */
const nowhere = 'https://elsewhere.invalid';

/** A request line, a status, the word callback, or where JSON may begin; in this order. */
const token =
  /\b(GET|POST|PUT|PATCH|DELETE)\b["':=,\s]{1,8}(?:url["':=\s]{1,6})?(https?:\/\/[^\s"'<>]+|\/[^\s"'<>]+)|\b(?:HTTP\/[0-9.]{1,3}|status(?:[ _-]?code)?|response code)["':=\s]{1,6}([1-5][0-9]{2})\b|\b(callback|webhook)\b|\{/gi;

/** Of a log, at the beginning of a line; another date may be a value. */
const timeStamp = /^\W{0,2}(20[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01]))[T ][0-9]{2}:/m;

/** The end of the JSON object that begins at a place; none where it has no end. */
const endOfObject = (text: string, start: number): number | undefined => {
  let depth = 0;
  let isInText = false;
  for (let at = start; at < text.length; at += 1) {
    const sign = text[at];
    if (isInText) {
      if (sign === '\\') at += 1;
      else if (sign === '"') isInText = false;
    } else if (sign === '"') isInText = true;
    else if (sign === '{') depth += 1;
    else if (sign === '}') {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return undefined;
};

type Call = Extract<Exchange, { request: unknown }>;

/** What a text tells of calls, in the order in which it stands there. */
class CopiedText {
  readonly exchanges: Exchange[] = [];
  #call: Call | undefined;
  #isCallback = false;

  request(method: string, target: string): void {
    const url = target.startsWith('/') ? `${nowhere}${target}` : target;
    this.#isCallback = false;
    if (!URL.canParse(url)) return;
    this.#call = { request: { method: method.toUpperCase(), url, headers: {} } };
    this.exchanges.push(this.#call);
  }

  status(status: number): void {
    if (this.#call && !this.#call.answer) this.#call.answer = { status, headers: {} };
  }

  callback(): void {
    // The request itself names an address for one.
    this.#isCallback = this.#call?.answer !== undefined;
  }

  /** Before a status it is the request's body, after it the answer's, and after the word that of a callback. */
  json(text: string): void {
    const call = this.#call;
    const body = shownBody(text);
    if (!call || typeof body === 'string') return;
    if (this.#isCallback) this.exchanges.push({ callback: body });
    else if (call.answer) call.answer.body ??= body;
    else call.request.body ??= body;
    this.#isCallback = false;
  }
}

const read = (text: string): Exchange[] => {
  const copied = new CopiedText();
  // Once there is an object without an end, no later one is looked for: the time that a hostile text takes is bounded.
  let mayHaveJson = true;
  const next = new RegExp(token);
  for (let found = next.exec(text); found; found = next.exec(text)) {
    const [, method, target, status, word] = found;
    if (method && target) copied.request(method, target);
    else if (status) copied.status(Number(status));
    else if (word) copied.callback();
    else if (mayHaveJson) {
      const end = endOfObject(text, found.index);
      mayHaveJson = end !== undefined;
      if (end === undefined) continue;
      copied.json(text.slice(found.index, end));
      next.lastIndex = end;
    }
  }
  return copied.exchanges;
};

/**
 * Reads what somebody copied out of the flow debugger or a log: request lines, statuses, JSON. What it makes nothing of is
 * passed over, and values are taken out as of any exchange. Throws ToldError.
 */
export const readCopiedText = async (file: string, words: KnownWords): Promise<ReadHar> => {
  const text = await readRegularText(file, maxBytes).catch(({ message, code }: UnreadableFile) => {
    throw textUnreadable(
      `${file}: ${message}.`,
      code === 'not-utf8' ? 'Save it as UTF-8.' : 'Check the path; copy only what tells of the calls.',
    );
  });
  const all = read(text);
  let isOurs = false;
  const known = all.filter((exchange) => {
    if (!('callback' in exchange)) isOurs = isOfApi(exchange.request.url, words);
    return isOurs;
  });
  return {
    program: 'text',
    day: timeStamp.exec(text)?.[1] ?? today(),
    exchanges: redacted(known, (exchange) => exchange, words),
    leftOut: all.length - known.length,
  };
};
