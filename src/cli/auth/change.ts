import type { Command } from 'commander';
import { plain } from '../../ground/plain-text.js';
import type { Context } from '../context.js';
import { examples } from '../examples.js';
import { openAuthorizations } from '../open-workspace.js';
import { printJson } from '../output.js';
import { readIntegrations } from './integrations.js';
import { addUsageOptions, readUsages, type UsageOptions } from './usages.js';

export const addAuthDefault = (auth: Command, context: Context): void => {
  auth
    .command('default')
    .description('make an authorization the default: steps that name none use it')
    .argument('<name>')
    .option('--json', 'print JSON')
    .addHelpText('after', examples('wxcc-nodes auth default main'))
    .action(async (name: string, { json }: { json?: boolean }) => {
      const authorizations = await openAuthorizations(context);
      const record = await authorizations.makeDefault(name);
      if (json) return printJson(record);
      console.log(plain(`${record.name} is the default of ${record.integration}.`));
    });
};

export const addAuthRemove = (auth: Command, context: Context): void => {
  addUsageOptions(auth.command('remove'))
    .description('delete an authorization that no flow uses and no other one is there to be default for')
    .argument('<name>')
    .option('--json', 'print JSON')
    .addHelpText('after', examples('wxcc-nodes auth remove old --flows flows'))
    .action(async (name: string, { json, ...used }: UsageOptions & { json?: boolean }) => {
      const lookup = await readUsages(used, await readIntegrations(context), context);
      const removed = await (await openAuthorizations(context)).remove(name, lookup);
      if (json) return printJson({ removed: removed.name });
      console.log(plain(`${removed.name} is removed. At the provider its tokens live until they end.`));
    });
};
