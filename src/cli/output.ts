import Table from 'cli-table3';
import { plain } from '../ground/plain-text.js';
import { jsonText } from '../node-kit/json-text.js';

export const printJson = (value: unknown): void => {
  console.log(jsonText(value, '  '));
};

/** Resolves when standard output has taken the text; rejects when it cannot, as on a full disk. */
export const written = (text: string): Promise<void> =>
  new Promise((resolve, reject) => {
    process.stdout.once('error', reject);
    process.stdout.write(text, (error) => {
      if (error) return reject(error);
      process.stdout.off('error', reject);
      resolve();
    });
  });

const lines = {
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  'left-mid': '',
  'mid-mid': '',
  'right-mid': '',
};

/** A table for people. A row of one cell runs over all columns. */
export const printTable = (head: string[], rows: (string | number)[][]): void => {
  const table = new Table({
    head,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
    chars: {
      ...lines,
      top: '',
      bottom: '',
      'bottom-mid': '',
      'bottom-left': '',
      'bottom-right': '',
      left: '',
      right: '',
      middle: '',
      mid: '',
    },
  });
  for (const row of rows) {
    const cells = row.map((cell) => plain(String(cell)));
    table.push(cells.length === 1 ? [{ content: cells[0], colSpan: head.length }] : cells);
  }
  console.log(
    table
      .toString()
      .split('\n')
      .map((line) => line.trimEnd())
      .join('\n'),
  );
};
