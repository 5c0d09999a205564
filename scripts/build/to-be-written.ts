const start = 'Say here ';

/** What a scaffold leaves to its author; the validator finds it until somebody has written it. */
export const toBeWritten = (what: string): string => `${start}${what}.`;

export const isToBeWritten = (text: string): boolean => text.trimStart().startsWith(start);
