import type { Load } from './load.js';

export interface Comparison {
  bare: Load;
  served: Load;
}

export interface Figures {
  day: string;
  machine: string;
  comparisons: Comparison[];
  /** Calls made in a row, and the service's resident memory (MiB) before, halfway and after. */
  memory: { calls: number; before: number; halfway: number; after: number; perSecond: number };
  /** Milliseconds; the median of several starts. */
  start: { starts: number; service: number; firstCall: number; secondCall: number };
}

export const head = ['callers', 'bare/s', 'served/s', 'ratio', 'bare ms', 'served ms', 'ratio', 'p99 ms'];

const ratio = (a: number, b: number) => (a / b).toFixed(2);

export const rows = ({ comparisons }: Figures): (string | number)[][] =>
  comparisons.map(({ bare, served }) => [
    bare.callers,
    bare.perSecond,
    served.perSecond,
    ratio(served.perSecond, bare.perSecond),
    bare.median,
    served.median,
    ratio(served.median, bare.median),
    served.p99,
  ]);

export const sentences = ({ memory, start }: Figures): string[] => [
  `Memory of the service (resident): ${memory.before} MiB after the loads above, ${memory.halfway} MiB halfway through ${memory.calls} more calls by 16 callers, ${memory.after} MiB after them (${ratio(memory.after, memory.before)} of the first; ${memory.perSecond} calls a second).`,
  `Cold start: ${start.service} ms from the start of the process until it listens; the first call of a node takes ${start.firstCall} ms, the second ${start.secondCall} ms (medians of ${start.starts} starts).`,
];

const line = (cells: (string | number)[]) => `| ${cells.join(' | ')} |`;

/** docs/benchmarks.md */
export const page = (figures: Figures): string =>
  [
    '# Benchmarks',
    '',
    'Written by `npm run bench -- --write` from one run; do not edit. Figures depend on the machine: read the ratios.',
    '',
    `${figures.day}, ${figures.machine}. Load, service and sandbox are three processes on that machine.`,
    '',
    "The call is PIQ and EWT v1.1, which has no callback: once as a bare node-fetch call to the sandbox, once as an invocation through the service, which makes the same call behind itself. So a ratio of 2 in the medians is what a second HTTP hop costs, and the rest is the service's own: key, package, validation, result, metrics and log.",
    '',
    'Where fewer cores are free than processes are busy (a load average above the number of cores says so), they take time from one another, and the medians of many callers are mostly waiting.',
    '',
    line(head),
    line(head.map(() => '---')),
    ...rows(figures).map(line),
    '',
    ...sentences(figures).flatMap((sentence) => [sentence, '']),
  ].join('\n');
