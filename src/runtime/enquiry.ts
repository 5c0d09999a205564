import type { Mask } from './mask.js';
import { type PublicRate, type RateUse, sendWithin } from './public-rate.js';
import type { TokenSource } from './token-source.js';
import { TokenUse } from './token-use.js';
import type { Answer, Transport } from './transport.js';
import type { WireCall } from './wire-call.js';

/** Where an enquiry's requests go, and by what. */
export interface EnquiryWay {
  tokens: TokenSource;
  transport: Transport;
  /** Of Cisco's published APIs. */
  rate: PublicRate;
  /** Whose requests count together where the token says nothing of its client, as one that was typed by hand. */
  orgId: string;
}

/** Requests of the program's own to a published API: with a token, within the rate, all of them within one time. */
export class Enquiry {
  readonly signal: AbortSignal;
  readonly #use: TokenUse;
  readonly #rate: RateUse;
  readonly #until: number;

  /** @param limitMs for all requests together. */
  constructor(
    private readonly way: EnquiryWay,
    limitMs: number,
  ) {
    const { tokens, rate, orgId } = way;
    this.signal = AbortSignal.timeout(limitMs);
    this.#until = performance.now() + limitMs;
    this.#use = new TokenUse(tokens, this.signal);
    this.#rate = rate.of(tokens.client ?? orgId);
  }

  /** Undefined when there is no usable token. Throws SendError, RateWait, TokenServerError, or the signal's reason. */
  send(call: WireCall): Promise<Answer | undefined> {
    return this.#use.sendRenewing((token) =>
      sendWithin(this.#rate, this.#until - performance.now(), () =>
        this.way.transport.send(call, token, this.signal),
      ),
    );
  }

  /** Hides every token that was used. */
  get mask(): Mask {
    return this.#use.mask;
  }
}
