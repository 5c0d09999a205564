import { type Command, InvalidArgumentError } from 'commander';
import type { Context } from './context.js';
import { withWorkspace } from './open-workspace.js';
import { printJson } from './output.js';

const unitMs = { h: 60 * 60 * 1000, d: 24 * 60 * 60 * 1000 };

/** A call under an Idempotency-Key is promised for a day. */
const parseAge = (text: string): number => {
  const [, count, unit] = /^(\d{1,5})([hd])$/.exec(text) ?? [];
  const ageMs = Number(count) * unitMs[unit as keyof typeof unitMs];
  if (ageMs >= unitMs.d) return ageMs;
  throw new InvalidArgumentError('Give hours or days, at least one day: 14d, 36h.');
};

export const addPurge = (program: Command, context: Context): void => {
  program
    .command('purge')
    .description('forget kept calls, and callbacks that nobody fetched')
    .requiredOption('--older-than <age>', 'for example 14d or 36h', parseAge)
    .option('--json', 'print JSON')
    .action(async ({ olderThan, json }: { olderThan: number; json?: boolean }) => {
      const forgotten = await withWorkspace(context, async ({ stores }) => ({
        keptCalls: await stores.keptCalls.sweep(olderThan),
        callbacks: await stores.mailbox.sweep(olderThan),
      }));
      if (json) printJson({ forgotten });
      else console.log(`Forgotten: ${forgotten.keptCalls} kept calls, ${forgotten.callbacks} callbacks.`);
    });
};
