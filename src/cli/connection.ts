import type { Command } from 'commander';
import { SubscriptionRecords } from '../authorization/subscription-records.js';
import { checkConnection } from '../engine/check-connection.js';
import { checkEndpoints } from '../engine/check-endpoints.js';
import { builtInConnections } from '../engine/connections.js';
import { countsText, printFindings } from '../ground/print-findings.js';
import { apiOf, wireOf } from '../runtime/wire.js';
import type { Context } from './context.js';
import { examples } from './examples.js';
import { addFormat, type FormatOptions, formatOf } from './format-option.js';
import { withWorkspace } from './open-workspace.js';
import { printJson, printTable } from './output.js';
import { readJsonFile } from './read-text.js';

interface AddOptions {
  from?: string;
  replace?: boolean;
  json?: boolean;
}

const addAdd = (connection: Command, context: Context) => {
  connection
    .command('add')
    .description('keep a connection: organization, wire, hosts and endpoints, as docs/live.md shows them')
    .argument('<name>')
    .option('--from <file>', 'JSON; - reads standard input', '-')
    .option('--replace', 'in place of the connection that has that name')
    .option('--json', 'print JSON')
    .addHelpText('after', examples('wxcc-nodes connection add live --from live.json'))
    .action(async (name: string, { from = '-', replace, json }: AddOptions) => {
      const value = await readJsonFile(from, 'connection');
      const findings = await withWorkspace(context, async ({ connections, packages }) => {
        const kept = await connections.add(name, value, { replace: replace ?? false });
        return checkEndpoints(kept, await packages.served());
      });
      if (json) return printJson({ added: name, findings });
      for (const { severity, rule, pointer, message, remedy } of findings)
        console.error(`${severity} ${rule} ${name}${pointer}: ${message} ${remedy}`);
      console.log(`Kept ${name}. See what it lacks: wxcc-nodes connection check ${name}`);
    });
};

const addList = (connection: Command, context: Context) => {
  connection
    .command('list')
    .description('list the connections: those that are built in and those that are kept')
    .option('--json', 'print JSON')
    .addHelpText('after', examples('wxcc-nodes connection list'))
    .action(async ({ json }: { json?: boolean }) => {
      const all = await withWorkspace(context, async ({ connections }) =>
        Promise.all(
          [...builtInConnections, ...(await connections.names())].map(async (name) => {
            const found = await connections.load(name);
            return { name, wire: wireOf(found), organization: found.orgId, api: apiOf(found) };
          }),
        ),
      );
      if (json) return printJson(all);
      printTable(
        ['name', 'wire', 'organization', 'API'],
        all.map(({ name, wire, organization, api }) => [name, wire, organization, api]),
      );
    });
};

const addShow = (connection: Command, context: Context) => {
  connection
    .command('show')
    .description('print a connection as JSON')
    .argument('<name|file>')
    .option('--json', 'the same')
    .addHelpText(
      'after',
      examples('wxcc-nodes connection show sandbox', 'wxcc-nodes connection show live > live.json'),
    )
    .action(async (name: string) => {
      printJson(await withWorkspace(context, ({ connections }) => connections.load(name)));
    });
};

const addCheck = (connection: Command, context: Context, version: string) => {
  addFormat(connection.command('check'))
    .description('say what a connection lacks, and look its hosts up; nothing else is sent')
    .argument('<name|file>')
    .addHelpText('after', examples('wxcc-nodes connection check live'))
    .action(async (name: string, options: FormatOptions) => {
      const { found, findings } = await withWorkspace(
        context,
        async ({ connections, authorizations, packages }) => {
          const found = await connections.load(name);
          const known = {
            versions: await packages.served(),
            authorizations: (await authorizations.list()).map((one) => one.name),
            isSubscribed: await new SubscriptionRecords(authorizations.vault).isSubscribed(found.orgId),
          };
          return { found, findings: await checkConnection(found, name, known) };
        },
      );
      const isGood = findings.every(({ severity }) => severity !== 'error');
      printFindings(findings, {
        format: formatOf(options),
        version,
        json: { findings },
        summary: `${name}, wire ${wireOf(found)}, ${countsText(findings)}${isGood ? ': no error.' : '.'}`,
      });
      if (!isGood) process.exitCode = 1;
    });
};

const addRemove = (connection: Command, context: Context) => {
  connection
    .command('remove')
    .description('forget a connection')
    .argument('<name>')
    .option('--json', 'print JSON')
    .addHelpText('after', examples('wxcc-nodes connection remove live'))
    .action(async (name: string, { json }: { json?: boolean }) => {
      await withWorkspace(context, ({ connections }) => connections.remove(name));
      if (json) printJson({ removed: name });
      else console.log(`Removed ${name}.`);
    });
};

export const addConnection = (program: Command, context: Context, version: string): void => {
  const connection = program
    .command('connection')
    .description('where calls go: organization, wire, hosts, endpoints')
    .addHelpText(
      'after',
      examples(
        'wxcc-nodes connection add live --from live.json',
        'wxcc-nodes connection check live',
        'wxcc-nodes flow check flows/sms-inbound.flow.json --connection live',
      ),
    );
  addAdd(connection, context);
  addList(connection, context);
  addShow(connection, context);
  addCheck(connection, context, version);
  addRemove(connection, context);
};
