import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';
import type { Authorizations } from '../../schemas/types.js';
import type { SecretField, StoredAuthorization } from './record.js';

export type SealedSecret = StoredAuthorization['secrets']['clientSecret'];

const cipher = 'aes-256-gcm';
const nonceBytes = 12;
const noSalt = Buffer.alloc(0);

const derive = (key: Buffer, purpose: string, bytes: number) =>
  Buffer.from(hkdfSync('sha256', key, noSalt, `wxcc-nodes ${purpose} v1`, bytes));

/** What a secret is of: a field of an authorization, a publisher, or subscriptions. */
type SealedField = SecretField | 'publisherKey' | 'eventSecret';

/** A secret of one authorization is no secret of another, nor of another field. */
const associated = (name: string, field: SealedField) => Buffer.from(JSON.stringify([name, field]));

/** What the vault's key can do. Encryption, seal and fingerprint have keys of their own, derived from it. */
export class VaultKey {
  /** Names the key and tells nothing about it. */
  readonly fingerprint: string;
  readonly #secretKey: Buffer;
  readonly #sealKey: Buffer;

  /** `key` has 32 bytes; `origin` says for people where it is from. */
  constructor(
    key: Buffer,
    readonly origin: string,
  ) {
    this.fingerprint = derive(key, 'fingerprint', 8).toString('hex');
    this.#secretKey = derive(key, 'secrets', 32);
    this.#sealKey = derive(key, 'seal', 32);
  }

  encrypt(name: string, field: SealedField, secret: string): SealedSecret {
    const nonce = randomBytes(nonceBytes);
    const encryption = createCipheriv(cipher, this.#secretKey, nonce);
    encryption.setAAD(associated(name, field));
    const data = Buffer.concat([encryption.update(secret, 'utf8'), encryption.final()]);
    return {
      nonce: nonce.toString('base64'),
      tag: encryption.getAuthTag().toString('base64'),
      data: data.toString('base64'),
    };
  }

  /** Throws when the secret is not the one that was encrypted under this name and field with this key. */
  decrypt(name: string, field: SealedField, { nonce, tag, data }: SealedSecret): string {
    const decryption = createDecipheriv(cipher, this.#secretKey, Buffer.from(nonce, 'base64'), {
      authTagLength: 16,
    });
    decryption.setAAD(associated(name, field));
    decryption.setAuthTag(Buffer.from(tag, 'base64'));
    return Buffer.concat([decryption.update(data, 'base64'), decryption.final()]).toString('utf8');
  }

  /** Over the whole content, hosts and states too: a changed token endpoint would get the refresh token. */
  seal({
    format,
    key,
    authorizations,
    publishers,
    subscriptions,
    count,
  }: Omit<Authorizations, 'seal'>): string {
    const all = [publishers, subscriptions, count];
    // What came later stands in the text only up to the last that there is: older vaults keep their seals.
    const later = all.slice(0, all.findLastIndex((part) => part !== undefined) + 1).map((part) => part ?? []);
    const text = JSON.stringify([format, key, authorizations, ...later]);
    return createHmac('sha256', this.#sealKey).update(text).digest('base64');
  }

  isSealed(content: Authorizations): boolean {
    // As texts: the last character of base64 has bits that no byte shows.
    const [expected, found] = [this.seal(content), content.seal].map((text) => Buffer.from(text));
    return expected!.length === found!.length && timingSafeEqual(expected!, found!);
  }
}
