import { createPublicKey, verify } from 'node:crypto';
import type { SignedStatement } from '../../schemas/types.js';
import { isSignedBundle, isSignedStatement, type Validator } from '../../schemas/validators.js';
import { decodeText } from '../ground/decode-text.js';
import { readJson } from '../ground/read-json.js';
import { type Claim, preAuthenticationEncoding } from './signature.js';

/** A bundle that is not as `sign` writes it; the message says in which way. */
export class BundleError extends Error {}

/** A bundle as it stands; whether its signature holds is not known yet. */
export interface ReadBundle {
  /** Of the key that is said to have signed. */
  keyId: string;
  subjects: SignedStatement['subject'];
  /** Whether a key signed what stands there; SubjectPublicKeyInfo (DER), base64. */
  isSignedBy(publicKey: string): boolean;
}

const byteOrderMark = Buffer.from('\ufeff');

const jsonOf = <Type>(bytes: Buffer, isOne: Validator<Type>, what: string): Type => {
  if (bytes.subarray(0, byteOrderMark.length).equals(byteOrderMark))
    throw new BundleError(`${what} begins with a byte order mark`);
  let text: string;
  try {
    text = decodeText(bytes);
  } catch {
    throw new BundleError(`${what} is not UTF-8`);
  }
  const read = readJson(text);
  if (!('value' in read)) throw new BundleError(`${what} ${read.problems[0].message}`);
  if (isOne(read.value)) return read.value;
  const [first] = isOne.errors ?? [];
  throw new BundleError(`${what}: ${first?.instancePath || 'the whole'} ${first?.message}`);
};

/** The same bytes have many texts to a lenient reader; one of them counts. */
const base64 = (text: string, what: string): Buffer => {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.toString('base64') === text) return bytes;
  throw new BundleError(`${what} is not base64 as RFC 4648 has it`);
};

/**
 * Reads a bundle that makes a claim of this type. Strictly: what `sign` does not write, another key or algorithm beside the
 * one, another signature, is refused, not passed over. Throws BundleError.
 */
export const readBundle = (bytes: Buffer, predicateType: Claim['predicateType']): ReadBundle => {
  const { verificationMaterial, dsseEnvelope } = jsonOf(bytes, isSignedBundle, 'the bundle');
  const payload = base64(dsseEnvelope.payload, 'the payload');
  const signature = base64(dsseEnvelope.signatures[0]!.sig, 'the signature');
  const statement = jsonOf(payload, isSignedStatement, 'the statement');
  if (statement.predicateType !== predicateType)
    throw new BundleError(`the statement is one of ${statement.predicateType}, not of ${predicateType}`);
  if (new Set(statement.subject.map(({ name }) => name)).size < statement.subject.length)
    throw new BundleError('the statement names a package twice');
  let checked: { publicKey: string; holds: boolean } | undefined;
  return {
    keyId: verificationMaterial.publicKey.hint,
    subjects: statement.subject,
    isSignedBy: (publicKey) => {
      if (checked?.publicKey === publicKey) return checked.holds;
      const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
      checked = { publicKey, holds: verify(null, preAuthenticationEncoding(payload), key, signature) };
      return checked.holds;
    },
  };
};
