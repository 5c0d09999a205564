const start = 'Say here ';

/** What a scaffold leaves to its author; the validator finds it until somebody has written it. */
export const toBeWritten = (what: string): string => `${start}${what}.`;

export const isToBeWritten = (text: string): boolean => text.trimStart().startsWith(start);

/** The comments of a handler or an icon that are still to be written, each with its line. */
export const commentsToBeWritten = (source: string): { text: string; line: number }[] =>
  source.split('\n').flatMap((line, index) => {
    const [, text] = /^\s*(?:\/\/|\/?\*+|<!--)\s*(.*?)\s*(?:-->|\*\/)?$/.exec(line) ?? [];
    return text !== undefined && isToBeWritten(text) ? [{ text, line: index + 1 }] : [];
  });
