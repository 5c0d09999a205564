/** Text that comes from outside must not move the cursor or colour the terminal. */
export const plain = (text: string): string =>
  text.replace(
    /[\p{Cc}\p{Cf}\u2028\u2029]/gu,
    // Unit by unit, as JSON escapes: inside JSON it stays the same text.
    (character) =>
      character
        .split('')
        .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
        .join(''),
  );

/** Most texts are nothing but visible ASCII: quickly seen. */
const isVisible = (text: string) => /^[\n -~]*$/.test(text);

export const plainLines = (text: string): string =>
  isVisible(text) ? text : text.split('\n').map(plain).join('\n');
