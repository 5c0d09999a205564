/** Text in a table's cell: one line, and no bar that would end it. */
const cell = (text: string) => text.replace(/\s*\n\s*/g, ' ').replaceAll('|', '\\|');

const row = (cells: string[]) => `| ${cells.map(cell).join(' | ')} |`;

export const table = (head: string[], rows: string[][]): string =>
  [row(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(row)].join('\n');

export const code = (text: string) => `\`${text}\``;

export const codes = (texts: string[]) => texts.map(code).join(', ');

export const block = (language: string, text: string) => `\`\`\`${language}\n${text}\n\`\`\``;

/** Parts of a page, each its own paragraph; empty ones fall out. */
export const page = (parts: string[]): string => `${parts.filter((part) => part !== '').join('\n\n')}\n`;

export const writtenBy = '<!-- Written by `npm run docs` from the sources. Do not edit. -->';
