import { signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { jsonText } from '../../node-kit/json-text.js';

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

/** Why the console does not answer; none once it does. */
export const trouble = signal<Told | undefined>(undefined);

/** Why the last run is not kept; none when it is. */
export const unkept = signal('');

const gone: Told = {
  code: 'console.gone',
  message: 'The console does not answer any more.',
  remedy: 'Start `wxcc-nodes console` again, and use the link that it prints.',
};

const send = async (path: string, body: unknown, signal?: AbortSignal): Promise<Response> => {
  const headers = { 'X-Console-Key': key };
  // A browser opens six connections to one server: what a page shows at all goes before the many checks of what it lists.
  const request: RequestInit =
    body === undefined
      ? { headers, priority: 'high' }
      : {
          method: 'POST',
          headers: { ...headers, 'Content-Type': 'application/json' },
          body: jsonText(body),
        };
  try {
    const answer = await fetch(`/api${path}`, { ...request, ...(signal && { signal }) });
    trouble.value = undefined;
    return answer;
  } catch (error) {
    if (signal?.aborted) throw error;
    trouble.value = gone;
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

/** The same, with what a header says of it: a body is what the command prints, and no more. */
export const callWith = async <Type>(
  header: 'X-Console-Run' | 'X-Console-Text',
  path: string,
  body: unknown,
): Promise<{ value: Type; said: string | null }> => {
  const answer = await send(path, body);
  await refuseErrors(answer);
  if (header === 'X-Console-Run')
    unkept.value = decodeURIComponent(answer.headers.get('X-Console-Unkept') ?? '');
  return { value: parse(await answer.text()) as Type, said: answer.headers.get(header) };
};

/** What is being run, kept for as long as the window is: a page that is loaded anew has forgotten all else. */
const underWay = 'wxcc-nodes run under way';

/** What was being run when the page was loaded anew, if anything. */
export const interrupted = signal(sessionStorage.getItem(underWay) ?? '');
sessionStorage.removeItem(underWay);

/** Runs something, and gives under which id it is kept, if it is. */
export const callKept = async <Type>(
  what: string,
  path: string,
  body: unknown,
): Promise<{ value: Type; run: string | null }> => {
  sessionStorage.setItem(underWay, what);
  interrupted.value = '';
  try {
    const { value, said } = await callWith<Type>('X-Console-Run', path, body);
    return { value, run: said };
  } finally {
    if (!isLeaving) sessionStorage.removeItem(underWay);
  }
};

/** Calls are broken off when the page goes; what the console does for them goes on. */
let isLeaving = false;
addEventListener('pagehide', () => {
  isLeaving = true;
});

/** The same for what is no JSON; JSON in its place are findings. */
export const callForFile = async (path: string, body: unknown): Promise<{ blob: Blob; type: string }> => {
  const answer = await send(path, body);
  await refuseErrors(answer);
  return { blob: await answer.blob(), type: answer.headers.get('Content-Type') ?? '' };
};

interface Hearing {
  heard: (event: unknown) => void;
  opened?: () => void;
  signal?: AbortSignal;
}

/** Hears a stream of the console until it ends. Throws CallError for a stream that the console does not give. */
const hear = async (path: string, { heard, opened, signal }: Hearing): Promise<void> => {
  const answer = await send(path, undefined, signal);
  await refuseErrors(answer);
  opened?.();
  const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const { value } = await reader.read().catch(() => ({ value: undefined }));
    if (value === undefined) return;
    const events = (text + value).split('\n\n');
    text = events.pop() ?? '';
    for (const event of events) if (event.startsWith('data: ')) heard(parse(event.slice('data: '.length)));
  }
};

/** Rises with each change of the flows on disk. */
export const fileChanges = signal(0);

/** What the last change was of: names below the folder. */
export const changedFiles = signal<string[]>([]);

/** Rises with each change of the sandbox. */
export const sandboxChanges = signal(0);

/** How long after the console stopped to answer somebody looks for it again, milliseconds. */
const lookAgainMs = 2000;

/**
 * What this console's windows share, and no other console's that was or will be at this address. The start of the key tells
 * them apart; what is left of it nobody guesses.
 */
const shared = `wxcc-nodes ${key.slice(0, 8)}`;

const opened = 'opened';

/**
 * Hears what changes, as long as the page is there; a console that does not answer is looked for again. A browser opens only
 * six connections to one server: of all windows one hears the stream, and tells the others. When it goes, another one hears.
 * What cannot be watched is looked at when the window gets the focus.
 */
export const hearChanges = async (): Promise<void> => {
  const heard = (event: unknown) => {
    if (event === opened) {
      // What has changed while nobody heard it is looked at, what came between the page and its first hearing too.
      if (trouble.value?.code === gone.code) trouble.value = undefined;
      fileChanges.value += 1;
      sandboxChanges.value += 1;
      return;
    }
    const { files, page, sandbox } = event as { files?: string[]; page?: true; sandbox?: true };
    if (page) location.reload();
    if (sandbox) sandboxChanges.value += 1;
    if (files) {
      changedFiles.value = files;
      fileChanges.value += 1;
    }
  };
  const others = new BroadcastChannel(shared);
  others.onmessage = ({ data }) => heard(data);
  const tell = (event: unknown) => {
    others.postMessage(event);
    heard(event);
  };
  addEventListener('online', () => call('/flows').catch(() => {}));
  while (!isLeaving) {
    try {
      await navigator.locks.request(shared, () =>
        hear('/changes', { heard: tell, opened: () => tell(opened) }),
      );
      if (!isLeaving) trouble.value = gone;
    } catch (error) {
      const told = toldOf(error);
      if (told.code === 'console.session') trouble.value = told;
      if (told.code !== gone.code) return;
    }
    await new Promise((resolve) => setTimeout(resolve, lookAgainMs));
  }
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
  // What could not be asked is asked once the console answers again.
  const isBack = loaded.told?.code === gone.code && trouble.value === undefined;
  useEffect(() => {
    if (path === undefined) return undefined;
    const stop = new AbortController();
    call<Type>(path, body, stop.signal).then(
      (value) => setLoaded({ value }),
      (error) => stop.signal.aborted || setLoaded({ told: toldOf(error) }),
    );
    return () => stop.abort();
  }, [path, JSON.stringify(body), isBack, ...again]);
  return loaded;
};
