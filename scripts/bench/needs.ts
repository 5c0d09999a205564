import { fixed, type Section } from './section.js';

/** What a call takes. */
export interface Cost {
  name: string;
  perSecond: number;
  /** Of the processor, milliseconds; of all instances. */
  serviceMs: number;
  /** Of the database: milliseconds, statements, notifications, bytes of its log, bytes that its tables grew by. */
  database?: { ms: number; statements: number; notifications: number; logged: number; kept: number };
  /** Characters of the service's log. */
  printed: number;
}

/** So many calls a second. */
export interface Need {
  perSecond: number;
}

/** Assumed: no processor is planned for more than this of its time. */
const planned = 0.5;
/** Assumed: no PostgreSQL server has more processors. */
const largestServer = 32;
/** The service forgets kept calls after a day. */
const daySeconds = 86_400;
/** Assumed: of a log that is written without a pause, bytes a second. */
const sureLog = 100 * 1024 * 1024;

const costNamed = (costs: Cost[], name: string): Cost | undefined => costs.find((one) => one.name === name);

const processors = (ms: number, perSecond: number): number => (ms * perSecond) / 1000 / planned;

const shown = (count: number): string => (count < 1 ? 'under 1' : String(Math.ceil(count)));

const size = (bytes: number): string => {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const step = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return `${fixed(bytes / 1000 ** step, step === 0 ? 0 : 1)} ${units[step]}`;
};

/** How many servers the database's work takes, and on what account. */
const servers = (cpu: number, loggedPerSecond: number): string => {
  const count = Math.max(cpu / largestServer, loggedPerSecond / sureLog);
  return count <= 1 ? '1' : String(Math.ceil(count));
};

const rowOf = (keyed: Cost, handed: Cost, { perSecond }: Need): Section['rows'][number] => {
  // A kept call whose callback arrives anywhere costs both.
  const serviceMs = keyed.serviceMs + handed.serviceMs;
  const [one, other] = [keyed.database!, handed.database!];
  const cpu = processors(one.ms + other.ms, perSecond);
  const logged = (one.logged + other.logged) * perSecond;
  return [
    perSecond.toLocaleString('en-US'),
    shown(processors(serviceMs, perSecond)),
    shown(cpu),
    Math.round((one.statements + other.statements) * perSecond).toLocaleString('en-US'),
    Math.round((one.notifications + other.notifications) * perSecond).toLocaleString('en-US'),
    `${size(logged)}/s`,
    size(one.kept * perSecond * daySeconds),
    servers(cpu, logged),
  ];
};

/** On paper: what so many calls a second need, all of the dearest kind. Nothing without a database. */
export const needs = (costs: Cost[], all: Need[]): Section[] => {
  const keyed = costNamed(costs, 'PostgreSQL, Idempotency-Key');
  const handed = costNamed(costs, 'PostgreSQL, callback handed over');
  if (!keyed || !handed) return [];
  return [
    {
      title: 'What so many calls a second need',
      about: [
        'Reckoned, not measured: every call has an Idempotency-Key and a callback that arrives at another instance than the one that waits, so its cost is the sum of these two rows above.',
      ],
      head: [
        'calls/s',
        'processors of instances',
        'processors of PostgreSQL',
        'statements/s',
        'notifications/s',
        'write-ahead log',
        'kept for a day',
        'servers of PostgreSQL',
      ],
      rows: all.map((need) => rowOf(keyed, handed, need)),
      notes: [
        [
          'Assumed in every row:',
          `- the processors are like those here, and none is planned for more than ${planned * 100} % of its time;`,
          '- cost grows in step with calls: nothing waits for the same row, since each kept call is a row of its own;',
          '- the API behind answers at once; one that takes longer costs memory for the calls that wait, not processor time;',
          `- one PostgreSQL server has at most ${largestServer} processors and takes ${size(sureLog)} of write-ahead log a second; with fsync, commits of several calls share one write.`,
        ].join('\n'),
        [
          'What each row comes to:',
          '- 10 calls a second: one instance over its home folder would do; a second one and PostgreSQL are for the day that a machine fails, not for speed.',
          '- 1,000 calls a second: instances behind a proxy, as `deploy/` has them, and one PostgreSQL server. An instance is one processor, so there are as many as the table says processors.',
          "- 100,000 calls a second: one PostgreSQL server is not enough where the last column says more than 1. Two changes come then, neither of which is built: kept calls partitioned over servers by the digest of key and Idempotency-Key, for no statement ever asks for two of them; and a mailbox for each group of instances, which a proxy can choose by the callback's address ([store.md](store.md)), so that nothing is handed over. Rates, keys, connections and authorizations are read from what each instance knows and stay in one database.",
        ].join('\n'),
      ],
    },
  ];
};
