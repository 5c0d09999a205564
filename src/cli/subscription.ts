import type { Command } from 'commander';
import type { Connection } from '../../schemas/types.js';
import { SubscriptionRecords } from '../authorization/subscription-records.js';
import { authorizationFor, authorizationTokens } from '../engine/authorization-tokens.js';
import { EventSubscriptions } from '../engine/event-subscriptions.js';
import { plain } from '../ground/plain-text.js';
import { HttpTransport } from '../runtime/http-transport.js';
import type { Workspace } from '../workspace/workspace.js';
import type { Context } from './context.js';
import { examples, inLines } from './examples.js';
import { tokenOf } from './invoke.js';
import { withWorkspace } from './open-workspace.js';
import { printJson, printTable } from './output.js';

interface Options {
  authorization?: string;
  token?: string;
  callbackBase?: string;
  json?: boolean;
}

/** The node whose calls wait for events: its authorization subscribes too. */
const waitingNode = 'resolve-conversation';

const tokensFor = async (
  { packages, authorizations }: Workspace,
  connection: Connection,
  options: Options,
) => {
  const { tokens, authorization: asked } = tokenOf(options);
  if (tokens) return tokens;
  const authorization = authorizationFor(connection, asked);
  const { integration } = (await packages.find(waitingNode)).package.manifest;
  return authorizationTokens(authorizations, {
    integration,
    ...(authorization !== undefined && { authorization }),
  });
};

const withSubscriptions = <Type>(
  context: Context,
  work: (subscriptions: EventSubscriptions, workspace: Workspace) => Promise<Type>,
): Promise<Type> =>
  withWorkspace(context, async (workspace) => {
    const transport = new HttpTransport();
    try {
      const records = new SubscriptionRecords(workspace.authorizations.vault);
      return await work(new EventSubscriptions(records, transport, workspace.engine.publicRate), workspace);
    } finally {
      transport.close();
    }
  });

const asking = (command: Command) =>
  command
    .argument('<connection>', 'a name, whose wire is public')
    .option(
      '--authorization <name>',
      "whose token to use (default: the connection's authorization.public, else the integration's default)",
    )
    .option('--token <token>', 'access token: before --authorization and WXCC_TOKEN')
    .option('--json', 'print JSON');

export const addSubscription = (program: Command, context: Context): void => {
  const subscription = program
    .command('subscription')
    .description("the webhook subscriptions that bring an organization's events (docs/live.md)");
  asking(subscription.command('add'))
    .description('subscribe to the events of tasks and messages; their secret stays in the vault')
    .option('--callback-base <url>', "where the platform reaches the listener (default: the connection's)")
    .addHelpText(
      'after',
      examples(inLines('wxcc-nodes subscription add live', '--callback-base https://callbacks.example.com')),
    )
    .action(async (name: string, options: Options) => {
      const record = await withSubscriptions(context, async (subscriptions, workspace) => {
        const connection = await workspace.connections.load(name);
        return subscriptions.add(name, connection, {
          tokens: await tokensFor(workspace, connection, options),
          callbackBase: options.callbackBase,
        });
      });
      if (options.json) return printJson(record);
      console.log(plain(`Subscribed: the events of ${record.orgId} go to ${record.destination}.`));
      console.log('`wxcc-nodes serve` takes them there; `wxcc-nodes events` shows them as they come.');
    });
  asking(subscription.command('list'))
    .description(
      "list the organization's subscriptions, and which are of this connection; exit 1 when one of these brings nothing",
    )
    .addHelpText('after', examples('wxcc-nodes subscription list live'))
    .action(async (name: string, options: Options) => {
      const all = await withSubscriptions(context, async (subscriptions, workspace) => {
        const connection = await workspace.connections.load(name);
        return subscriptions.list(name, connection, await tokensFor(workspace, connection, options));
      });
      const silent = all.filter(({ isOurs, status }) => isOurs && status !== 'active');
      if (silent.length > 0) process.exitCode = 1;
      if (options.json) return printJson(all);
      if (all.length === 0) return console.log('The organization has no subscriptions.');
      printTable(
        ['id', 'name', 'status', 'ours', 'events', 'destination'],
        all.map((one) => [
          ...[one.id, one.name, one.status, one.isOurs ? 'yes' : 'no'],
          ...[one.eventTypes.join(' '), one.destination],
        ]),
      );
      for (const { id, status } of silent)
        console.error(
          plain(
            `→ ${id} is ${status}: its events do not come. Run \`wxcc-nodes subscription remove ${name}\`, then \`wxcc-nodes subscription add ${name}\`.`,
          ),
        );
    });
  asking(subscription.command('remove'))
    .description('end the subscriptions of a connection')
    .addHelpText('after', examples('wxcc-nodes subscription remove live'))
    .action(async (name: string, options: Options) => {
      const { ids } = await withSubscriptions(context, async (subscriptions, workspace) => {
        const connection = await workspace.connections.load(name);
        return subscriptions.remove(name, connection, await tokensFor(workspace, connection, options));
      });
      if (options.json) printJson({ removed: ids });
      else console.log(`Ended ${ids.length} subscriptions of ${name}.`);
    });
};
