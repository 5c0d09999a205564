/** The field of Ed25519: 2²⁵⁵ − 19. */
const prime = (1n << 255n) - 19n;

/** The second coordinate of the points of order 8; the other one is its negative. */
const ofOrder8 = 0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826n;

/** The second coordinates of the eight points of small order, the neutral one among them. */
const small: ReadonlySet<bigint> = new Set([0n, 1n, prime - 1n, ofOrder8, prime - ofOrder8]);

/**
 * Whether a public Ed25519 key (32 bytes, RFC 8032) is none that somebody has made: of small order, under which anybody
 * signs what he likes, or written in another way than the one that counts. OpenSSL reads and verifies with them.
 */
export const isWeakKey = (key: Buffer): boolean => {
  const littleEndian = Buffer.from(key).reverse();
  // The highest bit is the sign of the first coordinate.
  const second = BigInt(`0x${littleEndian.toString('hex')}`) & ((1n << 255n) - 1n);
  return second >= prime || small.has(second);
};
