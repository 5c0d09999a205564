import { createServer, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { toldError } from '../ground/told-error.js';
import { maxHeaderBytes, slowest, Threshold } from '../network/threshold.js';
import { authorizeCommand } from './name.js';
import { listenAddress } from './redirect-address.js';

const redirectElsewhere = toldError(
  'operator',
  'redirect.elsewhere',
  'The redirect address is not on this machine.',
);
const redirectPort = toldError('operator', 'redirect.port', 'Nothing can listen at the redirect address.');
const redirectTimeout = toldError('platform', 'redirect.timeout', 'Nobody signed in within the time.');

export interface Redirected {
  answer: URLSearchParams;
  /** Shows the person at the browser how it ended. */
  reply: (status: number, text: string) => Promise<void>;
}

export interface RedirectOptions {
  limitMs: number;
  /** Of the authorization. */
  name: string;
  /** Whether an answer belongs to the sign-in. */
  isExpected: (answer: URLSearchParams) => boolean;
  /** Told of what is no answer to the sign-in, by the status that it gets. */
  onRefused?: (status: number) => void;
}

/** A browser opens some in vain. */
const maxConnections = 64;

const send = (response: ServerResponse, status: number, text: string) =>
  new Promise<void>((resolve) => {
    response.once('close', () => resolve());
    response
      .writeHead(status, {
        'Content-Type': 'text/plain; charset=utf-8',
        'Cache-Control': 'no-store',
        'Referrer-Policy': 'no-referrer',
        Connection: 'close',
      })
      .end(`${text}\n`);
  });

/** Listens at the redirect address for one answer. Stop it when done. */
export class RedirectListener {
  private constructor(
    /** The answer; rejects with ToldError when none comes in time. */
    readonly arrived: Promise<Redirected>,
    readonly stop: () => Promise<void>,
  ) {}

  /**
   * `limitMs` is how long a person may take to sign in. What is not `isExpected` is answered and changes nothing: any
   * page and any program of the machine can ask here. Throws ToldError.
   */
  static async start(
    redirect: string,
    { limitMs, name, isExpected, onRefused = () => {} }: RedirectOptions,
  ): Promise<RedirectListener> {
    const address = listenAddress(redirect);
    if (!address)
      throw redirectElsewhere(
        `${redirect} is not on this machine, so that nothing here can answer there.`,
        'Use --paste, and give the address that the browser ends at.',
      );
    let settle: { resolve: (redirected: Redirected) => void; reject: (error: Error) => void };
    const arrived = new Promise<Redirected>((resolve, reject) => {
      settle = { resolve, reject };
    });
    // Stopping before anybody waits is no error.
    arrived.catch(() => {});
    let isAnswered = false;
    const threshold = new Threshold({
      connections: maxConnections,
      onRefused: ({ statusCode }) => onRefused(statusCode),
    });
    const refuse = (response: ServerResponse, status: number, text: string) => {
      onRefused(status);
      void send(response, status, text);
    };
    const settings = { requireHostHeader: false, maxHeaderSize: maxHeaderBytes, ...slowest() };
    const server = createServer(settings, (request, response) => {
      const refused = threshold.refusalOf(request, response);
      if (refused) return refuse(response, refused.statusCode, refused.message);
      const [path, query = ''] = (request.url ?? '').split(/\?(.*)/s);
      if (path !== address.path) return refuse(response, 404, 'There is nothing here.');
      if (request.method !== 'GET') return refuse(response, 405, 'Only GET.');
      if (isAnswered) return refuse(response, 409, 'This sign-in has been answered already.');
      const answer = new URLSearchParams(query);
      if (!isExpected(answer))
        return refuse(response, 400, 'This is no answer to the sign-in that is waited for.');
      isAnswered = true;
      settle.resolve({
        answer,
        reply: (status, text) => send(response, status, text),
      });
    });
    threshold.guard(server);
    server.on('clientError', (error: Error, socket: Socket) => threshold.unreadable(error, socket));
    const timer = setTimeout(() => settle.reject(tooLate(limitMs, name)), limitMs);
    const stop = () => {
      clearTimeout(timer);
      server.closeAllConnections();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    };
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) => {
        clearTimeout(timer);
        reject(cannotListen(redirect, error));
      });
      server.listen(address.port, address.host, resolve);
    });
    return new RedirectListener(arrived, stop);
  }
}

const cannotListen = (redirect: string, { code, message }: NodeJS.ErrnoException) =>
  redirectPort(
    `Nothing can listen at ${redirect} (${code ?? message}).`,
    'End what uses the port, choose another address with --redirect and register it at the provider, or use --paste.',
  );

const tooLate = (limitMs: number, name: string) =>
  redirectTimeout(
    `Nobody signed in within ${limitMs / 1000} s.`,
    `Try again with ${authorizeCommand(name)}; --timeout gives more time, --paste takes the address by hand. Nothing was changed.`,
  );
