import type { Command } from 'commander';
import { plain } from '../ground/plain-text.js';
import { toldError } from '../ground/told-error.js';
import { migrateStore } from '../store/postgres/migrate.js';
import type { StoreAddress } from '../store/stores.js';
import type { Context } from './context.js';
import { withWorkspace } from './open-workspace.js';
import { printJson, printTable } from './output.js';

const storeNone = toldError('caller', 'store.none', 'No database is named.');

const addressOf = ({ store }: Context): StoreAddress => {
  if (store) return store;
  throw storeNone(
    'No database is named; without one everything is kept in the home folder.',
    'Give --store postgres://user@host/database, or set WXCC_NODES_STORE.',
  );
};

/** What is kept, counted; each thing is read and checked on the way. Throws ToldError. */
const count = (context: Context) =>
  withWorkspace(context, async ({ stores, packages, authorizations }) => {
    await stores.keptCalls.sweep(Number.POSITIVE_INFINITY);
    const damaged = await packages.damaged();
    return {
      packages: (await stores.catalog.list()).length,
      damaged: damaged.map(({ node, version, problem }) => `${node} ${version}: ${problem.message}`),
      keys: (await stores.keys.list()).length,
      authorizations: (await authorizations.list()).length,
      keptCalls: stores.keptCalls.used().calls,
    };
  });

export const addStore = (program: Command, context: Context): void => {
  const store = program.command('store').description('the database that keeps what the home folder would');
  store
    .command('migrate')
    .description('prepare the database, or bring it up to this program')
    .option('--json', 'print JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const applied = await migrateStore(addressOf(context), context.packDirectory);
      if (json) printJson({ applied });
      else console.log(applied.length > 0 ? `Applied: ${applied.join(', ')}.` : 'Nothing to do.');
    });
  store
    .command('check')
    .description('read and check all that is kept')
    .option('--json', 'print JSON')
    .action(async ({ json }: { json?: boolean }) => {
      addressOf(context);
      const { damaged, ...counted } = await count(context);
      if (json) printJson({ ...counted, damaged });
      else
        printTable(
          ['what', 'number'],
          Object.entries(counted).map(([what, number]) => [what, String(number)]),
        );
      for (const one of json ? [] : damaged) console.error(plain(`damaged: ${one}`));
      if (damaged.length > 0) process.exitCode = 1;
    });
};
