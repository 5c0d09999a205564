/** What a signature comes to: by whom we trust, and by today's clock. */
type SignatureState =
  | 'valid'
  | 'unsigned'
  | 'modified'
  | 'unknown-publisher'
  | 'revoked'
  | 'outside-validity'
  | 'node-not-allowed';

export interface Judgement {
  state: SignatureState;
  /** As the trust record calls it; only where its key signed. */
  publisher?: string;
  /** Of the key that signed, or is said to have. */
  keyId?: string;
  /** Why it is not valid, for people. */
  reason?: string;
  /** The file of the bill of materials, where it is not there. */
  missing?: string;
}
