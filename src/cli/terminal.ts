import { wrapAnsi } from 'fast-wrap-ansi';
import colors from 'picocolors';

/** Nothing readable fits into less. */
const narrowest = 40;

/** How many columns there are; undefined where no terminal watches and COLUMNS is not set: there a line is a line. */
export const terminalWidth = (): number | undefined => {
  const { COLUMNS } = process.env;
  const columns = process.stdout.isTTY ? process.stdout.columns : Number(COLUMNS);
  return Number.isInteger(columns) && columns > 0 ? Math.max(narrowest, columns) : undefined;
};

/** NO_COLOR forbids colour and FORCE_COLOR asks for it; else a terminal has it (no-color.org, force-color.org). */
const hasColor = (): boolean => {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (NO_COLOR) return false;
  if (FORCE_COLOR !== undefined) return !['0', 'false'].includes(FORCE_COLOR);
  return process.stdout.isTTY === true && TERM !== 'dumb';
};

/** Words that say how something is, where a line of ours has them; the colour repeats what the word says. */
const told: [RegExp, 'red' | 'yellow' | 'green' | 'dim'][] = [
  [/(?<=^\S+:\d+:\d+ )error(?= )/, 'red'],
  [/(?<=^\S+:\d+:\d+ )warning(?= )/, 'yellow'],
  [/(?<=^\S+:\d+:\d+ )note(?= )/, 'dim'],
  [/(?<=^\d\d:\d\d:\d\d )error(?=: )/, 'red'],
  [/(?<=^\d\d:\d\d:\d\d )warning(?=: )/, 'yellow'],
  [/(?<=^ *)error(?=( at \S+)?: )/, 'red'],
  [/(?<=^ *)warning(?=( at \S+)?: )/, 'yellow'],
  [/(?<=→ )\S+ \(success\)/, 'green'],
  [/(?<=→ )\S+ \((error|timeout)\)/, 'red'],
];

/** A plain line with colour on what its words say already; as it is where colour is not wanted. */
export const painted = (line: string): string => {
  if (!hasColor()) return line;
  const paint = colors.createColors(true);
  for (const [words, colour] of told)
    if (words.test(line)) return line.replace(words, (text) => paint[colour](text));
  return line;
};

/** A line in as many lines as the terminal needs, the further ones as far in as the first; words stay whole. */
export const fitted = (line: string): string => {
  const width = terminalWidth();
  // A command that goes on in the next line is there to be copied.
  if (width === undefined || line.length <= width || line.endsWith(' \\')) return line;
  const indent = /^ */.exec(line)![0];
  const inner = wrapAnsi(line.slice(indent.length), Math.max(narrowest / 2, width - indent.length), {
    hard: false,
    trim: true,
  });
  return inner
    .split('\n')
    .map((part) => indent + part)
    .join('\n');
};
