/**
 * Bytes → text in the character set that is named (WHATWG's names), else UTF-8; a byte order mark is skipped. Throws
 * where bytes stand for no character, which must not become another one, and for a character set that nobody knows.
 */
export const decodeText = (bytes: Uint8Array, charset = 'utf-8'): string =>
  new TextDecoder(charset, { fatal: true }).decode(bytes);

/** The character set that a Content-Type names. */
export const charsetOf = (contentType: string | undefined): string | undefined =>
  /;\s*charset\s*=\s*"?([^\s;"]+)"?/i.exec(contentType ?? '')?.[1];
