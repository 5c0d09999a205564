/** The words of whatever foreign code threw: it may be no error, of another context, or hostile to who reads it. */
export const thrownText = (error: unknown): string => {
  try {
    const { message } = error as { message?: unknown };
    if (typeof message === 'string') return message;
  } catch {}
  return `it threw ${error === null ? 'null' : `a value of type ${typeof error}`}.`;
};
