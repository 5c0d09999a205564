import { randomBytes } from 'node:crypto';
import type { Run } from '../../schemas/types.js';
import { toldError } from '../ground/told-error.js';
import { jsonText } from '../node-kit/json-text.js';
import { idStartAt } from '../store/run-record.js';
import type { RunHead, RunStore } from '../store/stores.js';

const runUnknown = toldError('caller', 'run.unknown', 'There is no such run.');
const runUnreadable = toldError('operator', 'run.unreadable', 'A run is kept and cannot be read.');

/** What a run gave is kept up to so many characters of JSON. */
const maxGave = 4_000_000;

/** What was run, before it is kept. */
export type NewRun = Omit<Run, 'format' | 'id' | 'at'>;

/** For a run that begins now. */
export const newRunId = (): string => `${idStartAt(Date.now())}-${randomBytes(4).toString('hex')}`;

/** What was run in the console, or started by `flow serve`. */
export class Runs {
  constructor(private readonly store: RunStore) {}

  /** Newest first; and the ids of those that cannot be read. */
  list(): Promise<{ runs: RunHead[]; unreadable: string[] }> {
    return this.store.list();
  }

  /** A run by its id, or the newest one. Throws ToldError. */
  async find(id?: string): Promise<Run> {
    const wanted = id ?? (await this.store.list()).runs[0]?.id;
    const run = wanted === undefined ? undefined : await this.store.read(wanted);
    if (run === undefined)
      throw runUnknown(
        id === undefined ? 'No run is kept.' : `There is no run ${id}.`,
        id === undefined
          ? 'Run a node or a flow in `wxcc-nodes console`, or start flows with `wxcc-nodes flow serve`.'
          : 'See `wxcc-nodes runs list`; the oldest ones are forgotten.',
      );
    if (run !== 'unreadable') return run;
    throw runUnreadable(
      `The run ${wanted} is kept and cannot be read.`,
      `Forget it: \`wxcc-nodes runs remove ${wanted}\`.`,
    );
  }

  /** Keeps a run, and forgets the oldest ones beyond so many. Gives its id; one that began now when left out. */
  async keep({ gave, asked, ...run }: NewRun, most: number, id = newRunId()): Promise<string> {
    const isSmall = gave !== undefined && jsonText(gave).length <= maxGave;
    const at = new Date().toISOString();
    await this.store.add({ format: 1, id, at, ...run, asked, ...(isSmall && { gave }) }, most);
    return id;
  }

  /** Forgets a run, or all of them. Throws ToldError when there is no such run. Gives how many. */
  async remove(id?: string): Promise<number> {
    const removed = await this.store.remove(id);
    if (id !== undefined && removed === 0)
      throw runUnknown(`There is no run ${id}.`, 'See `wxcc-nodes runs list`.');
    return removed;
  }
}
