import { dirname, join } from 'node:path';
import type { Engine } from '../../engine/engine.js';
import type { Finding } from '../../ground/finding.js';
import { ToldError } from '../../ground/told-error.js';
import { readCalledFlows } from '../called-flows.js';
import { besideCases, casesFileEnding, readCases } from '../cases/case-file.js';
import { type CasesRun, runCases } from '../cases/run-cases.js';
import { flowFileEnding, readFlow } from '../read-flow.js';
import type { OpenWorlds, WorldSource } from '../run/open-world.js';
import { besideStory, isStory, readStory } from '../story/story-file.js';

/** A flow file, a file of cases or a story, and what it came to when it was looked at last. */
export interface WatchedFile {
  file: string;
  findings: Finding[];
  /** How many cases the file has; 0 for a flow. */
  cases: number;
  failed: CasesRun['results'];
  /** The other files that this depends on. */
  reads: Set<string>;
}

/** What files are looked at with. */
export interface Laboratory {
  engine: Engine;
  openWorlds: OpenWorlds;
  /** Checks one flow file. */
  check: (file: string) => Promise<Finding[]>;
}

const hasCases = (file: string) => file.endsWith(casesFileEnding) || isStory(file);

/** What goes wrong with one file is a finding of it: it takes no other file down. */
const failure = (file: string, error: unknown): Finding => {
  const told = error instanceof ToldError ? error : undefined;
  return {
    severity: 'error',
    rule: told?.code ?? 'watch.failed',
    file,
    pointer: '',
    line: 1,
    column: 1,
    message: told?.message ?? `The program failed at this file: ${(error as Error).message}`,
    remedy: told?.remedy ?? 'Report it with the file: the program should have said what is wrong with it.',
  };
};

const calledFiles = async (file: string): Promise<string[]> => {
  const { value } = await readFlow(file);
  const called = value ? await readCalledFlows(file, value) : new Map<string, unknown>();
  return [...called.keys()].map((name) => join(dirname(file), name));
};

const readByStory = async (file: string): Promise<string[]> => {
  const { value } = await readStory(file);
  if (!value) return [];
  const { flows, happens, scenario } = value;
  const events = happens.flatMap((one) => ('event' in one ? [one.event] : []));
  const own = [...events, ...(scenario === undefined ? [] : [scenario])].map((path) =>
    besideStory(file, path),
  );
  const called: string[] = [];
  for (const flow of flows.map((path) => besideStory(file, path)))
    called.push(flow, ...(await calledFiles(flow)));
  return [...own, ...called];
};

const readsOf = async (file: string): Promise<Set<string>> => {
  if (isStory(file)) return new Set(await readByStory(file));
  if (!hasCases(file)) return new Set(await calledFiles(file));
  const { value } = await readCases(file);
  if (!value) return new Set();
  const flow = besideCases(file, value.flow);
  const events = value.cases.map(({ event }) => besideCases(file, event));
  return new Set([flow, ...events, ...(await calledFiles(flow))]);
};

/** The flows and cases of a folder, each checked or run again when it, or a file that it depends on, has changed. */
export class WatchedFlows {
  readonly #files = new Map<string, WatchedFile>();

  /** In order of their names. */
  get files(): WatchedFile[] {
    return [...this.#files.values()].sort((a, b) => (a.file < b.file ? -1 : 1));
  }

  /**
   * Looks at what is new or touched, flows first; gives the files that it looked at.
   * @param present the files of the folder as it is now.
   * @param changed those that are other than before, or gone.
   */
  async look(present: string[], changed: Iterable<string>, laboratory: Laboratory): Promise<WatchedFile[]> {
    const here = present.filter((file) => file.endsWith(flowFileEnding) || hasCases(file));
    for (const file of this.#files.keys()) if (!here.includes(file)) this.#files.delete(file);
    const touched = new Set(changed);
    const due = here.filter((file) => {
      const known = this.#files.get(file);
      return !known || touched.has(file) || [...known.reads].some((read) => touched.has(read));
    });
    const worlds = laboratory.openWorlds(laboratory.engine);
    try {
      for (const file of due.sort((a, b) => Number(hasCases(a)) - Number(hasCases(b))))
        this.#files.set(file, await lookedAt(file, laboratory, worlds));
    } finally {
      await worlds.close();
    }
    return due.map((file) => this.#files.get(file)!);
  }
}

const lookedAt = async (
  file: string,
  { engine, check, openWorlds: other }: Laboratory,
  worlds: WorldSource,
): Promise<WatchedFile> => {
  const nothing = { file, findings: [], cases: 0, failed: [] };
  const reads = await readsOf(file);
  try {
    if (!hasCases(file)) return { ...nothing, reads, findings: await check(file) };
    // One world for all files: opening one takes longer than most cases do.
    const openWorlds: OpenWorlds = (own, scenario) =>
      scenario ? other(own, scenario) : { open: (seed) => worlds.open(seed), close: async () => {} };
    const { cases, results, findings } = await runCases([file], { engine, openWorlds });
    const failed = results.filter(({ differences }) => differences.length > 0);
    return { file, reads, cases, findings, failed };
  } catch (error) {
    return { ...nothing, reads, findings: [failure(file, error)] };
  }
};
