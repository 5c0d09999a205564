import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { problem } from '../ground/problem.js';

const consoleHost = problem(421, 'console.host', 'The request names another host than the console has.');
const consoleOrigin = problem(
  403,
  'console.origin',
  'The request comes from a page that is not the console.',
);
const consoleLaunch = problem(
  403,
  'console.launch',
  'The link that opens the console is spent, or no such link.',
);
const consoleSession = problem(401, 'console.session', 'The request comes from no window of the console.');

const newSecret = () => randomBytes(32).toString('base64url');

const isSame = (given: string | undefined, secret: string): boolean => {
  if (given === undefined) return false;
  const [a, b] = [Buffer.from(given), Buffer.from(secret)];
  return a.length === b.length && timingSafeEqual(a, b);
};

const again = 'Start `wxcc-nodes console` again, and use the link that it prints.';

/** The header that every call of the page carries; no other page can read what stands in it. */
const keyHeader = 'x-console-key';

/**
 * Lets the console's own page in and nobody else. A page of elsewhere reaches a local port too, under a name of its own
 * (rebinding) or with the browser's cookies; and a cookie of 127.0.0.1 goes to every port of it, so that it is never enough.
 */
export class Guard {
  readonly #cookie = newSecret();
  #launch: string | undefined = newSecret();
  /** For the page, which sends it as a header. */
  readonly key = newSecret();

  constructor(private readonly port: number) {}

  get origin(): string {
    return `http://${this.#host}`;
  }

  /** The address that opens the console, once. */
  get launchUrl(): string {
    return `${this.origin}/launch?token=${this.#launch ?? ''}`;
  }

  get #host(): string {
    return `127.0.0.1:${this.port}`;
  }

  get #cookieName(): string {
    return `wxcc-nodes-console-${this.port}`;
  }

  /** Throws Problem for a request that another page makes, or that is meant for another host. */
  checkPlace(
    verb: string,
    headers: IncomingHttpHeaders,
    { url, isPage }: { url: string; isPage: boolean },
  ): void {
    // A request for a proxy names its host in the address, whatever Host says.
    if (headers.host !== this.#host || !url.startsWith('/'))
      throw consoleHost(`The console is at ${this.origin} and has no other name.`, `Open ${this.origin}.`);
    const { origin, 'sec-fetch-site': site, 'sec-fetch-dest': destination } = headers;
    const isOwnOrigin = origin === this.origin || (origin === undefined && ['GET', 'HEAD'].includes(verb));
    const isOwnSite = site === undefined || site === 'same-origin' || (isPage && site === 'none');
    const isWhole = !isPage || destination === undefined || destination === 'document';
    if (!isOwnOrigin || !isOwnSite || !isWhole)
      throw consoleOrigin(
        'The console answers its own page, in a window of its own.',
        `Open ${this.origin}.`,
      );
  }

  /** The launch token → the cookie. Throws Problem for a token that is wrong or was used. */
  launch(token: string | undefined): string {
    if (this.#launch === undefined || !isSame(token, this.#launch))
      throw consoleLaunch('This link opens the console once, and was used; or it is another one.', again);
    this.#launch = undefined;
    return `${this.#cookieName}=${this.#cookie}; Path=/; HttpOnly; SameSite=Strict`;
  }

  /** Throws Problem without the cookie of the window that was launched. */
  checkCookie({ cookie = '' }: IncomingHttpHeaders): void {
    const pairs = cookie.split(';').map((pair) => pair.trim().split('='));
    const own = pairs.filter(([name]) => name === this.#cookieName);
    if (own.length !== 1 || !isSame(own[0]?.[1], this.#cookie))
      throw consoleSession('This browser was not let in.', again);
  }

  /** Throws Problem without the second value, which only the console's page knows. */
  checkKey(headers: IncomingHttpHeaders): void {
    const { [keyHeader]: key } = headers;
    if (typeof key !== 'string' || !isSame(key, this.key))
      throw consoleSession('The call does not come from the page of the console.', 'Reload the page.');
  }
}
