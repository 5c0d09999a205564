import { type Command, InvalidArgumentError } from 'commander';
import { plain } from '../ground/plain-text.js';
import { toldError } from '../ground/told-error.js';
import { ServiceKeys } from '../host/keys/service-keys.js';
import type { Context } from './context.js';
import { examples, inLines } from './examples.js';
import { openAuthorizations, openHere, withWorkspace } from './open-workspace.js';
import { printJson, printTable, shownOnce } from './output.js';

const keyUnshown = toldError('operator', 'key.unshown', 'The key could not be shown, and is not kept.');
const connectionName = toldError('operator', 'connection.name', 'The text is not the name of a connection.');

interface AddOptions {
  nodes: string[];
  rate: number;
  authorization?: string;
  connection?: string;
  json?: boolean;
}

const openKeys = async (context: Context) => new ServiceKeys((await openHere(context)).stores.keys);

const parseName = (name: string): string => {
  if (!/^[a-z0-9][a-z0-9-]{0,63}$/.test(name))
    throw new InvalidArgumentError('The name of a key has 1 to 64 characters: a to z, 0 to 9, and hyphens.');
  return name;
};

const parseNodes = (text: string): string[] => [...new Set(text.split(',').map((node) => node.trim()))];

const parseRate = (text: string): number => {
  const rate = Number(text);
  if (!Number.isInteger(rate) || rate < 1 || rate > 1_000_000)
    throw new InvalidArgumentError('Calls a minute: 1 to 1000000.');
  return rate;
};

const checkNodes = async (context: Context, nodes: string[]) => {
  await withWorkspace(context, async ({ packages }) => {
    for (const node of nodes) if (node !== '*') await packages.find(node);
  });
};

const checkConnection = async (name: string, context: Context) => {
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(name))
    throw connectionName(
      `${JSON.stringify(name)} is not the name of a connection.`,
      'Put the file into the connections folder and give its name without .json.',
    );
  await (await openHere(context)).connections.load(name);
};

const addAdd = (keys: Command, context: Context) => {
  keys
    .command('add')
    .description('make a key for a caller of the service; it is shown once')
    .argument('<name>', 'the user name of Basic authorization', parseName)
    .option('--nodes <ids>', 'the nodes that may be called, with commas between', parseNodes, ['*'])
    .option('--rate <calls>', 'calls a minute', parseRate, 600)
    .option('--authorization <name>', 'the authorization that calls are made with (default: the default one)')
    .option('--connection <name>', 'where calls go (default: the one of `serve`)')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      examples(
        'wxcc-nodes key add webex-connect',
        inLines(
          'wxcc-nodes key add acme --nodes queue-task,close-task --rate 120',
          '--authorization acme --connection acme',
        ),
      ),
    )
    .action(async (name: string, { nodes, rate, authorization, connection, json }: AddOptions) => {
      await checkNodes(context, nodes);
      if (connection !== undefined) await checkConnection(connection, context);
      if (authorization !== undefined) await (await openAuthorizations(context)).find(authorization);
      const keys = await openKeys(context);
      const { key, secret } = await keys.add({
        name,
        nodes,
        callsPerMinute: rate,
        ...(authorization !== undefined && { authorization }),
        ...(connection !== undefined && { connection }),
      });
      const { hash: _hash, ...shown } = key;
      const text = json
        ? JSON.stringify({ ...shown, key: secret }, null, 2)
        : `${name}: ${secret}\nThis key is not shown again. In Webex Connect: Authorization Basic, name and key.`;
      await shownOnce(`${text}\n`).catch(async ({ message }: Error) => {
        const isRemoved = await keys.revoke(name).then(
          () => true,
          () => false,
        );
        throw keyUnshown(
          `The key could not be shown (${message}), and nobody would ever know it: it ${isRemoved ? 'was removed' : 'could not be removed'}.`,
          `${isRemoved ? '' : `Remove it with \`wxcc-nodes key revoke ${name}\`. `}Add it again where standard output can be written.`,
        );
      });
    });
};

const addList = (keys: Command, context: Context) => {
  keys
    .command('list')
    .description('list the keys')
    .option('--json', 'print JSON')
    .addHelpText('after', examples('wxcc-nodes key list'))
    .action(async ({ json }: { json?: boolean }) => {
      const all = (await (await openKeys(context)).list()).map(({ hash: _hash, ...key }) => key);
      if (json) return printJson(all);
      if (all.length === 0)
        return console.log('There are no keys: make one with `wxcc-nodes key add <name>`.');
      printTable(
        ['name', 'nodes', 'calls/min', 'authorization', 'connection', 'made'],
        all.map(({ name, nodes, callsPerMinute, authorization = '', connection = '', createdAt }) => [
          name,
          nodes.join(', '),
          callsPerMinute,
          authorization,
          connection,
          createdAt,
        ]),
      );
    });
};

const addRevoke = (keys: Command, context: Context) => {
  keys
    .command('revoke')
    .description('remove a key; a running service refuses it from the next call on')
    .argument('<name>')
    .option('--json', 'print JSON')
    .addHelpText('after', examples('wxcc-nodes key revoke acme'))
    .action(async (name: string, { json }: { json?: boolean }) => {
      await (await openKeys(context)).revoke(name);
      if (json) printJson({ revoked: name });
      else console.log(plain(`Revoked ${name}.`));
    });
};

export const addKey = (program: Command, context: Context): void => {
  const keys = program
    .command('key')
    .description('the keys of those who may call the service')
    .addHelpText('after', examples('wxcc-nodes key add webex-connect', 'wxcc-nodes key list'));
  addAdd(keys, context);
  addList(keys, context);
  addRevoke(keys, context);
};
