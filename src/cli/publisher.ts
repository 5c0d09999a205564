import { type Command, InvalidArgumentError } from 'commander';
import { Publishers, type PublisherView } from '../authorization/publishers.js';
import { plainLines } from '../ground/plain-text.js';
import type { Context } from './context.js';
import { examples } from './examples.js';
import { openAuthorizations } from './open-workspace.js';
import { printJson, printTable } from './output.js';

const openPublishers = async (context: Context) => new Publishers((await openAuthorizations(context)).vault);

const parseName = (name: string): string => {
  if (!/^[a-z0-9][a-z0-9-]{0,63}$/.test(name))
    throw new InvalidArgumentError(
      'The name of a publisher has 1 to 64 characters: a to z, 0 to 9, and hyphens.',
    );
  return name;
};

const show = (publisher: PublisherView, json = false) => {
  if (json) return printJson(publisher);
  console.log(plainLines(`${publisher.name}, made ${publisher.createdAt}\nkey ${publisher.keyId}`));
  for (const line of publisher.publicKey.trimEnd().split('\n')) console.log(line);
};

export const addPublisher = (program: Command, context: Context): void => {
  const publishers = program.command('publisher').description('in whose names packages are signed here');
  publishers
    .command('new')
    .description('make a publisher with an Ed25519 key; the private key stays in the vault')
    .argument('<name>', 'a to z, 0 to 9, and hyphens', parseName)
    .option('--json', 'print JSON')
    .addHelpText('after', examples('wxcc-nodes publisher new acme'))
    .action(async (name: string, { json }: { json?: boolean }) => {
      show(await (await openPublishers(context)).add(name), json);
    });
  publishers
    .command('list')
    .description('list the publishers')
    .option('--json', 'print JSON')
    .addHelpText('after', examples('wxcc-nodes publisher list'))
    .action(async ({ json }: { json?: boolean }) => {
      const all = await (await openPublishers(context)).list();
      if (json) return printJson(all);
      if (all.length === 0)
        return console.log('There are no publishers: make one with `wxcc-nodes publisher new <name>`.');
      printTable(
        ['name', 'key', 'made'],
        all.map(({ name, keyId, createdAt }) => [name, keyId, createdAt]),
      );
    });
  publishers
    .command('show')
    .description('show a publisher with the public key')
    .argument('<name>')
    .option('--json', 'print JSON')
    .addHelpText('after', examples('wxcc-nodes publisher show acme'))
    .action(async (name: string, { json }: { json?: boolean }) => {
      show(await (await openPublishers(context)).find(name), json);
    });
};
