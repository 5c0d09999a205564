import fetch, { FetchError } from 'node-fetch';
import { GuardedAgents } from '../network/guarded-agents.js';
import { isRefusedAddress, type Resolver } from '../network/guarded-lookup.js';
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
  readonly #agents: GuardedAgents;

  /** @param resolve the system's name resolution when left out. */
  constructor(resolve?: Resolver) {
    this.#agents = new GuardedAgents({ keepAlive: true, resolve });
  }

  /** One request, no retry, redirects not followed; without a token no Authorization header. Throws SendError, or the signal's reason. */
  async send(call: WireCall, token: string | undefined, signal: AbortSignal): Promise<Answer> {
    try {
      const response = await fetch(call.url, {
        method: call.method,
        headers: {
          ...call.headers,
          ...(token !== undefined && { Authorization: `Bearer ${token}` }),
          Accept: 'application/json',
        },
        ...(call.body !== undefined && { body: JSON.stringify(call.body) }),
        redirect: 'manual',
        size: maxAnswerBytes,
        agent: this.#agents.forUrl,
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
    this.#agents.close();
  }
}

/** What happens before a byte is sent. */
const unreachable = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

const sendError = (error: Error): SendError => {
  if (error instanceof FetchError && error.type === 'max-size')
    return new SendError('too-large', `The answer is over ${maxAnswerBytes} bytes.`);
  if (isRefusedAddress(error))
    return new SendError(
      'refused',
      "The host's name leads to an address of a private network, which only a connection that names the address itself may call.",
    );
  const { code } = error as NodeJS.ErrnoException;
  if (code !== undefined && unreachable.has(code))
    return new SendError('unreachable', `The host cannot be reached (${code}).`);
  return new SendError('cut', `The connection broke before the answer was whole (${code ?? error.message}).`);
};
