import type { SignedBundle, SignedStatement } from '../../schemas/types.js';
import type { NodePackage } from './node-package.js';

/** Signs in somebody's name. */
export interface Signer {
  /** Names the key; see PublisherView. */
  keyId: string;
  /** Ed25519. */
  sign(bytes: Buffer): Buffer;
}

/** https://github.com/in-toto/attestation: what is said of which files. */
export interface Claim {
  predicateType: SignedStatement['predicateType'];
  predicate: unknown;
}

/** What a publisher claims, in the order of the files that say it. */
export const claims = [
  { word: 'provenance', predicateType: 'https://slsa.dev/provenance/v1' },
  { word: 'sbom', predicateType: 'https://cyclonedx.org/bom' },
] as const;

/** The bundle beside the zips of a pack version. */
export const bundleName = (
  { id, version }: NodePackage['pack'],
  word: (typeof claims)[number]['word'],
): string => `${id}-${version}.${word}.sigstore.json`;

const payloadType = 'application/vnd.in-toto+json';

/** What DSSE signs in place of the payload, so that the payload's type is signed with it: lengths in bytes. */
export const preAuthenticationEncoding = (payload: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`DSSEv1 ${payloadType.length} ${payloadType} ${payload.length} `), payload]);

/**
 * A claim about packages as a Sigstore bundle v0.3: a DSSE envelope with an in-toto Statement v1, and a hint at the key.
 * The same claim, packages and key give the same text: Ed25519 has no random part.
 */
export const signedBundle = (packages: NodePackage[], claim: Claim, { keyId, sign }: Signer): string => {
  const statement: Omit<SignedStatement, 'predicate'> = {
    _type: 'https://in-toto.io/Statement/v1',
    subject: packages.map(({ zipName, digest }) => ({
      name: zipName,
      digest: { sha256: digest.slice('sha256:'.length) },
    })),
    ...claim,
  };
  const payload = Buffer.from(JSON.stringify(statement));
  const bundle: SignedBundle = {
    mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
    verificationMaterial: { publicKey: { hint: keyId }, tlogEntries: [] },
    dsseEnvelope: {
      payload: payload.toString('base64'),
      payloadType,
      signatures: [{ sig: sign(preAuthenticationEncoding(payload)).toString('base64'), keyid: '' }],
    },
  };
  return `${JSON.stringify(bundle, null, 2)}\n`;
};
