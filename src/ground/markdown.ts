/** Text that must not become markup, nor end the cell or line that it stands in. */
export const markdownText = (text: string): string =>
  text.replaceAll(/([\\`*_{}[\]<>|#&])/g, '\\$1').replaceAll(/\s+/g, ' ');

/** A row of a table. */
export const markdownRow = (cells: string[]): string => `| ${cells.map(markdownText).join(' | ')} |`;
