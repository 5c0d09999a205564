import type { Command } from 'commander';
import { type Integration, integrationViews } from '../../authorization/integration.js';
import { integrationsOf } from '../../engine/integrations.js';
import type { Context } from '../context.js';
import { examples } from '../examples.js';
import { openAuthorizations, withWorkspace } from '../open-workspace.js';
import { printJson, printTable } from '../output.js';

/** The integrations of the packages at hand. */
export const readIntegrations = (context: Context): Promise<Integration[]> =>
  withWorkspace(context, async ({ engine }) => integrationsOf(await engine.packages.nodes()));

export const addAuthIntegrations = (auth: Command, context: Context): void => {
  auth
    .command('integrations')
    .description('list the integrations whose nodes need an authorization, with their state')
    .option('--json', 'print JSON')
    .addHelpText('after', examples('wxcc-nodes auth integrations'))
    .action(async ({ json }: { json?: boolean }) => {
      const integrations = await readIntegrations(context);
      const authorizations = await (await openAuthorizations(context)).list();
      const rows = integrationViews(integrations, authorizations);
      if (json) return printJson(rows);
      if (rows.length === 0) return console.log('No node at hand needs an authorization.');
      printTable(
        ['integration', 'name', 'auth type', 'status', 'default', 'authorizations', 'nodes'],
        rows.map((row) => [
          row.id,
          row.name,
          row.type,
          row.state,
          row.default ?? '-',
          row.authorizations.length,
          row.nodes.length,
        ]),
      );
    });
};
