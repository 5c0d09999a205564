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

const numbers = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const words = /true|false|null/y;
/** All but quote, backslash and controls. */
const plainCharacters = /[ !#-[\]-\uffff]*/y;
const escapes = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/** Whole numbers of so many digits are JavaScript's as well. */
const sureDigits = 15;

class Stop extends Error {}

/** Reads one text from front to end. */
class Reading {
  #at = 0;
  readonly #path: (string | number)[] = [];
  readonly problems: JsonProblem[] = [];

  constructor(
    private readonly text: string,
    private readonly maxDepth: number,
  ) {}

  whole(): Json {
    const value = this.#value(0);
    if (this.#at < this.text.length) throw this.#broken('the text goes on after the value');
    return value;
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const [found] = pattern.exec(this.text) ?? [''];
    this.#at += found.length;
    return found;
  }

  /** Without the text that it skips, which costs more than to find it. */
  #skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    const isThere = pattern.test(this.text);
    if (isThere) this.#at = pattern.lastIndex;
    return isThere;
  }

  #skipBlanks() {
    for (;;) {
      const code = this.text.charCodeAt(this.#at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.#at += 1;
    }
  }

  #takes(character: string): boolean {
    const isThere = this.text[this.#at] === character;
    if (isThere) this.#at += 1;
    this.#skipBlanks();
    return isThere;
  }

  #value(depth: number): Json {
    this.#skipBlanks();
    const first = this.text[this.#at];
    if ((first === '{' || first === '[') && depth === this.maxDepth)
      throw this.#stop('too-deep', `is nested over ${this.maxDepth} levels deep`, '');
    const value =
      first === '{'
        ? this.#object(depth)
        : first === '['
          ? this.#list(depth)
          : first === '"'
            ? this.#string()
            : this.#scalar();
    this.#skipBlanks();
    return value;
  }

  #object(depth: number): Json {
    const members: { [key: string]: Json } = {};
    this.#takes('{');
    if (this.#takes('}')) return members;
    do {
      const offset = this.#at;
      if (this.text[offset] !== '"') throw this.#broken('a key in quotes is missing');
      const key = this.#string();
      this.#path.push(key);
      const isForbidden = key === '__proto__';
      if (isForbidden) this.#note('forbidden-key', offset, 'holds a key "__proto__"');
      else if (Object.hasOwn(members, key))
        this.#note('duplicate-key', offset, `holds the key ${JSON.stringify(key.slice(0, 100))} twice`);
      this.#skipBlanks();
      if (!this.#takes(':')) throw this.#broken('a colon is missing');
      const value = this.#value(depth + 1);
      if (!isForbidden) members[key] = value;
      this.#path.pop();
    } while (this.#takes(','));
    if (!this.#takes('}')) throw this.#broken('a comma or } is missing');
    return members;
  }

  #list(depth: number): Json {
    const items: Json[] = [];
    this.#takes('[');
    if (this.#takes(']')) return items;
    do {
      this.#path.push(items.length);
      items.push(this.#value(depth + 1));
      this.#path.pop();
    } while (this.#takes(','));
    if (!this.#takes(']')) throw this.#broken('a comma or ] is missing');
    return items;
  }

  #string(): string {
    const start = this.#at;
    this.#at += 1;
    let isPlain = true;
    for (;;) {
      this.#skip(plainCharacters);
      const next = this.text[this.#at];
      if (next === '"') break;
      if (next === undefined) throw this.#broken('the text ends inside quotes');
      if (next !== '\\') throw this.#broken('a control character stands inside quotes');
      if (!this.#skip(escapes)) throw this.#broken('a backslash stands before what it cannot escape');
      isPlain = false;
    }
    this.#at += 1;
    if (isPlain) return this.text.slice(start + 1, this.#at - 1);
    return JSON.parse(this.text.slice(start, this.#at)) as string;
  }

  #scalar(): Json {
    const start = this.#at;
    let at = start;
    for (let code = this.text.charCodeAt(at); code >= 0x30 && code <= 0x39; code = this.text.charCodeAt(at))
      at += 1;
    const isSure = at > start && at - start <= sureDigits && this.text[start] !== '0';
    if (isSure && !'.eE'.includes(this.text[at] ?? ' ')) {
      this.#at = at;
      return Number(this.text.slice(start, at));
    }
    const word = this.#take(words);
    if (word !== '') return word === 'null' ? null : word === 'true';
    const number = this.#take(numbers);
    if (number === '')
      throw this.#broken(start < this.text.length ? 'no value starts here' : 'the text ends');
    return numberFrom(number);
  }

  /** Made when it is asked for: few texts have a problem. */
  get #pointer(): string {
    return this.#path.reduce<string>(appendPointer, '');
  }

  #note(rule: JsonProblem['rule'], offset: number, message: string) {
    const whole = `${message}, at character ${offset + 1}`;
    this.problems.push({ rule, pointer: this.#pointer, offset, message: whole });
    if (this.problems.length === maxProblems) throw new Stop();
  }

  #broken(detail: string): Stop {
    // What breaks the text comes before what its keys are.
    this.problems.length = 0;
    this.#path.length = 0;
    return this.#stop('syntax', 'is not JSON', ` (${detail})`);
  }

  #stop(rule: JsonProblem['rule'], message: string, detail: string): Stop {
    const offset = this.#at;
    const whole = `${message}, at character ${offset + 1}${detail}`;
    this.problems.push({ rule, pointer: this.#pointer, offset, message: whole });
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

/** The value of a JSON text; undefined where it is none, for whom why does not matter. */
export const jsonValue = (text: string, maxDepth = maxJsonDepth): Json | undefined => {
  const read = readJson(text, maxDepth);
  return 'value' in read ? read.value : undefined;
};
