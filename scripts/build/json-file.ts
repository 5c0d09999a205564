/** A JSON file as the formatter of the pack lays it out: two spaces, lists of texts on one line. */
export const jsonFile = (value: unknown): string =>
  `${JSON.stringify(value, null, 2).replace(/\[\s+("[^[\]{}\n]*"(?:,\s+"[^[\]{}\n]*")*)\s+\]/g, (_list, items: string) => `[${items.replace(/,\s+/g, ', ')}]`)}\n`;
