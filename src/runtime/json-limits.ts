import { ConfigurationError } from '../node-kit/configuration-error.js';
import type { Json } from '../node-kit/method.js';

/** Bytes of JSON that an input or a set of variables may have. */
export const maxJsonBytes = 1024 * 1024;

/** Levels of nesting; deeper JSON is no input of a node but an attack on the stack. */
export const maxJsonDepth = 100;

type Problem = 'too-deep' | 'forbidden-key';

/** Finds what no JSON of ours may hold, without recursion: depth is what it must survive. */
export const findProblem = (value: unknown): Problem | undefined => {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > maxJsonDepth) return 'too-deep';
    const next: unknown[] = [];
    for (const node of level) {
      if (node === null || typeof node !== 'object') continue;
      if (Object.hasOwn(node, '__proto__')) return 'forbidden-key';
      for (const child of Object.values(node)) next.push(child);
    }
    level = next;
  }
  return undefined;
};

const problemText: Record<Problem, string> = {
  'too-deep': `is nested over ${maxJsonDepth} levels deep`,
  'forbidden-key': 'holds a key "__proto__"',
};

const refuse = (what: string, code: string, problem: string) =>
  new ConfigurationError(
    `${what}.${code}`,
    `The ${what} ${problem}.`,
    `Give a JSON object of at most ${maxJsonBytes} bytes.`,
  );

/** JSON text → value; `what` names it in the error. Throws ConfigurationError. */
export const parseJson = (text: string, what: string): unknown => {
  if (Buffer.byteLength(text) > maxJsonBytes)
    throw refuse(what, 'too-large', `is over ${maxJsonBytes} bytes`);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw refuse(what, 'not-json', `is not JSON: ${(error as Error).message}`);
  }
};

/** Takes a copy of an object as JSON would carry it, or throws ConfigurationError. */
export const jsonObject = (value: unknown, what: string): { [key: string]: Json } => {
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw refuse(what, 'no-object', 'is no JSON object');
  const problem = findProblem(value);
  if (problem) throw refuse(what, problem, problemText[problem]);
  let text: string;
  try {
    text = JSON.stringify(value);
  } catch (error) {
    throw refuse(what, 'not-json', `cannot be written as JSON: ${(error as Error).message}`);
  }
  return parseJson(text, what) as { [key: string]: Json };
};
