import { Option } from 'commander';
import type { Authorizations } from '../../authorization/authorizations.js';
import type { AuthorizationView } from '../../authorization/describe.js';
import { grantCommand } from '../../authorization/name.js';
import { type BroughtGrant, readBroughtGrant, tryBrought } from '../../authorization/service-app.js';
import { plain } from '../../ground/plain-text.js';
import { toldError } from '../../ground/told-error.js';
import { printJson } from '../output.js';
import { readJsonFile } from '../read-text.js';
import type { DetailOptions } from './details.js';

const addServiceAppOption = toldError(
  'caller',
  'service-app.option',
  "An option does not go with a Service App's grant.",
);

export const serviceAppOption = (): Option =>
  new Option(
    '--service-app',
    'a Service App, without a sign-in: its client id, secret and tokens as JSON on standard input',
  );

/** What was brought, from standard input: on the command line others could see it. Throws ToldError. */
export const readServiceApp = async (
  { clientId, clientSecretStdin, redirect }: DetailOptions,
  now: number,
): Promise<BroughtGrant> => {
  if (clientId !== undefined || clientSecretStdin || redirect !== undefined)
    throw addServiceAppOption(
      '--client-id, --client-secret-stdin and --redirect do not go with --service-app.',
      'Leave them out: standard input brings client id and secret, and a Service App has no redirect address.',
    );
  return readBroughtGrant(await readJsonFile('-', 'grant'), now);
};

/** Renews what was just brought, so that a mistake shows now and not at a call; then says what there is. */
export const tryServiceApp = async (
  authorizations: Authorizations,
  brought: AuthorizationView,
  json: boolean | undefined,
): Promise<void> => {
  const view = await tryBrought(authorizations, brought);
  if (view.state !== 'Authorized') process.exitCode = 1;
  if (json) return printJson(view);
  console.log(plain(`${view.name}: ${view.state}${view.isDefault ? ', the default' : ''}.`));
  if (view.reason !== null) console.log(plain(view.reason));
  if (view.state !== 'Authorized') return console.log(plain(`Run ${grantCommand(view)}.`));
  console.log(`access token    ${view.accessToken.ends}`);
  console.log(`refresh token   ${view.refreshToken.ends}`);
};
