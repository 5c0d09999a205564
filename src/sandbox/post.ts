/** Posts JSON text to an address outside, with further headers; gives the status. Throws when there is no answer. */
export type Post = (url: string, text: string, headers?: Record<string, string>) => Promise<number>;

const patienceMs = 5000;

export const httpPost: Post = async (url, text, headers = {}) => {
  const { status } = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: text,
    redirect: 'error',
    signal: AbortSignal.timeout(patienceMs),
  });
  return status;
};

/** The status, or why there is none; for a log. */
export const posted = (
  post: Post,
  url: string,
  text: string,
  headers?: Record<string, string>,
): Promise<number | string> => post(url, text, headers).catch((error: Error) => error.message);
