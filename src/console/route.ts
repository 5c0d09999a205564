import { problem } from '../ground/problem.js';
import { readJson } from '../ground/read-json.js';
import type { Json } from '../node-kit/method.js';
import { isObject } from '../schema/schema.js';

const consoleInput = problem(
  400,
  'console.input',
  'The call of the page lacks something, or has it in a wrong form.',
);

/** What the page sends with a call. */
export class Asked {
  constructor(
    readonly params: Record<string, string>,
    private readonly body: unknown,
    /** Ends when the page that asked is gone. What changes or keeps something goes on all the same. */
    readonly signal: AbortSignal = new AbortController().signal,
  ) {}

  text(name: string): string {
    const value = this.textIfAny(name);
    if (value !== undefined) return value;
    throw consoleInput(`${name} is missing or no text.`, 'Reload the page.');
  }

  textIfAny(name: string): string | undefined {
    const value = this.#of(name);
    return typeof value === 'string' && value !== '' ? value : undefined;
  }

  texts(name: string): string[] {
    const value = this.#of(name);
    return Array.isArray(value) ? value.map(String) : [];
  }

  flag(name: string): boolean {
    return this.#of(name) === true;
  }

  value(name: string): unknown {
    return this.#of(name);
  }

  #of(name: string): unknown {
    if (Object.hasOwn(this.params, name)) return this.params[name];
    return isObject(this.body) ? this.body[name] : undefined;
  }
}

/** What a route gives: JSON as the command prints it, or a file. */
export type Given =
  | { json: unknown; headers?: Record<string, string> }
  | { type: string; bytes: Buffer | string };

/** A call of the page. */
export interface Route {
  verb: 'GET' | 'POST';
  /** As fastify has it, below /api. */
  path: string;
  run(asked: Asked): Promise<Given> | Given;
}

export const get = (path: string, run: Route['run']): Route => ({ verb: 'GET', path, run });
export const post = (path: string, run: Route['run']): Route => ({ verb: 'POST', path, run });

/** Reads a body as every door does: digits are kept, a key that is there twice is refused. */
export const readBody = (text: string): Json => {
  if (text === '') return {};
  const read = readJson(text);
  if ('value' in read) return read.value;
  throw consoleInput('The body is no JSON.', 'Reload the page.');
};
