import type { Command } from 'commander';
import type { Context } from './context.js';
import { day, durationOption } from './duration.js';
import { examples } from './examples.js';
import { withWorkspace } from './open-workspace.js';
import { printJson } from './output.js';

export const addPurge = (program: Command, context: Context): void => {
  program
    .command('purge')
    .description('forget kept calls, events, callbacks that nobody fetched, and runs of the console')
    // A call under an Idempotency-Key is promised for a day.
    .addOption(
      durationOption('--older-than <time>', 'for example 14d or 36h', {
        least: day,
        most: 99_999 * day,
      }).makeOptionMandatory(),
    )
    .option('--json', 'print JSON')
    .addHelpText('after', examples('wxcc-nodes purge --older-than 14d'))
    .action(async ({ olderThan, json }: { olderThan: number; json?: boolean }) => {
      const forgotten = await withWorkspace(context, async ({ stores }) => ({
        keptCalls: await stores.keptCalls.sweep(olderThan),
        callbacks: await stores.mailbox.sweep(olderThan),
        events: await stores.events.sweep(olderThan),
        runs: await stores.runs.sweep(olderThan),
      }));
      if (json) printJson({ forgotten });
      else {
        const { keptCalls, callbacks, events, runs } = forgotten;
        console.log(
          `Forgotten: ${keptCalls} kept calls, ${callbacks} callbacks, ${events} events, ${runs} runs.`,
        );
      }
    });
};
