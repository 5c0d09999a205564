import { signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';

/** What went wrong with a call, as the console's server tells it. */
export interface Told {
  code: string;
  message: string;
  remedy: string;
}

class CallError extends Error {
  constructor(readonly told: Told) {
    super(told.message);
  }
}

/** The second value that a call needs beside the cookie; no other page can read it. */
const key = document.querySelector<HTMLMetaElement>('meta[name=console-key]')?.content ?? '';

/** False after a call that did not reach the console. */
export const isReachable = signal(true);

/** Why the last run is not kept; none when it is. */
export const unkept = signal('');

const gone: Told = {
  code: 'console.gone',
  message: 'The console does not answer any more.',
  remedy: 'Start `wxcc-nodes console` again, and use the link that it prints.',
};

const send = async (path: string, body: unknown, signal?: AbortSignal): Promise<Response> => {
  const headers = { 'X-Console-Key': key };
  const request =
    body === undefined
      ? { headers }
      : {
          method: 'POST',
          headers: { ...headers, 'Content-Type': 'application/json' },
          body: JSON.stringify(body),
        };
  try {
    const answer = await fetch(`/api${path}`, { ...request, ...(signal && { signal }) });
    isReachable.value = true;
    if (body !== undefined) unkept.value = decodeURIComponent(answer.headers.get('X-Console-Unkept') ?? '');
    return answer;
  } catch (error) {
    if (signal?.aborted) throw error;
    isReachable.value = false;
    throw new CallError(gone);
  }
};

/** Numbers that JavaScript would change stay the text that they are. */
const exactly = (_key: string, value: unknown, context?: { source?: string }): unknown =>
  typeof value === 'number' && context?.source !== undefined && String(value) !== context.source
    ? context.source
    : value;

const parse = (text: string): unknown =>
  JSON.parse(text, exactly as (key: string, value: unknown) => unknown);

const refuseErrors = async (answer: Response): Promise<void> => {
  if (answer.ok) return;
  const { error } = parse(await answer.text()) as { error: Told };
  throw new CallError(error);
};

/** Calls the console: GET without a body, else POST. Throws CallError. */
export const call = async <Type>(path: string, body?: unknown, signal?: AbortSignal): Promise<Type> => {
  const answer = await send(path, body, signal);
  await refuseErrors(answer);
  return parse(await answer.text()) as Type;
};

/** The same for what is run: under which id it is kept, if it is. */
export const callKept = async <Type>(
  path: string,
  body: unknown,
): Promise<{ value: Type; run: string | null }> => {
  const answer = await send(path, body);
  await refuseErrors(answer);
  return {
    value: parse(await answer.text()) as Type,
    run: answer.headers.get('X-Console-Run'),
  };
};

/** The same for what is no JSON; JSON in its place are findings. */
export const callForFile = async (path: string, body: unknown): Promise<{ blob: Blob; type: string }> => {
  const answer = await send(path, body);
  await refuseErrors(answer);
  return { blob: await answer.blob(), type: answer.headers.get('Content-Type') ?? '' };
};

/** Rises with each file of the flows that has changed on disk. */
export const fileChanges = signal(0);

/** Hears what changes, until the console is gone. What cannot be watched is looked at when the window gets the focus. */
export const hearChanges = async (): Promise<void> => {
  const answer = await send('/changes', undefined);
  if (!answer.ok || !answer.body) return;
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const { value } = await reader.read().catch(() => ({ value: undefined }));
    if (value === undefined) break;
    const events = (text + value).split('\n\n');
    text = events.pop() ?? '';
    for (const event of events) if (event.startsWith('data: ')) heard(event.slice('data: '.length));
  }
  isReachable.value = false;
};

const heard = (event: string): void => {
  const { files, page } = parse(event) as { files: string[]; page: boolean };
  if (page) location.reload();
  else if (files.length > 0) fileChanges.value += 1;
};

export type Loaded<Type> = { value?: Type; told?: Told };

export const toldOf = (error: unknown): Told =>
  error instanceof CallError
    ? error.told
    : { code: 'page', message: String((error as Error).message ?? error), remedy: 'Reload the page.' };

/** What a call gives, again when one of the things that it depends on changes; nothing is asked without a path. */
export const useCall = <Type>(
  path: string | undefined,
  body: unknown,
  again: unknown[] = [],
): Loaded<Type> => {
  const [loaded, setLoaded] = useState<Loaded<Type>>({});
  useEffect(() => {
    if (path === undefined) return undefined;
    const stop = new AbortController();
    call<Type>(path, body, stop.signal).then(
      (value) => setLoaded({ value }),
      (error) => stop.signal.aborted || setLoaded({ told: toldOf(error) }),
    );
    return () => stop.abort();
  }, [path, JSON.stringify(body), ...again]);
  return loaded;
};
