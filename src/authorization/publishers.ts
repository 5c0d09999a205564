import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { knownRemedy } from '../ground/nearest.js';
import { toldError } from '../ground/told-error.js';
import { digestOf } from '../package/digest.js';
import type { Signer } from '../package/signature.js';
import { type StoredPublisher, timeText } from './record.js';
import type { Vault, VaultContent } from './vault.js';

const publisherExists = toldError(
  'operator',
  'publisher.exists',
  'There is a publisher of that name already.',
);
const publisherUnknown = toldError('operator', 'publisher.unknown', 'There is no publisher of that name.');

/** What may be told of a publisher. */
export interface PublisherView {
  name: string;
  /** The digest of the public key (SubjectPublicKeyInfo, DER): `sha256:` and 64 hexadecimal digits. */
  keyId: string;
  /** PEM. */
  publicKey: string;
  createdAt: string;
}

const view = ({ name, publicKey, createdAt }: StoredPublisher): PublisherView => {
  const der = Buffer.from(publicKey, 'base64');
  const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
  const pem = key.export({ format: 'pem', type: 'spki' }) as string;
  return { name, keyId: digestOf(der), publicKey: pem, createdAt };
};

const find = ({ publishers }: VaultContent, name: string): StoredPublisher => {
  const found = publishers.find((one) => one.name === name);
  if (found) return found;
  throw publisherUnknown(
    `There is no publisher ${JSON.stringify(name)}.`,
    knownRemedy(
      'publishers',
      publishers.map((one) => one.name),
      { name, none: 'There are none yet: make one with `wxcc-nodes publisher new <name>`.' },
    ),
  );
};

/** In whose names packages are signed here. Their private keys stay in the vault. Every method throws ToldError. */
export class Publishers {
  constructor(private readonly vault: Vault) {}

  /** Oldest first. */
  async list(): Promise<PublisherView[]> {
    return (await this.vault.read()).publishers.map(view);
  }

  async find(name: string): Promise<PublisherView> {
    return view(find(await this.vault.read(), name));
  }

  /** Makes a publisher with a new key. */
  add(name: string): Promise<PublisherView> {
    return this.vault.change((content) => {
      if (content.publishers.some((one) => one.name === name))
        throw publisherExists(
          `There is a publisher ${JSON.stringify(name)} already.`,
          'Give another name: who trusts this one knows its key.',
        );
      const { publicKey, privateKey } = generateKeyPairSync('ed25519');
      const der = publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
      content.addPublisher(
        { name, publicKey: der, createdAt: timeText(Date.now()) },
        privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
      );
      return view(find(content, name));
    });
  }

  /** What signs in a publisher's name. */
  async signer(name: string): Promise<Signer> {
    const content = await this.vault.read();
    const publisher = find(content, name);
    const key = createPrivateKey({
      key: Buffer.from(content.privateKey(publisher), 'base64'),
      format: 'der',
      type: 'pkcs8',
    });
    return { keyId: view(publisher).keyId, sign: (bytes) => sign(null, bytes, key) };
  }
}
