import { type Ending, signalOf, within } from './deadline.js';
import { type Mask, maskOf } from './mask.js';
import { TokenServerError, type TokenSource } from './token-source.js';
import type { Answer } from './transport.js';

/** A token with other characters cannot travel in a header; it is none. */
const isHeaderValue = (token: string) => /^[!-~]+$/.test(token);

/** The tokens of one invocation. Knows each one that was used, so that none comes back in a result. */
export class TokenUse {
  readonly #used: string[] = [];

  /** @param patience waits where the token server asks for it; false when that would take too long. */
  constructor(
    private readonly source: TokenSource,
    private readonly ending: Ending,
    private readonly patience: (seconds: number) => Promise<boolean> = async () => false,
  ) {}

  /**
   * A token, or another one than the rejected; undefined when there is none. Throws TokenServerError, or the ending's
   * reason even when the source does not listen to it.
   */
  async get(rejected?: string): Promise<string | undefined> {
    const token = await within(this.#ask(rejected), this.ending);
    if (token === undefined || token === rejected || !isHeaderValue(token)) return undefined;
    if (!this.#used.includes(token)) this.#used.push(token);
    return token;
  }

  async #ask(rejected: string | undefined): Promise<string | undefined> {
    const { ending } = this;
    for (;;) {
      try {
        return await this.source.getToken({
          ...(rejected !== undefined && { rejected }),
          // Most sources know the token, and ask for none.
          get signal() {
            return signalOf(ending);
          },
        });
      } catch (error) {
        // The message of an unknown error may hold a secret.
        if (!(error instanceof TokenServerError))
          throw new TokenServerError('The token could not be got: the token source failed.');
        if (error.waitSeconds === undefined || !(await this.patience(error.waitSeconds))) throw error;
        ending.throwIfAborted();
      }
    }
  }

  /**
   * Sends with a token. As on the platform there is no retry, but for one: a 401 renews the token and sends once more.
   * Undefined when there is no usable token; nothing was sent then.
   * @param get for who measures the time that a token takes.
   */
  async sendRenewing(
    send: (token: string) => Promise<Answer>,
    get: (rejected?: string) => Promise<string | undefined> = (rejected) => this.get(rejected),
  ): Promise<Answer | undefined> {
    const token = await get();
    if (token === undefined) return undefined;
    const answer = await send(token);
    if (answer.status !== 401) return answer;
    const renewed = await get(token);
    return renewed === undefined ? answer : send(renewed);
  }

  /** Masks every token used; the longest first, since one may hold another. */
  get mask(): Mask {
    const masks = [...this.#used].sort((a, b) => b.length - a.length).map(maskOf);
    return (value) => masks.reduce((masked, mask) => mask(masked), value);
  }
}
