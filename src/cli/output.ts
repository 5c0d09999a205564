import { fstatSync, statSync } from 'node:fs';
import { devNull } from 'node:os';
import stringWidth from 'fast-string-width';
import { wrapAnsi } from 'fast-wrap-ansi';
import type { Finding } from '../ground/finding.js';
import { plain, plainLines } from '../ground/plain-text.js';
import { jsonText } from '../node-kit/json-text.js';
import { terminalWidth } from './terminal.js';

export const printJson = (value: unknown): void => {
  console.info(jsonText(value, '  '));
};

/** What findings say of the files: 2 when one cannot be read, as everywhere, 1 when one is wrong. */
export const setExitCode = (findings: Finding[]): void => {
  if (findings.some(({ rule }) => rule === 'file')) process.exitCode = 2;
  else if (findings.some(({ severity }) => severity === 'error')) process.exitCode = 1;
};

/** Whether nobody can see what is printed. Node.js puts the null device where standard output was closed (`>&-`). */
const isNowhere = (): boolean => {
  const { fd } = process.stdout as { fd?: number };
  if (fd === undefined) return false;
  try {
    const info = fstatSync(fd);
    return info.isCharacterDevice() && info.rdev === statSync(devNull).rdev;
  } catch {
    // A system that does not say: it is tried.
    return false;
  }
};

/** Resolves when standard output has taken the text; rejects with a reason when it cannot, as on a full disk, or where nobody sees it. */
export const shownOnce = (text: string): Promise<void> =>
  new Promise((resolve, reject) => {
    if (isNowhere()) return reject(new Error('standard output is closed, or leads nowhere'));
    const failed = ({ code, message }: NodeJS.ErrnoException) => reject(new Error(code ?? message));
    process.stdout.once('error', failed);
    process.stdout.write(plainLines(text), (error) => {
      if (error) return failed(error);
      process.stdout.off('error', failed);
      resolve();
    });
  });

/** Between two columns. */
const gap = 2;

/** No column gets narrower; where that is too wide, the rows stand one below the other. */
const narrowestColumn = 8;

const widthOf = (cell: string) => Math.max(...cell.split('\n').map((line) => stringWidth(line)));

const longestWord = (cell: string) => Math.max(...cell.split(/\s/).map((word) => stringWidth(word)));

/** Takes from the widest column that may give something, until all fit together. */
const shrunk = (widths: number[], least: number[], most: number): number[] => {
  const fitting = [...widths];
  const total = () => fitting.reduce((sum, width) => sum + width + gap, -gap);
  while (total() > most) {
    const giving = fitting.map((width, column) => (width > least[column]! ? width : 0));
    const widest = Math.max(...giving);
    if (widest === 0) break;
    fitting[giving.indexOf(widest)] = widest - 1;
  }
  return fitting;
};

/**
 * The widths of columns that fit a terminal together: the widest ones give way, down to their longest words and, where
 * that is not enough, further. Undefined when there is no such thing.
 */
const fittingWidths = (rows: string[][], most: number): number[] | undefined => {
  const of = (measure: (cell: string) => number) =>
    rows[0]!.map((_cell, column) => Math.max(...rows.map((row) => measure(row[column] ?? ''))));
  const least = rows[0]!.map(() => narrowestColumn);
  const widths = shrunk(shrunk(of(widthOf), of(longestWord), most), least, most);
  return widths.reduce((sum, width) => sum + width + gap, -gap) > most ? undefined : widths;
};

const inWidth = (cell: string, width: number) =>
  widthOf(cell) <= width ? cell : wrapAnsi(cell, width, { hard: true, trim: true });

/** Each row as lines `head: cell`, an empty line after it. */
const printStacked = (head: string[], rows: string[][]): void => {
  for (const cells of rows) {
    for (const [column, cell] of cells.entries())
      if (cells.length === 1) console.log(cell);
      else if (cell !== '') console.log(`${head[column]}: ${cell}`);
    console.log('');
  }
};

const padded = (text: string, width: number) => text + ' '.repeat(Math.max(0, width - stringWidth(text)));

/** The lines of one row; a cell may have several. */
const rowLines = (cells: string[], widths: number[]): string[] => {
  const parts = cells.map((cell) => cell.split('\n'));
  const height = Math.max(...parts.map(({ length }) => length));
  return Array.from({ length: height }, (_, line) =>
    parts
      .map((part, column) => padded(part[line] ?? '', widths[column]! + gap))
      .join('')
      .trimEnd(),
  );
};

/** A table for people, as wide as the terminal at most. A row of one cell runs over all columns. */
export const printTable = (head: string[], rows: (string | number)[][]): void => {
  const texts = rows.map((row) => row.map((cell) => plain(String(cell))));
  const most = terminalWidth() ?? Number.POSITIVE_INFINITY;
  const widths = fittingWidths([head, ...texts.filter((row) => row.length === head.length)], most);
  if (!widths) {
    printStacked(head, texts);
    return;
  }
  for (const cells of [head, ...texts]) {
    const fitting = cells.map((cell, column) => inWidth(cell, cells.length === 1 ? most : widths[column]!));
    for (const line of cells.length === 1 ? fitting : rowLines(fitting, widths)) console.log(line);
  }
};
