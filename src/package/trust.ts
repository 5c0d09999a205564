import { createPublicKey, type KeyObject } from 'node:crypto';
import type { Trust } from '../../schemas/types.js';
import { knownRemedy } from '../ground/nearest.js';
import { calendarTime } from '../ground/time-zone.js';
import { toldError } from '../ground/told-error.js';
import type { TrustStore } from '../store/stores.js';
import { digestOf } from './digest.js';
import { isWeakKey } from './weak-key.js';

const trustKey = toldError('caller', 'trust.key', 'The text holds no public Ed25519 key.');
const trustDays = toldError(
  'caller',
  'trust.days',
  'The days between which a publisher is trusted are none.',
);
const trustExists = toldError(
  'operator',
  'trust.exists',
  'A publisher of that name, or with that key, is trusted already.',
);
const trustUnknown = toldError(
  'operator',
  'trust.unknown',
  'Nothing of that name is trusted, and no such digest revoked.',
);

type StoredPublisher = Trust['publishers'][number];

/** A publisher whose signatures count. */
export interface TrustedPublisher extends StoredPublisher {
  /** The digest of the public key. */
  keyId: string;
}

/** What is revoked: a package, or a key with all that it signed. */
type Revoked = Trust['revoked'][number];

export interface NewPublisher extends Pick<StoredPublisher, 'name' | 'nodes'> {
  /** PEM; text around it is passed over. */
  key: string;
  from: string | undefined;
  until: string | undefined;
}

const publicPem = /-----BEGIN PUBLIC KEY-----[A-Za-z0-9+/=\s]+-----END PUBLIC KEY-----/;
const anyPem = /-----BEGIN [A-Z0-9 ]+-----/g;

const refuseKey = (
  problem: string,
  remedy = 'Give the public key as `wxcc-nodes publisher show <name>` prints it: PEM, with BEGIN PUBLIC KEY.',
) => trustKey(`The key ${problem}.`, remedy);

const readPem = (text: string): KeyObject => {
  const blocks = text.match(anyPem) ?? [];
  if (blocks.some((block) => block.includes('PRIVATE KEY')))
    throw refuseKey(
      'is a private one, or comes with one',
      'Do not pass it on, and use it no longer if it came from somebody else: who has it signs in the name of its owner.',
    );
  if (blocks.length > 1) throw refuseKey('is one of several');
  const [block] = publicPem.exec(text) ?? [];
  if (block === undefined) throw refuseKey('is no public key');
  try {
    return createPublicKey(block);
  } catch {
    throw refuseKey('cannot be read');
  }
};

/** Bytes of a key; before them its SubjectPublicKeyInfo names the algorithm. */
const keyBytes = 32;

const isWeak = (der: Buffer): boolean => isWeakKey(der.subarray(-keyBytes));

const readKey = (text: string): string => {
  const key = readPem(text);
  if (key.asymmetricKeyType !== 'ed25519')
    throw refuseKey(`is one of ${key.asymmetricKeyType}, not of Ed25519`);
  const der = key.export({ format: 'der', type: 'spki' });
  if (isWeak(der))
    throw refuseKey(
      'is one under which anybody can sign (a point of small order, or none as RFC 8032 writes it)',
      'Ask the publisher for another one, and by which program it was made: `wxcc-nodes publisher new` makes none such.',
    );
  return der.toString('base64');
};

const isDay = (text: string) => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(calendarTime(text));

const checkDays = ({ from, until }: Pick<NewPublisher, 'from' | 'until'>) => {
  for (const day of [from, until])
    if (day !== undefined && !isDay(day))
      throw trustDays(`${JSON.stringify(day)} is no day.`, 'Give days as 2026-12-31.');
  if (from !== undefined && until !== undefined && until < from)
    throw trustDays(`${until} is before ${from}.`, 'Give a last day that is not before the first.');
};

const withKeyId = (publisher: StoredPublisher): TrustedPublisher => ({
  ...publisher,
  keyId: digestOf(Buffer.from(publisher.publicKey, 'base64')),
});

/** Whose packages are taken, as it is at a moment. */
export class TrustNow {
  readonly publishers: readonly TrustedPublisher[];
  readonly revoked: readonly Revoked[];
  readonly #byKey: ReadonlyMap<string, TrustedPublisher>;
  readonly #byDigest: ReadonlyMap<string, Revoked>;

  constructor({ publishers, revoked }: Trust) {
    this.publishers = publishers.map(withKeyId);
    this.revoked = revoked;
    // What was trusted before such keys were refused counts no longer.
    const strong = this.publishers.filter(({ publicKey }) => !isWeak(Buffer.from(publicKey, 'base64')));
    this.#byKey = new Map(strong.map((one) => [one.keyId, one]));
    this.#byDigest = new Map(revoked.map((one) => [one.digest, one]));
  }

  publisherOf(keyId: string): TrustedPublisher | undefined {
    return this.#byKey.get(keyId);
  }

  /** Of a package, or a key. */
  revocationOf(digest: string): Revoked | undefined {
    return this.#byDigest.get(digest);
  }
}

const byName = (a: StoredPublisher, b: StoredPublisher) => (a.name < b.name ? -1 : 1);

/** Whose packages are taken. Every method throws ToldError. */
export class TrustPolicy {
  #last: { trust: Trust; now: TrustNow } | undefined;

  constructor(private readonly store: TrustStore) {}

  async read(): Promise<TrustNow> {
    const trust = await this.store.read();
    // Every call asks; a store gives the same value until it has changed.
    if (this.#last?.trust !== trust) this.#last = { trust, now: new TrustNow(trust) };
    return this.#last.now;
  }

  async add({ name, key, nodes, from, until }: NewPublisher): Promise<TrustedPublisher> {
    checkDays({ from, until });
    const added: StoredPublisher = {
      name,
      publicKey: readKey(key),
      nodes,
      ...(from !== undefined && { from }),
      ...(until !== undefined && { until }),
      addedAt: new Date().toISOString(),
    };
    await this.store.change((trust) => {
      const present = trust.publishers.find((one) => one.name === name || one.publicKey === added.publicKey);
      if (present)
        throw trustExists(
          `The publisher ${present.name} is trusted already${present.name === name ? '' : ', with the same key'}.`,
          `Give another name for another key, or take it out first: \`wxcc-nodes trust remove ${present.name}\`.`,
        );
      return { ...trust, publishers: [...trust.publishers, added].sort(byName) };
    });
    return withKeyId(added);
  }

  /** Of packages, or of keys; what is revoked already stays as it is. Gives how many were not. */
  async revoke(digests: string[], reason?: string): Promise<number> {
    let count = 0;
    await this.store.change((trust) => {
      const present = new Set(trust.revoked.map(({ digest }) => digest));
      const added = [...new Set(digests)].filter((digest) => !present.has(digest));
      count = added.length;
      const revokedAt = new Date().toISOString();
      const entries = added.map((digest) => ({
        digest,
        ...(reason !== undefined && { reason }),
        revokedAt,
      }));
      return { ...trust, revoked: [...trust.revoked, ...entries] };
    });
    return count;
  }

  /** Takes a publisher out by name, or a revocation back by its digest. */
  remove(what: string): Promise<void> {
    return this.store.change((trust) => {
      const publishers = trust.publishers.filter(({ name }) => name !== what);
      const revoked = trust.revoked.filter(({ digest }) => digest !== what);
      if (publishers.length === trust.publishers.length && revoked.length === trust.revoked.length)
        throw trustUnknown(
          `There is nothing to take out: ${JSON.stringify(what)}.`,
          knownRemedy(
            'publishers',
            trust.publishers.map(({ name }) => name),
            { name: what, none: 'No publisher is trusted yet.' },
          ),
        );
      return { ...trust, publishers, revoked };
    });
  }
}
