/** Of the font size; the widest glyphs that common sans-serif fonts have for these characters. */
const widthOf = (character: string): number => {
  if (/[iIljt.,:;'|!()[\] ]/.test(character)) return 0.36;
  if (/[mwMW@%…]/.test(character)) return 1;
  if (/[A-Z0-9$&_#<>=+~→]/.test(character)) return 0.7;
  return character.codePointAt(0)! < 0x2e80 ? 0.62 : 1.1;
};

/** Bold glyphs are wider. */
export const boldWidth = (text: string, fontSize: number): number => textWidth(text, fontSize) * 1.14;

/** How wide a text is at most, in pixels. */
export const textWidth = (text: string, fontSize: number): number =>
  [...text].reduce((sum, character) => sum + widthOf(character), 0) * fontSize;

/** The text, cut to a width with an ellipsis. */
export const fitted = (text: string, fontSize: number, width: number): string => {
  if (textWidth(text, fontSize) <= width) return text;
  const characters = [...text];
  while (characters.length > 0 && textWidth(`${characters.join('')}…`, fontSize) > width) characters.pop();
  return `${characters.join('').trimEnd()}…`;
};

/** Words in lines of at most a width; a word that is wider is cut. */
export const wrapped = (words: string[], fontSize: number, width: number): string[] => {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    const longer = last === undefined ? word : `${last} ${word}`;
    if (last !== undefined && textWidth(longer, fontSize) <= width) lines[lines.length - 1] = longer;
    else lines.push(fitted(word, fontSize, width));
  }
  return lines;
};
