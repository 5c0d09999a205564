/** Text that comes from outside must not move the cursor or colour the terminal. */
export const plain = (text: string): string =>
  text.replace(
    /[\p{Cc}\p{Cf}\u2028\u2029]/gu,
    (character) => `\\u${character.codePointAt(0)!.toString(16).padStart(4, '0')}`,
  );

export const plainLines = (text: string): string => text.split('\n').map(plain).join('\n');
