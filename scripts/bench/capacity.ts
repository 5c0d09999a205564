import { setTimeout as pause } from 'node:timers/promises';
import { hasPostgres, type PostgresServer } from '../servers/postgres.js';
import { type DatabaseStage, overDatabase } from './database.js';
import { loadAmount, loadBy } from './http-load.js';
import type { Load } from './load.js';
import { type Cost, type Need, needs } from './needs.js';
import { type Program, processesOf, processorMs } from './program.js';
import { fixed, type Section } from './section.js';
import { type Ask, Stage } from './stage.js';
import type { Tree } from './tree.js';

const callers = 16;

interface Options {
  /** Of each load. */
  seconds: number;
  tell: (text: string) => void;
}

const databaseMs = (server: PostgresServer): number =>
  processesOf(server.pid).reduce((sum, pid) => sum + (processorMs(pid) ?? 0), 0);

/** Of the statements one is the look at these figures. */
const countersOf = async ({ server, name }: DatabaseStage) => {
  const sql = `SELECT (SELECT coalesce(sum(calls), 0) FROM pg_stat_statements WHERE toplevel),
    (SELECT coalesce(sum(calls), 0) FROM pg_stat_statements WHERE query ILIKE '%notify%' AND query NOT ILIKE '%pg_stat_statements%'),
    pg_current_wal_lsn() - '0/0', pg_database_size('${name}')`;
  const [statements, notifications, logged, size] = (await server.ask(sql, name)).split('|').map(Number);
  return { statements: statements!, notifications: notifications!, logged: logged!, size: size! };
};

const costOf = async (
  name: string,
  { ask, services, seconds, on }: { ask: Ask; services: Program[]; seconds: number; on?: DatabaseStage },
): Promise<Cost> => {
  await loadBy(callers, ask, 1);
  const look = async () => ({
    ms: services.reduce((sum, service) => sum + (service.processorMs() ?? Number.NaN), 0),
    printed: services.reduce((sum, { printed }) => sum + printed, 0),
    databaseMs: on ? databaseMs(on.server) : 0,
    ...(on ? await countersOf(on) : { statements: 0, notifications: 0, logged: 0, size: 0 }),
  });
  const before = await look();
  const { calls, perSecond } = await loadBy(callers, ask, seconds);
  // What was begun is ended, and what is deleted later is not waited for.
  await pause(200);
  const after = await look();
  const each = (key: keyof typeof before) => (after[key] - before[key]) / calls;
  return {
    name,
    perSecond,
    serviceMs: each('ms'),
    printed: each('printed'),
    ...(on && {
      database: {
        ms: each('databaseMs'),
        statements: each('statements'),
        notifications: each('notifications'),
        logged: each('logged'),
        kept: each('size'),
      },
    }),
  };
};

const rowOf = ({ name, perSecond, serviceMs, printed, database }: Cost): Section['rows'][number] => [
  name,
  perSecond,
  fixed(serviceMs),
  ...(database
    ? [
        fixed(database.ms),
        fixed(database.statements, 1),
        fixed(database.notifications),
        fixed(database.logged, 0),
        fixed(database.kept, 0),
      ]
    : ['', '', '', '', '']),
  fixed(printed, 0),
];

/** Between two looks, milliseconds: each look is a process of its own. */
const lookMs = 250;

/** What the database's processes were at, the most frequent first; watched until it is asked for. */
const watchWaits = (server: PostgresServer) => {
  const counts = new Map<string, number>();
  const sql =
    "SELECT coalesce(wait_event_type || ' ' || wait_event, 'the processor') FROM pg_stat_activity WHERE state = 'active' AND pid <> pg_backend_pid()";
  let isOver = false;
  const look = async () => {
    while (!isOver) {
      for (const event of (await server.ask(sql)).split('\n').filter(Boolean))
        counts.set(event, (counts.get(event) ?? 0) + 1);
      await pause(lookMs);
    }
  };
  // Where the load fails, its failure is what is told.
  const looking = look().catch(() => {});
  return async (): Promise<string> => {
    isOver = true;
    await looking;
    const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
    return [...counts]
      .sort(([, one], [, other]) => other - one)
      .slice(0, 3)
      .map(([event, count]) => `${event} ${Math.round((count / total) * 100)} %`)
      .join(', ');
  };
};

/** Kept calls by more and more instances and callers, until no more come out. */
const saturation = async (on: DatabaseStage, services: Program[], seconds: number): Promise<Section> => {
  const rows: Section['rows'] = [];
  // The first call of an instance reads the package.
  for (const service of services) await loadAmount(1, on.stage.askKept(service), 10);
  for (const [count, each] of [
    [1, 4],
    [1, 32],
    [2, 32],
    [3, 32],
  ] as const) {
    const before = { database: databaseMs(on.server), service: sumOf(services) };
    const started = performance.now();
    const waits = watchWaits(on.server);
    const loads: Load[] = await Promise.all(
      services.slice(0, count).map((service) => loadBy(each, on.stage.askKept(service), seconds)),
    );
    const ms = performance.now() - started;
    rows.push([
      count,
      count * each,
      loads.reduce((sum, { perSecond }) => sum + perSecond, 0),
      Math.max(...loads.map(({ p99 }) => p99)),
      fixed((databaseMs(on.server) - before.database) / ms),
      fixed((sumOf(services) - before.service) / ms),
      await waits(),
    ]);
  }
  return {
    title: 'Where PostgreSQL was at its limit here',
    about: [
      'Calls with an Idempotency-Key, by more and more instances and callers. Load, API, instances and PostgreSQL (without fsync) share the processors of one machine: when the processors that the two last take come near the number that there is, this machine is at its end, and not PostgreSQL by itself. What its active processes were at was looked at four times a second.',
    ],
    head: [
      'instances',
      'callers',
      'calls/s',
      'p99 ms',
      'processors of PostgreSQL',
      'processors of the instances',
      'its processes were at',
    ],
    rows,
    notes: [],
  };
};

const sumOf = (services: Program[]) =>
  services.reduce((sum, service) => sum + (service.processorMs() ?? 0), 0);

const costsOverFiles = async (program: string, seconds: number): Promise<Cost[]> => {
  const stage = await Stage.open(program, 'upstream');
  try {
    await stage.startService();
    const services = [stage.service];
    return [
      await costOf('files', { ask: stage.ask(), services, seconds }),
      await costOf('files, Idempotency-Key', { ask: stage.askKept(), services, seconds }),
      await costOf('files, callback', { ask: stage.askWaiting(), services, seconds }),
    ];
  } finally {
    await stage.close();
  }
};

const costsOverDatabase = async (
  on: DatabaseStage,
  services: Program[],
  seconds: number,
): Promise<Cost[]> => {
  const { stage, server, name } = on;
  await server.ask('CREATE EXTENSION pg_stat_statements', name);
  const portOf = ({ ready }: Program) => Number(new URL(String(ready.callbackUrl)).port);
  const [service] = services;
  const by = { services: [service!], seconds, on };
  const costs = [
    await costOf('PostgreSQL', { ...by, ask: stage.ask() }),
    await costOf('PostgreSQL, Idempotency-Key', { ...by, ask: stage.askKept() }),
    await costOf('PostgreSQL, callback', { ...by, ask: stage.askWaiting() }),
  ];
  await stage.postCallbacksAt([portOf(services[1]!)]);
  const handed = { ...by, services: services.slice(0, 2), ask: stage.askWaiting() };
  costs.push(await costOf('PostgreSQL, callback handed over', handed));
  return costs;
};

/** What a call costs, where the database is at its limit here, and, on paper, what so many calls a second need. */
export const measureCapacity = async ({ program }: Tree, { seconds, tell }: Options): Promise<Section[]> => {
  tell('capacity: over a home …');
  const costs = await costsOverFiles(program, seconds);
  const more: Section[] = [];
  const notes = hasPostgres ? [] : ['Without the rows over PostgreSQL: there is no server here.'];
  if (hasPostgres)
    await overDatabase(
      program,
      async (on) => {
        const { stage, options } = on;
        await stage.startService(options);
        const services = [
          stage.service,
          await stage.startAnother(options),
          await stage.startAnother(options),
        ];
        tell('capacity: over PostgreSQL …');
        costs.push(...(await costsOverDatabase(on, services, seconds)));
        tell('capacity: the limit …');
        more.push(await saturation(on, services, seconds));
        await Promise.all(services.slice(1).map((service) => service.stop()));
      },
      ['shared_preload_libraries=pg_stat_statements'],
    );
  const need: Need[] = [10, 1000, 100_000].map((perSecond) => ({ perSecond }));
  return [
    {
      title: 'What a call costs',
      about: [
        `PIQ and EWT, or Queue Task where there is a callback; ${callers} callers at one instance. What is told is the processor time of the instances (both, where a callback is handed over) and of PostgreSQL's processes, for each call; the statements that PostgreSQL ran, notifications among them, the bytes of its write-ahead log and those that the database grew by. The service's log is characters, a line for each call.`,
      ],
      head: [
        'call',
        'calls/s here',
        'service ms',
        'PostgreSQL ms',
        'statements',
        'notifications',
        'write-ahead bytes',
        'kept bytes',
        'log',
      ],
      rows: costs.map(rowOf),
      notes,
    },
    ...more,
    ...needs(costs, need),
  ];
};
