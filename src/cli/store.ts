import { Argument, type Command } from 'commander';
import { plain } from '../ground/plain-text.js';
import { toldError } from '../ground/told-error.js';
import { copyStore } from '../store/copy.js';
import { HomeArchive } from '../store/files/home-archive.js';
import { migrateStore } from '../store/postgres/migrate.js';
import { withArchive } from '../store/postgres/open.js';
import type { StoreAddress } from '../store/stores.js';
import { refuseNewerHome } from '../workspace/home-marker.js';
import type { Context } from './context.js';
import { examples, inLines } from './examples.js';
import { withWorkspace } from './open-workspace.js';
import { printJson, printTable } from './output.js';

const storeNone = toldError('caller', 'store.none', 'No database is named.');

const copySame = toldError('caller', 'copy.same', 'What is copied and what is copied into are the same.');

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
    const { runs, unreadable } = await stores.runs.list();
    return {
      packages: (await stores.catalog.list()).length,
      damaged: [
        ...damaged.map(({ node, version, problem }) => `${node} ${version}: ${problem.message}`),
        ...unreadable.map((id) => `run ${id}`),
      ],
      keys: (await stores.keys.list()).length,
      authorizations: (await authorizations.list()).length,
      keptCalls: stores.keptCalls.used().calls,
      runs: runs.length,
    };
  });

export const addStore = (program: Command, context: Context): void => {
  const store = program
    .command('store')
    .description('the database that keeps what the home folder would')
    .addHelpText(
      'after',
      examples(
        'wxcc-nodes store migrate --store postgres://wxcc@db.example.com/wxcc',
        'wxcc-nodes store check --store postgres://wxcc@db.example.com/wxcc',
      ),
    );
  store
    .command('migrate')
    .description('prepare the database, or bring it up to this program')
    .option('--json', 'print JSON')
    .addHelpText('after', examples('wxcc-nodes store migrate --store postgres://wxcc@db.example.com/wxcc'))
    .action(async ({ json }: { json?: boolean }) => {
      const applied = await migrateStore(addressOf(context), context.packDirectory);
      if (json) printJson({ applied });
      else console.log(applied.length > 0 ? `Applied: ${applied.join(', ')}.` : 'Nothing to do.');
    });
  store
    .command('check')
    .description('read and check all that is kept')
    .option('--json', 'print JSON')
    .addHelpText('after', examples('wxcc-nodes store check --store postgres://wxcc@db.example.com/wxcc'))
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
  const sides = ['home', 'database'];
  store
    .command('copy')
    .description('copy all that is kept, between home folder and database, into the one that is empty')
    .addArgument(new Argument('<from>', 'what is copied').choices(sides))
    .addArgument(new Argument('<to>', 'what it is copied into').choices(sides))
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      examples(inLines('wxcc-nodes store copy home database', '--store postgres://wxcc@db.example.com/wxcc')),
    )
    .action(async (from: string, to: string, { json }: { json?: boolean }) => {
      if (from === to)
        throw copySame('From and to are the same.', 'Give `home database`, or `database home`.');
      await refuseNewerHome(context.home);
      const copied = await withArchive(addressOf(context), context.packDirectory, async (database) => {
        const home = new HomeArchive(context.home);
        return from === 'home' ? copyStore(home, database) : copyStore(database, home);
      });
      if (json) return printJson({ copied });
      printTable(
        ['what', 'copied'],
        Object.entries(copied).map(([what, count]) => [what, count]),
      );
      console.log(
        'Not copied: the key of the authorizations, which is in no database, and what changes from now on.',
      );
    });
};
