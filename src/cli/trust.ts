import { type Command, InvalidArgumentError } from 'commander';
import { readRegularFile, type UnreadableFile } from '../files/regular-file.js';
import { plain, plainLines } from '../ground/plain-text.js';
import { toldError } from '../ground/told-error.js';
import type { TrustPolicy } from '../package/trust.js';
import type { Context } from './context.js';
import { examples, inLines } from './examples.js';
import { withWorkspace } from './open-workspace.js';
import { printJson, printTable } from './output.js';

const keyUnreadable = toldError('caller', 'trust.key-file', "The file of a publisher's key cannot be read.");

interface AddOptions {
  key: string;
  nodes: string[];
  from?: string;
  until?: string;
  json?: boolean;
}

const withPolicy = <Type>(context: Context, work: (policy: TrustPolicy) => Promise<Type>): Promise<Type> =>
  withWorkspace(context, ({ trust }) => work(trust));

const parseName = (name: string): string => {
  if (/^[a-z0-9][a-z0-9-]{0,63}$/.test(name)) return name;
  throw new InvalidArgumentError(
    'The name of a publisher has 1 to 64 characters: a to z, 0 to 9, and hyphens.',
  );
};

const parseNodes = (text: string): string[] => {
  const nodes = [...new Set(text.split(',').map((node) => node.trim()))];
  if (nodes.every((node) => /^(\*|[a-z][a-z0-9]*(-[a-z0-9]+)*)$/.test(node))) return nodes;
  throw new InvalidArgumentError('Node ids with commas between: queue-task,close-task; * for all.');
};

export const parseDigests = (digest: string, before: string[] = []): string[] => {
  if (/^sha256:[0-9a-f]{64}$/.test(digest)) return [...before, digest];
  throw new InvalidArgumentError('A digest is sha256: and 64 digits, 0 to 9 and a to f.');
};

/** Bytes; a key has some hundred. */
const maxKeyBytes = 64 * 1024;

const readKeyFile = async (file: string): Promise<string> => {
  const bytes = await readRegularFile(file, maxKeyBytes).catch((error: UnreadableFile) => {
    throw keyUnreadable(`${file}: ${error.message}`, 'Give the file that holds the public key, PEM.');
  });
  return bytes.toString('latin1');
};

const addAdd = (trust: Command, context: Context) => {
  trust
    .command('add')
    .description('trust a publisher: what the holder of this key has signed is taken')
    .argument('<name>', 'what the publisher is called here', parseName)
    .requiredOption('--key <file>', 'the public key, PEM')
    .option('--nodes <ids>', 'the nodes that may be signed, with commas between', parseNodes, ['*'])
    .option('--from <day>', 'the first day on which the signatures count: 2026-01-31')
    .option('--until <day>', 'the last day on which they do')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      examples(
        'wxcc-nodes trust add acme --key acme.pem',
        inLines(
          'wxcc-nodes trust add acme --key acme.pem',
          '--nodes queue-task,close-task --until 2027-12-31',
        ),
      ),
    )
    .action(async (name: string, { key: file, nodes, from, until, json }: AddOptions) => {
      const key = await readKeyFile(file);
      const added = await withPolicy(context, (policy) => policy.add({ name, key, nodes, from, until }));
      if (json) return printJson(added);
      console.log(plainLines(`${name} is trusted.\nkey ${added.keyId}`));
      console.log('Compare the key with what the publisher told you by another way.');
    });
};

const addRevoke = (trust: Command, context: Context) => {
  trust
    .command('revoke')
    .description('refuse packages from now on, or keys with all that they signed')
    .argument('<digest...>', "of a package's zip, or a key's id", parseDigests)
    .option('--reason <text>', 'for who is refused')
    .option('--json', 'print JSON')
    .addHelpText('after', examples(inLines('wxcc-nodes trust revoke', `sha256:${'0'.repeat(64)}`)))
    .action(async (digests: string[], { reason, json }: { reason?: string; json?: boolean }) => {
      const count = await withPolicy(context, (policy) => policy.revoke(digests, reason));
      if (json) return printJson({ revoked: count });
      console.log(`Revoked: ${count}; revoked before: ${new Set(digests).size - count}.`);
    });
};

const addList = (trust: Command, context: Context) => {
  trust
    .command('list')
    .description('list who is trusted, and what is revoked')
    .option('--json', 'print JSON')
    .addHelpText('after', examples('wxcc-nodes trust list'))
    .action(async ({ json }: { json?: boolean }) => {
      const { publishers, revoked } = await withPolicy(context, (policy) => policy.read());
      if (json) return printJson({ publishers, revoked });
      if (publishers.length === 0)
        console.log('No publisher is trusted: add one with `wxcc-nodes trust add <name> --key <file>`.');
      else
        printTable(
          ['publisher', 'nodes', 'from', 'until', 'key'],
          publishers.map(({ name, nodes, from = '', until = '', keyId }) => [
            name,
            nodes.join(', '),
            from,
            until,
            keyId,
          ]),
        );
      if (revoked.length === 0) return;
      console.log('');
      printTable(
        ['revoked', 'on', 'reason'],
        revoked.map(({ digest, revokedAt, reason = '' }) => [digest, revokedAt.slice(0, 10), reason]),
      );
    });
};

const addRemove = (trust: Command, context: Context) => {
  trust
    .command('remove')
    .description('trust a publisher no longer, or take a revocation back')
    .argument('<name or digest>')
    .option('--json', 'print JSON')
    .addHelpText('after', examples('wxcc-nodes trust remove acme'))
    .action(async (what: string, { json }: { json?: boolean }) => {
      await withPolicy(context, (policy) => policy.remove(what));
      if (json) printJson({ removed: what });
      else console.log(plain(`Removed ${what}.`));
    });
};

export const addTrust = (program: Command, context: Context): void => {
  const trust = program
    .command('trust')
    .description('whose packages are taken')
    .addHelpText('after', examples('wxcc-nodes trust add acme --key acme.pem', 'wxcc-nodes trust list'));
  addAdd(trust, context);
  addList(trust, context);
  addRevoke(trust, context);
  addRemove(trust, context);
};
