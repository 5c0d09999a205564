import Table from 'cli-table3';

export const printJson = (value: unknown): void => {
  console.log(JSON.stringify(value, null, 2));
};

/** Text that comes from outside must not move the cursor or colour the terminal. */
export const plain = (text: string): string =>
  text.replace(
    /[\p{Cc}\p{Cf}\u2028\u2029]/gu,
    (character) => `\\u${character.codePointAt(0)!.toString(16).padStart(4, '0')}`,
  );

export const plainLines = (text: string): string => text.split('\n').map(plain).join('\n');

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
