import type { WireCall } from './wire-call.js';

/** Bytes of an answer; more is cut off. */
export const maxAnswerBytes = 1024 * 1024;

export interface Answer {
  status: number;
  /** By lower-case name. */
  headers: Record<string, string>;
  text: string;
  /** Why the body gives no text: `is not text in UTF-8`. */
  problem?: string;
}

/** How a call travels to the API. */
export interface Transport {
  /**
   * One request, no retry, redirects not followed; without a token no Authorization header. Throws SendError when there
   * is no whole answer, or the signal's reason.
   */
  send(call: WireCall, token: string | undefined, signal: AbortSignal): Promise<Answer>;
  close(): void;
}

/** `unreachable` and `refused`: nothing was sent. `cut` and `too-large`: the call may have had its effect. */
export type SendProblem = 'unreachable' | 'refused' | 'cut' | 'too-large';

/** No whole answer: no connection, a host that must not be called, a cut or an oversized body. */
export class SendError extends Error {
  constructor(
    readonly code: SendProblem,
    message: string,
  ) {
    super(message);
  }
}

export const unreachable = (why: string) =>
  new SendError('unreachable', `The host cannot be reached (${why}).`);

export const cut = (why: string) =>
  new SendError('cut', `The connection broke before the answer was whole (${why}).`);

export const tooLarge = () => new SendError('too-large', `The answer is over ${maxAnswerBytes} bytes.`);

/** The headers of a call as they travel. */
export const sentHeaders = ({ headers }: WireCall, token: string | undefined): Record<string, string> => ({
  ...headers,
  ...(token !== undefined && { Authorization: `Bearer ${token}` }),
  Accept: 'application/json',
});
