import type { Readable, Writable } from 'node:stream';
import type { JSONRPCMessage, Transport } from '@modelcontextprotocol/server';
import { readJson } from '../ground/read-json.js';
import { jsonText } from '../node-kit/json-text.js';
import type { Json } from '../node-kit/method.js';
import { isObject } from '../schema/schema.js';

/** Bytes of a message; an input of a node has 1 MiB at most. */
const maxLineBytes = 10 * 1024 * 1024;

const lineFeed = 0x0a;
const parseError = -32_700;

const decoder = new TextDecoder('utf-8', { fatal: true });

/** The id of a message that is JSON, but none of ours; null when there is none to be read. */
const idOf = (text: string): unknown => {
  try {
    const { id } = JSON.parse(text) as { id?: unknown };
    return typeof id === 'string' || typeof id === 'number' ? id : null;
  } catch {
    return null;
  }
};

/**
 * One message a line, read as every door reads JSON: numbers keep their digits, and a key that stands twice is refused with
 * its place. The one of the protocol's own library reads by JSON.parse, which changes both in silence.
 */
export class LineTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;
  /** The pieces of a line that has not come to its end. */
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #isClosed = false;

  constructor(
    private readonly input: Readable,
    private readonly output: Writable,
  ) {}

  async start(): Promise<void> {
    this.input.on('data', this.#take);
    this.input.on('end', this.#end);
    this.input.on('close', this.#end);
    this.output.on('error', this.#end);
  }

  async send(message: JSONRPCMessage): Promise<void> {
    if (!this.#isClosed) await this.#write(message);
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.input.off('data', this.#take);
    this.input.pause();
    this.onclose?.();
  }

  readonly #end = () => void this.close();

  readonly #take = (chunk: Buffer) => {
    let rest = chunk;
    for (let end = rest.indexOf(lineFeed); end >= 0; end = rest.indexOf(lineFeed)) {
      const line = Buffer.concat([...this.#waiting, rest.subarray(0, end)]);
      this.#waiting = [];
      this.#waitingBytes = 0;
      rest = rest.subarray(end + 1);
      this.#read(line);
    }
    this.#waiting.push(rest);
    this.#waitingBytes += rest.length;
    if (this.#waitingBytes > maxLineBytes) {
      this.onerror?.(new Error(`A message is over ${maxLineBytes} bytes.`));
      void this.close();
    }
  };

  #read(line: Buffer) {
    let text: string;
    try {
      text = decoder.decode(line);
    } catch {
      return this.#refuse(null, 'The message is not UTF-8.');
    }
    if (text.trim() === '') return;
    const read = readJson(text);
    if ('value' in read) return this.#hand(read.value);
    const [{ message, pointer }] = read.problems;
    return this.#refuse(idOf(text), `The message ${message}${pointer && ` (${pointer.slice(0, 300)})`}.`);
  }

  /** What is no message of the protocol must not end the conversation. */
  #hand(value: Json) {
    if (!isObject(value)) return this.#refuse(null, 'The message is no object.');
    try {
      this.onmessage?.(value as unknown as JSONRPCMessage);
    } catch (error) {
      this.onerror?.(error as Error);
    }
  }

  #refuse(id: unknown, message: string) {
    void this.#write({ jsonrpc: '2.0', id, error: { code: parseError, message } });
  }

  #write(message: unknown): Promise<void> {
    return new Promise((resolve) => {
      this.output.write(`${jsonText(message)}\n`, () => resolve());
    });
  }
}
