import { resolve } from 'node:path';
import { migrateStore } from '../../src/store/postgres/migrate.js';
import { openPostgres } from '../../src/store/postgres/open.js';
import { hasPostgres, PostgresServer } from '../servers/postgres.js';
import { type Load, measure } from './load.js';
import { fixed, type Section } from './section.js';
import { Stage } from './stage.js';
import type { Tree } from './tree.js';

const callers = [1, 16, 128];
const turns = 3;

interface Way {
  name: string;
  call: () => Promise<void>;
}

/** Relay and service take turns, so that both see the same machine; what is told is the sum of the turns. */
const takeTurns = async (ways: Way[], count: number, ms: number): Promise<Load[]> => {
  const during = (limit: number) => (_calls: number, elapsed: number) => elapsed > limit;
  const loads: Load[][] = ways.map(() => []);
  for (const { call } of ways) await measure(count, call, during(1000));
  for (let turn = 0; turn < turns; turn += 1)
    for (const [index, { call }] of ways.entries())
      loads[index]!.push(await measure(count, call, during(ms / turns)));
  return loads.map((all) => ({
    ...all[0]!,
    perSecond: Math.round(all.reduce((sum, { perSecond }) => sum + perSecond, 0) / turns),
    median: Math.max(...all.map(({ median }) => median)),
    p99: Math.max(...all.map(({ p99 }) => p99)),
  }));
};

const rowsOf = async (ways: Way[], ms: number): Promise<Section['rows']> => {
  const rows: Section['rows'] = [];
  for (const count of callers) {
    const [relay, ...served] = await takeTurns(ways, count, ms);
    for (const [index, load] of served.entries())
      rows.push([
        ways[index + 1]!.name,
        count,
        relay!.perSecond,
        load.perSecond,
        fixed(load.perSecond / relay!.perSecond),
        relay!.p99,
        load.p99,
      ]);
  }
  return rows;
};

/** The service beside a relay that was written by hand, which asks the same of the same sandbox. */
export const measureRelay = async (
  { program }: Tree,
  { seconds, tell }: { seconds: number; tell: (text: string) => void },
): Promise<Section> => {
  const overFiles = await Stage.open(program);
  const rows: Section['rows'] = [];
  try {
    await overFiles.startRelay();
    await overFiles.startService();
    const relay = { name: 'relay', call: overFiles.relayed };
    tell('relay: service over a home …');
    rows.push(
      ...(await rowsOf(
        [
          relay,
          { name: 'service', call: overFiles.served },
          { name: 'with an Idempotency-Key, files', call: overFiles.kept },
        ],
        seconds * 1000,
      )),
    );
  } finally {
    await overFiles.close();
  }
  if (hasPostgres) {
    tell('relay: service over PostgreSQL …');
    rows.push(...(await overDatabase(program, seconds * 1000)));
  }
  return {
    title: 'Service beside a relay',
    about: [
      'The relay is what somebody would write by hand: JSON in, node-fetch, JSON out; no key, no validation, no log, no metrics. Load, relay or service, sandbox and PostgreSQL (without fsync) are processes on this machine and take turns of the same length; the load, too, takes its share of the processors.',
    ],
    head: ['call', 'callers', 'relay/s', 'service/s', 'ratio', 'relay p99 ms', 'service p99 ms'],
    rows,
    notes: hasPostgres ? [] : ['Without the rows over PostgreSQL: there is no server here.'],
  };
};

const overDatabase = async (program: string, ms: number): Promise<Section['rows']> => {
  const packDirectory = resolve(program, '..');
  const server = await PostgresServer.start();
  try {
    const url = await server.database('bench');
    await migrateStore({ url }, packDirectory);
    const { stores, close } = await openPostgres({ url }, packDirectory);
    const stage = await Stage.open(program, stores.keys);
    await close();
    try {
      await stage.startRelay();
      await stage.startService(['--store', url]);
      return await rowsOf(
        [
          { name: 'relay', call: stage.relayed },
          { name: 'service, PostgreSQL', call: stage.served },
          { name: 'with an Idempotency-Key, PostgreSQL', call: stage.kept },
        ],
        ms,
      );
    } finally {
      await stage.close();
    }
  } finally {
    await server.remove();
  }
};
