import type { Json } from '../node-kit/method.js';
import { numberFrom } from './exact-number.js';
import { appendPointer } from './pointer.js';

/** Levels of nesting; deeper JSON is no input of a node but an attack on the stack. */
export const maxJsonDepth = 100;

/** What is wrong with a JSON text. */
export interface JsonProblem {
  rule: 'syntax' | 'too-deep' | 'duplicate-key' | 'forbidden-key';
  /** Of the value or member, as far as it is known. */
  pointer: string;
  /** Characters before it, the byte order mark not counted. */
  offset: number;
  /** What it says of the text: `is not JSON, at character 34 (a comma or } is missing)`. */
  message: string;
}

/** Editors of Windows put a byte order mark before a text. */
export const withoutMark = (text: string): string => text.replace(/^\uFEFF/, '');

/** More would hide the first ones. */
const maxProblems = 100;

const blanks = /[ \t\n\r]*/y;
const numbers = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const words = /true|false|null/y;
/** All but quote, backslash and controls. */
const plainCharacters = /[ !#-[\]-\uffff]*/y;
const escapes = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

class Stop extends Error {}

/** Reads one text from front to end. */
class Reading {
  #at = 0;
  readonly problems: JsonProblem[] = [];

  constructor(
    private readonly text: string,
    private readonly maxDepth: number,
  ) {}

  whole(): Json {
    const value = this.#value('', 0);
    if (this.#at < this.text.length) throw this.#broken('the text goes on after the value');
    return value;
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const [found] = pattern.exec(this.text) ?? [''];
    this.#at += found.length;
    return found;
  }

  #takes(character: string): boolean {
    const isThere = this.text[this.#at] === character;
    if (isThere) this.#at += 1;
    this.#take(blanks);
    return isThere;
  }

  #value(pointer: string, depth: number): Json {
    this.#take(blanks);
    const first = this.text[this.#at];
    if ((first === '{' || first === '[') && depth === this.maxDepth)
      throw this.#stop('too-deep', pointer, `is nested over ${this.maxDepth} levels deep`, '');
    const value =
      first === '{'
        ? this.#object(pointer, depth)
        : first === '['
          ? this.#list(pointer, depth)
          : first === '"'
            ? this.#string()
            : this.#scalar();
    this.#take(blanks);
    return value;
  }

  #object(pointer: string, depth: number): Json {
    const members: { [key: string]: Json } = {};
    this.#takes('{');
    if (this.#takes('}')) return members;
    do {
      const offset = this.#at;
      if (this.text[offset] !== '"') throw this.#broken('a key in quotes is missing');
      const key = this.#string();
      const inside = appendPointer(pointer, key);
      if (key === '__proto__') this.#note('forbidden-key', inside, offset, 'holds a key "__proto__"');
      else if (Object.hasOwn(members, key))
        this.#note(
          'duplicate-key',
          inside,
          offset,
          `holds the key ${JSON.stringify(key.slice(0, 100))} twice`,
        );
      this.#take(blanks);
      if (!this.#takes(':')) throw this.#broken('a colon is missing');
      const value = this.#value(inside, depth + 1);
      if (key !== '__proto__') members[key] = value;
    } while (this.#takes(','));
    if (!this.#takes('}')) throw this.#broken('a comma or } is missing');
    return members;
  }

  #list(pointer: string, depth: number): Json {
    const items: Json[] = [];
    this.#takes('[');
    if (this.#takes(']')) return items;
    do items.push(this.#value(appendPointer(pointer, items.length), depth + 1));
    while (this.#takes(','));
    if (!this.#takes(']')) throw this.#broken('a comma or ] is missing');
    return items;
  }

  #string(): string {
    const start = this.#at;
    this.#at += 1;
    for (;;) {
      this.#take(plainCharacters);
      const next = this.text[this.#at];
      if (next === '"') break;
      if (next === undefined) throw this.#broken('the text ends inside quotes');
      if (next !== '\\') throw this.#broken('a control character stands inside quotes');
      if (this.#take(escapes) === '') throw this.#broken('a backslash stands before what it cannot escape');
    }
    this.#at += 1;
    return JSON.parse(this.text.slice(start, this.#at)) as string;
  }

  #scalar(): Json {
    const word = this.#take(words);
    if (word !== '') return word === 'null' ? null : word === 'true';
    const number = this.#take(numbers);
    if (number === '')
      throw this.#broken(this.#at < this.text.length ? 'no value starts here' : 'the text ends');
    return numberFrom(number);
  }

  #note(rule: JsonProblem['rule'], pointer: string, offset: number, message: string) {
    this.problems.push({ rule, pointer, offset, message: `${message}, at character ${offset + 1}` });
    if (this.problems.length === maxProblems) throw new Stop();
  }

  #broken(detail: string): Stop {
    // What breaks the text comes before what its keys are.
    this.problems.length = 0;
    return this.#stop('syntax', '', 'is not JSON', ` (${detail})`);
  }

  #stop(rule: JsonProblem['rule'], pointer: string, message: string, detail: string): Stop {
    const offset = this.#at;
    const whole = `${message}, at character ${offset + 1}${detail}`;
    this.problems.push({ rule, pointer, offset, message: whole });
    return new Stop();
  }
}

/**
 * JSON text → value, its numbers with their digits; or what is wrong with it: what is no JSON (RFC 8259), nested over
 * `maxDepth` levels, a key that stands twice or is "__proto__". Never throws; the caller bounds the length.
 */
export const readJson = (
  source: string,
  maxDepth = maxJsonDepth,
): { value: Json } | { problems: [JsonProblem, ...JsonProblem[]] } => {
  const reading = new Reading(withoutMark(source), maxDepth);
  let value: Json = null;
  try {
    value = reading.whole();
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
  }
  const [first, ...others] = reading.problems;
  return first ? { problems: [first, ...others] } : { value };
};
