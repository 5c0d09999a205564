/** XML 1.0 has no control characters but tab and line ends, and no lone surrogates. */
const unwritable = /(?![\t\n\r\u007f-\u009f])\p{Cc}|\p{Cs}|[\ufffe\uffff]/gu;

const hexOf = (character: string) => character.charCodeAt(0).toString(16).padStart(4, '0');

/** The first `most` characters that XML cannot hold, as U+0001 and with their places, and how many there are. */
export const unwritableIn = (
  text: string,
  most: number,
): { first: { at: number; code: string }[]; count: number } => {
  const first: { at: number; code: string }[] = [];
  let count = 0;
  for (const { 0: character, index } of text.matchAll(unwritable)) {
    count += 1;
    if (count <= most) first.push({ at: index, code: `U+${hexOf(character).toUpperCase()}` });
  }
  return { first, count };
};

/** A text as XML can hold it: what it cannot is written as JSON escapes it: \u0001. */
export const xmlText = (text: string): string =>
  text.replace(unwritable, (character) => `\\u${hexOf(character)}`);

/** The same value with every text in it as XML can hold it: titles and descriptions are their authors' own. */
export const withXmlText = <Type>(value: Type): Type =>
  JSON.parse(JSON.stringify(value), (_key, part: unknown) =>
    typeof part === 'string' ? xmlText(part) : part,
  ) as Type;
