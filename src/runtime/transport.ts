import { isLoopback } from '../network/loopback.js';
import { type Ending, signalOf } from './deadline.js';
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

/** The same for calls of ours, whose endings need be no signals of Node.js. */
export interface Way {
  send(call: WireCall, token: string | undefined, ending: Ending): Promise<Answer>;
  close(): void;
}

/** A transport that somebody gave, which takes Node.js' own signals. */
export const wayOf = (transport: Transport): Way => ({
  send: (call, token, ending) => transport.send(call, token, signalOf(ending)),
  close: () => transport.close(),
});

/** `unreachable`, `refused` and `unsendable`: nothing was sent. `cut` and `too-large`: the call may have had its effect. */
export type SendProblem = 'unreachable' | 'refused' | 'unsendable' | 'cut' | 'too-large';

/** No whole answer: no connection, a host that must not be called, a cut or an oversized body. */
export class SendError extends Error {
  constructor(
    readonly code: SendProblem,
    message: string,
    /** What to do. */
    readonly remedy = 'Check the connection and whether the API is up.',
  ) {
    super(message);
  }

  /** Whether the API may have seen something of the call. */
  get isSent(): boolean {
    return this.code === 'cut' || this.code === 'too-large';
  }
}

/** `url` is where the call went; on this machine it is most likely the sandbox that is missing. */
export const unreachable = (why: string, url?: string) => {
  const message = `The host cannot be reached (${why}).`;
  if (url === undefined || why !== 'ECONNREFUSED' || !isLoopback(url))
    return new SendError('unreachable', message);
  const { host, port } = new URL(url);
  return new SendError(
    'unreachable',
    message,
    `Nothing listens at ${host}: start the sandbox in another terminal with \`wxcc-nodes sandbox${port === '4180' ? '' : ` --port ${port}`}\`, or check the connection.`,
  );
};

export const cut = (why: string) =>
  new SendError('cut', `The connection broke before the answer was whole (${why}).`);

export const tooLarge = () => new SendError('too-large', `The answer is over ${maxAnswerBytes} bytes.`);

/** The headers of a call as they travel. */
export const sentHeaders = ({ headers }: WireCall, token: string | undefined): Record<string, string> => ({
  ...headers,
  ...(token !== undefined && { Authorization: `Bearer ${token}` }),
  Accept: 'application/json',
});

/** The same way, for as long as the call is this process's to make. */
export const unlessOvertaken = (transport: Way, mayStill: () => Promise<boolean>): Way => ({
  send: async (...call) => {
    const isOurs = await mayStill().catch((error: Error) => {
      throw new SendError(
        'unsendable',
        `Whether the call is still to be made cannot be asked (${error.message}); nothing was sent.`,
      );
    });
    if (isOurs) return transport.send(...call);
    throw new SendError(
      'unsendable',
      'The service stood still until the call was over or another process had begun it; nothing was sent.',
    );
  },
  close: () => transport.close(),
});
