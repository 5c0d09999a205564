/** JSON pointer (RFC 6901) of a child. */
export const appendPointer = (pointer: string, key: string | number) =>
  `${pointer}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;

/** What a value has under these keys, one inside the other, or undefined. */
export const follow = (value: unknown, keys: string[]): unknown =>
  keys.reduce<unknown>(
    (node, key) =>
      node !== null && typeof node === 'object' && Object.hasOwn(node, key)
        ? (node as Record<string, unknown>)[key]
        : undefined,
    value,
  );

/** The keys that a JSON pointer is made of. */
export const keysOf = (pointer: string): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));

/** The value that a JSON pointer leads to, or undefined. */
export const resolvePointer = (value: unknown, pointer: string): unknown => follow(value, keysOf(pointer));
