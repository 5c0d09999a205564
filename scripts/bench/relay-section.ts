import { hasPostgres } from '../servers/postgres.js';
import { overDatabase } from './database.js';
import { loadAmount } from './http-load.js';
import { installNodeRed } from './node-red-install.js';
import { median } from './pairs.js';
import { fixed, type Section } from './section.js';
import { type Ask, Stage } from './stage.js';
import type { Tree } from './tree.js';
import { loadInTurns, shareOf } from './turns.js';

const callers = [1, 16, 128];
const turns = 4;

/** A service runs for days, and V8 is done with its code after some thousand calls; the relay has less of it. */
const warming = { callers: 16, calls: 6000, keptCalls: 1000 };

interface Options {
  /** Of each load. */
  seconds: number;
  tell: (text: string) => void;
}

/** The first way is what the others are told in parts of; `plain` is what a kept call is told in parts of. */
const rowsOf = async (
  ways: Record<string, Ask>,
  { relay, plain }: { relay: string; plain: string },
  seconds: number,
): Promise<Section['rows']> => {
  const rows: Section['rows'] = [];
  for (const [name, ask] of Object.entries(ways))
    await loadAmount(warming.callers, ask, name.includes('Idempotency') ? warming.keptCalls : warming.calls);
  for (const count of callers) {
    const found = await loadInTurns(ways, { callers: count, turns, seconds });
    for (const [name, one] of Object.entries(found))
      rows.push([
        name,
        count,
        Math.round(median(one.perSecond)),
        fixed(shareOf(one, found[relay]!)),
        name.includes('Idempotency') ? fixed(shareOf(one, found[plain]!)) : '',
        one.median,
        one.p99,
      ]);
  }
  return rows;
};

/** The service beside a relay that was written by hand and beside Node-RED, which ask the same of the same API. */
export const measureRelay = async (
  { program }: Tree,
  { seconds, tell }: Options,
  there?: Tree,
  commit?: string,
): Promise<Section> => {
  tell('relay: installing Node-RED 4 …');
  const nodeRed = await installNodeRed();
  const rows: Section['rows'] = [];
  const notes: string[] = [];
  try {
    const stage = await Stage.open(program, 'upstream');
    try {
      await stage.startRelay();
      await stage.startService();
      if (nodeRed.folder !== undefined) await stage.startNodeRed(nodeRed.folder);
      const before = there && (await stage.startAnother([], [], there.program));
      tell('relay: service over a home …');
      const ways = {
        relay: stage.askRelay(),
        service: stage.ask(),
        ...(before && { [`service at ${commit}`]: stage.ask({}, before) }),
        'service, Idempotency-Key, files': stage.askKept(),
        ...(stage.nodeRed && { [`Node-RED ${nodeRed.version}`]: stage.askNodeRed() }),
      };
      rows.push(...(await rowsOf(ways, { relay: 'relay', plain: 'service' }, seconds)));
      await before?.stop();
      notes.push(`Resident afterwards, MiB: ${memories(stage)}.`);
    } finally {
      await stage.close();
    }
  } finally {
    await nodeRed.remove();
  }
  if (nodeRed.problem !== undefined)
    notes.push(`Without Node-RED, which could not be had: ${nodeRed.problem}`);
  if (hasPostgres) {
    tell('relay: service over PostgreSQL …');
    rows.push(
      ...(await overDatabase(program, async ({ stage, options }) => {
        await stage.startRelay();
        await stage.startService(options);
        const ways = {
          'relay, again': stage.askRelay(),
          'service, PostgreSQL': stage.ask(),
          'service, Idempotency-Key, PostgreSQL': stage.askKept(),
        };
        return rowsOf(ways, { relay: 'relay, again', plain: 'service, PostgreSQL' }, seconds);
      })),
    );
  } else notes.push('Without the rows over PostgreSQL: there is no server here.');
  return {
    title: 'Service beside a relay',
    about: [
      `The relay is what somebody would write by hand: JSON in, node-fetch, JSON out; no key, no validation, no log, no metrics. Node-RED runs the same as a flow (HTTP in, function, HTTP request, function, HTTP response). The call is PIQ and EWT v1.1; the API behind all of them answers at once with a constant text. Load (autocannon), API and what is measured are processes on this machine and take turns of the same length, after ${warming.calls} calls each (${warming.keptCalls} with an Idempotency-Key); PostgreSQL runs on it too, without fsync. A ratio is the median of the turns. Milliseconds are whole ones.`,
    ],
    head: ['call', 'callers', 'calls/s', 'of the relay', 'of the call without a key', 'median ms', 'p99 ms'],
    rows,
    notes,
  };
};

const memories = ({ relay, service, nodeRed }: Stage): string =>
  Object.entries({ relay, service, 'Node-RED': nodeRed })
    .flatMap(([name, program]) => (program ? [`${name} ${program.memory()}`] : []))
    .join(', ');
