/** Characters of what was thrown that are told. */
const maxTold = 500;

/** The words of whatever foreign code threw: it may be no error, of another context, or hostile to who reads it. */
export const thrownText = (error: unknown): string => {
  try {
    const { message } = error as { message?: unknown };
    if (typeof message === 'string') return message.slice(0, maxTold);
  } catch {}
  if (error === null || error === undefined) return `it threw ${error}`;
  if (typeof error === 'string') return `it threw ${JSON.stringify(error.slice(0, maxTold))}`;
  return `it threw a value of type ${typeof error}`;
};

/** As `instanceof`, which what foreign code threw may answer with an error of its own. */
export const isThrown = <Type extends Error>(
  error: unknown,
  type: abstract new (...parts: never[]) => Type,
): error is Type => {
  try {
    return error instanceof type;
  } catch {
    return false;
  }
};
