import type { Command } from 'commander';
import { grantCommand } from '../../authorization/name.js';
import { plain } from '../../ground/plain-text.js';
import type { Context } from '../context.js';
import { examples } from '../examples.js';
import { openAuthorizations } from '../open-workspace.js';
import { printJson } from '../output.js';
import { type DetailOptions, readDetails, withDetailOptions } from './details.js';
import { readServiceApp, serviceAppOption, tryServiceApp } from './service-app.js';

export const addAuthUpdate = (auth: Command, context: Context): void => {
  withDetailOptions(
    auth
      .command('update')
      .description('change an authorization; it must be authorized again')
      .argument('<name>')
      .option('--client-id <id>', 'client id of the integration at the provider'),
  )
    .addOption(serviceAppOption())
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      examples(
        'wxcc-nodes auth update main --client-secret-stdin < secret',
        'wxcc-nodes auth update app --service-app < grant.json',
      ),
    )
    .action(async (name: string, options: DetailOptions & { serviceApp?: boolean; json?: boolean }) => {
      const authorizations = await openAuthorizations(context);
      // Before the secret is asked for.
      await authorizations.find(name);
      if (options.serviceApp) {
        const grant = await readServiceApp(options, authorizations.now);
        const details = await readDetails(options, context);
        const renewed = await authorizations.updateServiceApp(name, { ...details, grant });
        return tryServiceApp(authorizations, renewed, options.json);
      }
      const updated = await authorizations.update(name, await readDetails(options, context));
      if (options.json) return printJson(updated);
      console.log(plain(`${updated.name}: ${updated.state}.`));
      console.log(plain(`It must be authorized again: run ${grantCommand(updated)}.`));
    });
};
