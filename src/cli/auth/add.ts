import type { Command } from 'commander';
import { chooseIntegration } from '../../authorization/integration.js';
import { authorizeCommand } from '../../authorization/name.js';
import { plain } from '../../ground/plain-text.js';
import { toldError } from '../../ground/told-error.js';
import type { Context } from '../context.js';
import { examples, inLines } from '../examples.js';
import { openAuthorizations } from '../open-workspace.js';
import { printJson } from '../output.js';
import { type DetailOptions, readDetails, withDetailOptions } from './details.js';
import { readIntegrations } from './integrations.js';
import { readServiceApp, serviceAppOption, tryServiceApp } from './service-app.js';

const addSecret = toldError('caller', 'add.secret', 'A client secret is needed and was not given.');
const addClient = toldError('caller', 'add.client', 'A client id is needed and was not given.');

interface Options extends DetailOptions {
  name: string;
  integration?: string;
  serviceApp?: boolean;
  json?: boolean;
}

const addServiceApp = async (options: Options, context: Context): Promise<void> => {
  const integration = chooseIntegration(await readIntegrations(context), options.integration);
  const authorizations = await openAuthorizations(context);
  const grant = await readServiceApp(options, authorizations.now);
  const details = await readDetails(options, context);
  const added = await authorizations.addServiceApp(options.name, integration, { ...details, grant });
  await tryServiceApp(authorizations, added, options.json);
};

export const addAuthAdd = (auth: Command, context: Context): void => {
  withDetailOptions(
    auth
      .command('add')
      .description('add an authorization; it is pending until it is authorized')
      .requiredOption('--name <name>', 'its name: 1 to 80 visible characters')
      .option('--client-id <id>', 'client id of the integration at the provider'),
  )
    .addOption(serviceAppOption())
    .option('--integration <id>', 'needed when the nodes have several')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      examples(
        '# type the secret, or have it from a file',
        'wxcc-nodes auth add --name main --client-id C123 --client-secret-stdin',
        inLines('wxcc-nodes auth add --name main', '--client-id C123 --client-secret-stdin < secret'),
        '# a Service App: client id, secret and tokens from the portal',
        'wxcc-nodes auth add --name app --service-app < grant.json',
      ),
    )
    .action(async (options: Options) => {
      const { serviceApp, clientId } = options;
      if (serviceApp) return addServiceApp(options, context);
      if (clientId === undefined)
        throw addClient(
          'There is no client id.',
          'Give --client-id with the client id of the integration, or --service-app.',
        );
      if (!options.clientSecretStdin)
        throw addSecret(
          'There is no client secret.',
          'Use --client-secret-stdin and give it on standard input: on the command line others could see it.',
        );
      const integration = chooseIntegration(await readIntegrations(context), options.integration);
      const { clientSecret = '', ...details } = await readDetails(options, context);
      const authorizations = await openAuthorizations(context);
      const added = await authorizations.add(options.name, integration, {
        ...details,
        clientId,
        clientSecret,
      });
      if (options.json) return printJson(added);
      console.log(plain(`${added.name}: ${added.state}.`));
      console.log(plain(`Register this redirect address at the provider, to the letter: ${added.redirect}`));
      console.log(plain(`Then run ${authorizeCommand(added.name)}.`));
    });
};
