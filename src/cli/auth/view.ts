import type { Command } from 'commander';
import type { Context } from '../context.js';
import { examples } from '../examples.js';
import { openAuthorizations } from '../open-workspace.js';
import { printJson } from '../output.js';
import { printView } from './print-view.js';

export const addAuthView = (auth: Command, context: Context): void => {
  auth
    .command('view')
    .description('show an authorization; its secrets never')
    .argument('<name>')
    .option('--json', 'print JSON')
    .addHelpText('after', examples('wxcc-nodes auth view main'))
    .action(async (name: string, { json }: { json?: boolean }) => {
      const authorizations = await openAuthorizations(context);
      const view = await authorizations.find(name);
      if (json) printJson(view);
      else printView(view);
    });
};
