/** Between a command that goes on and its next line. */
const goesOn = ' \\\n    ';

/** One command of an example in several lines, to be copied as they stand. */
export const inLines = (...parts: string[]): string => parts.join(goesOn);

/** What help says at its end: commands as they would be typed, each with a line `# …` before it where it needs one. */
export const examples = (...lines: string[]): string =>
  ['', 'Examples:', ...lines.map((line) => `  ${line}`)].join('\n');
