import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import fetch, { FetchError } from 'node-fetch';
import { guardedLookup, type Resolver } from './guarded-lookup.js';
import type { WireCall } from './wire-call.js';

/** Bytes of an answer; more is cut off. */
export const maxAnswerBytes = 1024 * 1024;

export interface Answer {
  status: number;
  headers: Record<string, string>;
  text: string;
}

/** No whole answer: no connection, a host that must not be called, TLS, a cut or an oversized body. */
export class SendError extends Error {
  constructor(
    readonly code: 'unreachable' | 'refused' | 'cut' | 'too-large',
    message: string,
  ) {
    super(message);
  }
}

/** Sends calls over connections that are kept alive until `close`. */
export class Sender {
  readonly #http: HttpAgent;
  readonly #https: HttpsAgent;

  /** @param resolve the system's name resolution when left out. */
  constructor(resolve?: Resolver) {
    const options = { keepAlive: true, lookup: guardedLookup(resolve) };
    this.#http = new HttpAgent(options);
    this.#https = new HttpsAgent(options);
  }

  /** One request, no retry, redirects not followed. Throws SendError, or the signal's reason. */
  async send(call: WireCall, token: string, signal: AbortSignal): Promise<Answer> {
    try {
      const response = await fetch(call.url, {
        method: call.method,
        headers: { ...call.headers, Authorization: `Bearer ${token}`, Accept: 'application/json' },
        ...(call.body !== undefined && { body: JSON.stringify(call.body) }),
        redirect: 'manual',
        size: maxAnswerBytes,
        agent: ({ protocol }) => (protocol === 'https:' ? this.#https : this.#http),
        signal: signal as never,
      });
      return {
        status: response.status,
        headers: Object.fromEntries(response.headers),
        text: await response.text(),
      };
    } catch (error) {
      signal.throwIfAborted();
      throw sendError(error as Error);
    }
  }

  close(): void {
    this.#http.destroy();
    this.#https.destroy();
  }
}

const sendError = (error: Error): SendError => {
  if (error instanceof FetchError && error.type === 'max-size')
    return new SendError('too-large', `The answer is over ${maxAnswerBytes} bytes.`);
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'REFUSED_ADDRESS')
    return new SendError(
      'refused',
      "The host's name leads to an address of a private network, which only a connection that names the address itself may call.",
    );
  if (code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === 'EAI_AGAIN' || code === 'EHOSTUNREACH')
    return new SendError('unreachable', `The host cannot be reached (${code}).`);
  return new SendError('cut', `The connection broke before the answer was whole (${code ?? error.message}).`);
};
