import { maxJsonDepth, readJson } from '../ground/read-json.js';
import { ToldError, toldError } from '../ground/told-error.js';

const sandboxAway = toldError('operator', 'sandbox.away', 'No sandbox answers at the address.');

/** Bytes; a sandbox remembers a thousand calls of 2 MB at most, and far smaller ones as a rule. */
const maxBytes = 256 * 1024 * 1024;
const limitMs = 10_000;

/** What a person reads of a sandbox's state; the rest is there too. */
export interface SandboxState {
  orgId: string;
  tasks: { id: string; state: string; mediaType: string; mediaChannel: string }[];
  queues: { id: string; name: string }[];
  /** Business addresses that messages may come in at. */
  entryPoints: string[];
  faults: unknown[];
  calls: { method: string; url: string; status: number }[];
}

/** Everything there is to see at a sandbox that runs, by its address. Throws ToldError. */
export const readSandboxState = async (url: string): Promise<SandboxState> => {
  const { default: fetch } = await import('node-fetch');
  const start = 'Start `wxcc-nodes sandbox`, or give its address with --url.';
  try {
    const answer = await fetch(`${url.replace(/\/+$/, '')}/_sandbox/state`, {
      redirect: 'manual',
      size: maxBytes,
      signal: AbortSignal.timeout(limitMs) as never,
    });
    const text = await answer.text();
    // Bodies of calls stand in it, which may be as deep as JSON may be.
    const read = answer.status === 200 ? readJson(text, 2 * maxJsonDepth) : { problems: [] };
    if ('value' in read) return read.value as unknown as SandboxState;
    throw sandboxAway(`${url} answers, and is no sandbox.`, start);
  } catch (error) {
    if (error instanceof ToldError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    throw sandboxAway(`No sandbox answers at ${url} (${code ?? message}).`, start);
  }
};
