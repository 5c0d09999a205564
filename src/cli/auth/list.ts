import type { Command } from 'commander';
import type { Context } from '../context.js';
import { examples } from '../examples.js';
import { openAuthorizations } from '../open-workspace.js';
import { printJson, printTable } from '../output.js';

export const addAuthList = (auth: Command, context: Context): void => {
  auth
    .command('list')
    .description('list the authorizations')
    .option('--integration <id>', 'those of one integration')
    .option('--json', 'print JSON')
    .addHelpText('after', examples('wxcc-nodes auth list'))
    .action(async ({ integration, json }: { integration?: string; json?: boolean }) => {
      const authorizations = await openAuthorizations(context);
      const views = (await authorizations.list()).filter(
        (one) => integration === undefined || one.integration === integration,
      );
      if (json) return printJson(views);
      if (views.length === 0)
        return console.log(
          'There are no authorizations. Add one: wxcc-nodes auth add --name <name> --client-id <id> --client-secret-stdin',
        );
      printTable(
        ['name (* default)', 'integration', 'auth type', 'status'],
        views.map(({ name, isDefault, integration, type, state }) => [
          isDefault ? `${name} *` : name,
          integration,
          type,
          state,
        ]),
      );
    });
};
