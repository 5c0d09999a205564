import type { Judgement } from './judgement.js';

const words: Record<Judgement['state'], string> = {
  valid: 'signed',
  unsigned: 'unsigned',
  modified: 'signed, and modified since',
  'unknown-publisher': 'signed by an unknown publisher',
  revoked: 'revoked',
  'outside-validity': "signed, outside the publisher's validity",
  'node-not-allowed': 'signed by a publisher who may not sign this node',
};

/** What a signature is worth, for people. */
export const signatureText = ({ state, publisher, keyId, reason, missing }: Judgement): string => {
  if (state === 'valid')
    return `signed by ${publisher}${missing === undefined ? '' : ` (${missing} is missing)`}`;
  const key = state === 'unknown-publisher' ? ` (${keyId})` : '';
  return `${words[state]}${reason === undefined ? '' : `: ${reason}`}${key}`;
};
