import { jsonText } from '../node-kit/json-text.js';
import type { Json } from '../node-kit/method.js';
import { ExactNumber, holdsExact } from './exact-number.js';
import { maxJsonDepth, readJson } from './read-json.js';
import { ToldError, toldErrorOf } from './told-error.js';

const noObject = toldErrorOf('caller', 'no-object', 'What should be a JSON object is something else.');
const tooLarge = toldErrorOf('caller', 'too-large', 'The JSON is too large.');
const tooDeep = toldErrorOf('caller', 'too-deep', 'The JSON is nested too deeply.');
const forbiddenKey = toldErrorOf(
  'caller',
  'forbidden-key',
  'The JSON holds a key that no JSON of ours may hold.',
);
export const notUtf8 = toldErrorOf('caller', 'encoding', 'The text is not UTF-8.');
const notJson = toldErrorOf('caller', 'not-json', 'The text is not JSON.');
const duplicateKey = toldErrorOf('caller', 'duplicate-key', 'A key of the JSON stands twice.');

/** Bytes of JSON that an input or a set of variables may have. */
export const maxJsonBytes = 1024 * 1024;

type Problem = 'too-deep' | 'too-large' | 'forbidden-key' | 'no-object';

/** Finds what no JSON of ours may hold, without recursion: depth is what it must survive. */
const findProblem = (value: unknown): Problem | undefined => {
  let level: unknown[] = [value];
  let count = 0;
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > maxJsonDepth) return 'too-deep';
    const next: unknown[] = [];
    for (const node of level) {
      if (node === null || typeof node !== 'object') continue;
      if (Object.hasOwn(node, '__proto__')) return 'forbidden-key';
      for (const child of Object.values(node)) next.push(child);
      // A graph that shares its parts may be endless as a tree; every value takes at least a byte of JSON.
      count += 1;
      if (count + next.length > maxJsonBytes) return 'too-large';
    }
    level = next;
  }
  return undefined;
};

const texts: Record<Problem, string> = {
  'no-object': 'is not a JSON object',
  'too-large': `is over ${maxJsonBytes} bytes`,
  'too-deep': `is nested over ${maxJsonDepth} levels deep`,
  'forbidden-key': 'holds a key "__proto__"',
};

const errors: Record<Problem | 'not-json' | 'duplicate-key', ReturnType<typeof toldErrorOf>> = {
  'no-object': noObject,
  'too-large': tooLarge,
  'too-deep': tooDeep,
  'forbidden-key': forbiddenKey,
  'not-json': notJson,
  'duplicate-key': duplicateKey,
};

const refuse = (
  what: string,
  code: keyof typeof errors,
  problem: string,
  remedy = `Give a JSON object of at most ${maxJsonBytes} bytes.`,
) => errors[code](what, `The ${what} ${problem}.`, remedy);

export const refuseTooLarge = (what: string) => refuse(what, 'too-large', texts['too-large']);

const inBounds = (text: string, what: string): string => {
  if (Buffer.byteLength(text) > maxJsonBytes) throw refuseTooLarge(what);
  return text;
};

/** JSON text → value, its numbers with their digits; `what` names it in the error. Throws ToldError. */
export const parseJson = (text: string, what: string): unknown => {
  const read = readJson(inBounds(text, what));
  if ('value' in read) return read.value;
  const [{ rule, message, pointer }] = read.problems;
  throw refuse(
    what,
    rule === 'syntax' ? 'not-json' : rule,
    pointer ? `${message} (${shownPointer(pointer)})` : message,
    'Correct the JSON at this place.',
  );
};

/** Names in it may be a caller's, and as long as the whole text. */
export const shownPointer = (pointer: string) =>
  pointer.length <= 300 ? pointer : `${pointer.slice(0, 300)}…`;

const checkObject = (value: unknown): Problem | undefined =>
  value === null || typeof value !== 'object' || Array.isArray(value) ? 'no-object' : findProblem(value);

/** What `parseJson` has read, where it is an object: its limits are kept, and it is a copy already. Throws ToldError. */
export const readObject = (value: unknown, what: string): { [key: string]: Json } => {
  if (value !== null && typeof value === 'object' && !Array.isArray(value) && !(value instanceof ExactNumber))
    return value as { [key: string]: Json };
  throw refuse(what, 'no-object', texts['no-object']);
};

const written = (value: object, what: string): { text: string; isExact: boolean } => {
  try {
    const isExact = holdsExact(value);
    return { text: isExact ? jsonText(value) : (JSON.stringify(value) ?? 'null'), isExact };
  } catch (error) {
    throw refuse(what, 'not-json', `cannot be written as JSON: ${(error as Error).message}`);
  }
};

/** Takes a copy of an object as JSON would carry it, or throws ToldError. */
export const jsonObject = (value: unknown, what: string): { [key: string]: Json } => {
  const check = (candidate: unknown) => {
    const problem = checkObject(candidate);
    if (problem) throw refuse(what, problem, texts[problem]);
  };
  try {
    check(value);
  } catch (error) {
    if (error instanceof ToldError) throw error;
    throw refuse(what, 'not-json', `cannot be read: ${(error as Error).message}`);
  }
  // Objects of other programs may write themselves as something else (toJSON): what counts is the copy.
  const { text, isExact } = written(value as object, what);
  // What JavaScript wrote it may read: no key stands twice, and no number has other digits.
  const copy = isExact ? parseJson(text, what) : JSON.parse(inBounds(text, what));
  check(copy);
  return copy as { [key: string]: Json };
};
