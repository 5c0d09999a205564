import type { Command } from 'commander';
import { spanText } from '../authorization/describe.js';
import { authorizationFor, authorizationTokens } from '../engine/authorization-tokens.js';
import { plain } from '../ground/plain-text.js';
import { toldError } from '../ground/told-error.js';
import { type LookupResult, Lookups } from '../lookup/lookups.js';
import { sourceLegend } from '../package/source-legend.js';
import type { Workspace } from '../workspace/workspace.js';
import type { Context } from './context.js';
import { examples } from './examples.js';
import { tokenOf } from './invoke.js';
import { withWorkspace } from './open-workspace.js';
import { printJson, printTable } from './output.js';

const lookupName = toldError('caller', 'lookup.name', 'The text does not name a look-up.');

interface Options {
  connection?: string;
  authorization?: string;
  token?: string;
  refresh?: boolean;
  json?: boolean;
}

const listAll = async ({ packages }: Workspace, json: boolean | undefined) => {
  const found = await packages.nodes();
  const lookups = found.flatMap(({ manifest }) =>
    (manifest.lookups ?? []).map(({ id, name, path, source }) => ({
      lookup: `${manifest.node.id}/${id}`,
      name,
      path,
      source,
    })),
  );
  if (json) return printJson(lookups);
  printTable(
    ['look-up', 'name', 'path', 'source'],
    lookups.map(({ lookup, name, path, source }) => [lookup, name, path, source]),
  );
  console.log(`\n${sourceLegend}`);
};

const printResult = (result: LookupResult): void => {
  const { columns, records, origin, ageSeconds, node, list, problem, notes } = result;
  const shown = columns.filter((name) => records.some((record) => Object.hasOwn(record, name)));
  if (records.length > 0)
    printTable(
      shown,
      records.map((record) => shown.map((name) => String(record[name] ?? ''))),
    );
  const from =
    origin === 'api'
      ? 'asked just now'
      : `kept, from ${spanText(ageSeconds * 1000)} ago; --refresh asks again`;
  console.log(plain(`${node}/${list}: ${records.length} records (${from})`));
  if (problem) {
    console.log(plain(`The kept list is shown because the API could not be asked: ${problem.message}`));
    console.log(plain(problem.remedy));
  }
  for (const note of notes) console.log(plain(note));
};

const splitName = (argument: string): { node: string; list: string } => {
  const [node, list, ...more] = argument.split('/');
  if (node && list && more.length === 0) return { node, list };
  throw lookupName(
    `${JSON.stringify(argument)} names no look-up.`,
    'Give node/list, for example queue-task/queues; wxcc-nodes lookup alone lists them all.',
  );
};

const lookUp = async (workspace: Workspace, argument: string, options: Options) => {
  const { node, list } = splitName(argument);
  const { package: from } = await workspace.packages.find(node);
  const { tokens, authorization: asked } = tokenOf(options);
  const authorization = authorizationFor(await workspace.connections.load(options.connection), asked);
  return new Lookups(workspace.connections, workspace.stores.lists, workspace.engine.publicRate).get({
    from,
    list,
    tokens:
      tokens ??
      (await authorizationTokens(workspace.authorizations, {
        integration: from.manifest.integration,
        ...(authorization !== undefined && { authorization }),
      })),
    refresh: options.refresh ?? false,
    ...(options.connection !== undefined && { connection: options.connection }),
  });
};

export const addLookup = (program: Command, context: Context): void => {
  program
    .command('lookup')
    .description(
      'show a list that a node offers for its fields; exit 1 when it cannot be had, or not anew with --refresh',
    )
    .argument('[node/list]', 'left out: lists the look-ups')
    .option('--connection <name|file>', 'whom to ask (default: sandbox)')
    .option('--authorization <name>', "whose token to use (default: the integration's default)")
    .option('--token <token>', 'access token: before --authorization and WXCC_TOKEN')
    .option('--refresh', 'ask the API although the kept list is less than a day old')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      examples(
        'wxcc-nodes lookup',
        'wxcc-nodes lookup queue-task/queues',
        'wxcc-nodes lookup set-variable/global-variables --refresh --json',
      ),
    )
    .action(async (argument: string | undefined, options: Options) => {
      await withWorkspace(context, async (workspace) => {
        if (argument === undefined) return listAll(workspace, options.json);
        const result = await lookUp(workspace, argument, options);
        if (options.json) printJson(result);
        else printResult(result);
        if (options.refresh && result.origin === 'cache') process.exitCode = 1;
      });
    });
};
