/** 80 to 9F, which Node.js 20 takes for Latin 1's controls. */
const windows1252 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

/**
 * Bytes → text in the character set that is named (WHATWG's names), else UTF-8; a byte order mark is skipped, unless
 * `isPart` says that the bytes are a part of a text. Throws where bytes stand for no character, which must not become another one, and for a character set that nobody knows.
 */
export const decodeText = (bytes: Uint8Array, charset = 'utf-8', isPart = false): string => {
  const decoder = new TextDecoder(charset, { fatal: true, ignoreBOM: isPart });
  const text = decoder.decode(bytes);
  if (decoder.encoding !== 'windows-1252') return text;
  return text.replace(/[\x80-\x9f]/g, (control) => windows1252[control.charCodeAt(0) - 0x80]!);
};

/** The character set that a Content-Type names. */
export const charsetOf = (contentType: string | undefined): string | undefined =>
  /;\s*charset\s*=\s*"?([^\s;"]+)"?/i.exec(contentType ?? '')?.[1];

/** Whether a Content-Encoding names a compression. */
export const isCompressed = (contentEncoding: string | undefined): boolean =>
  !/^\s*(identity\s*)?$/i.test(contentEncoding ?? '');
