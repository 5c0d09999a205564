import type { Command } from 'commander';
import { grantCommand } from '../../authorization/name.js';
import { plain } from '../../ground/plain-text.js';
import type { Context } from '../context.js';
import { examples } from '../examples.js';
import { openAuthorizations } from '../open-workspace.js';
import { printJson } from '../output.js';

export const addAuthTest = (auth: Command, context: Context): void => {
  auth
    .command('test')
    .description('renew the tokens of an authorization; exit 1 when the provider refuses')
    .argument('<name>')
    .option('--json', 'print JSON')
    .addHelpText('after', examples('wxcc-nodes auth test main'))
    .action(async (name: string, { json }: { json?: boolean }) => {
      const authorizations = await openAuthorizations(context);
      const view = await authorizations.test(name);
      if (view.state !== 'Authorized') process.exitCode = 1;
      if (json) return printJson(view);
      console.log(plain(`${view.name}: ${view.state}.`));
      if (view.reason !== null) console.log(plain(view.reason));
      if (view.state !== 'Authorized') return console.log(plain(`Run ${grantCommand(view)}.`));
      console.log(`access token    ${view.accessToken.ends}`);
      console.log(`refresh token   ${view.refreshToken.ends}`);
    });
};
