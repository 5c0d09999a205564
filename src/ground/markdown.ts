/** Text that must not become markup, nor end the cell or line that it stands in; other blanks stay as they are. */
export const markdownText = (text: string): string =>
  text.replaceAll(/([\\`*_{}[\]<>|#&])/g, '\\$1').replaceAll(/[\n\r\v\f\u2028\u2029]+/g, ' ');

/** A row of a table; the lines of a cell stay lines. */
export const markdownRow = (cells: string[]): string => {
  const cell = (text: string) =>
    text
      .split(/\r\n|[\n\r\u2028\u2029]/)
      .map(markdownText)
      .join('<br>');
  return `| ${cells.map(cell).join(' | ')} |`;
};
