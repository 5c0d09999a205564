import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { guardedLookup, type Resolver } from './guarded-lookup.js';

/**
 * How long a connection is kept without a call, milliseconds. A server that says how long it keeps them itself is
 * followed where that is shorter, less the second by which Node.js stays below; without a limit of our own it follows
 * nobody, and the call that meets a server just hanging up is lost without anybody knowing whether it was heard.
 */
const idleMs = 4000;

/** Agents for http and https that no host name leads into a private network. Close them when done. */
export class GuardedAgents {
  readonly #http: HttpAgent;
  readonly #https: HttpsAgent;

  /** @param resolve the system's name resolution when left out. */
  constructor({ keepAlive, resolve }: { keepAlive: boolean; resolve?: Resolver | undefined }) {
    const options = { keepAlive, timeout: idleMs, lookup: guardedLookup(resolve) };
    this.#http = new HttpAgent(options);
    this.#https = new HttpsAgent(options);
  }

  /** As node-fetch asks for one. */
  readonly forUrl = ({ protocol }: { protocol: string }): HttpAgent =>
    protocol === 'https:' ? this.#https : this.#http;

  close(): void {
    this.#http.destroy();
    this.#https.destroy();
  }
}
