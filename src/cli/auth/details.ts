import { type Command, Option } from 'commander';
import type { AuthorizationDetails } from '../../authorization/life-cycle.js';
import type { ClientAuthentication } from '../../authorization/record.js';
import { toldError } from '../../ground/told-error.js';
import type { Context } from '../context.js';
import { openHere } from '../open-workspace.js';
import { readStdinLine } from './stdin-line.js';

const connectionOauth = toldError(
  'operator',
  'connection.oauth',
  'The connection names no authorization server.',
);

export interface DetailOptions {
  clientId?: string;
  clientSecretStdin?: boolean;
  scopes?: string;
  connection?: string;
  clientAuthentication?: ClientAuthentication;
  redirect?: string;
}

/** The options that `auth add` and `auth update` share. */
export const withDetailOptions = (command: Command): Command =>
  command
    .option('--client-secret-stdin', 'read the client secret from the first line of standard input')
    .option('--scopes <scopes>', 'with spaces between them (default: what the nodes ask for)')
    .option(
      '--connection <name|file>',
      "take the hosts of this connection's oauth (default: the integration's)",
    )
    .addOption(
      new Option('--client-authentication <kind>', 'how client id and secret travel').choices([
        'client_secret_post',
        'client_secret_basic',
      ]),
    )
    .option('--redirect <address>', 'redirect address, as registered at the provider');

const hostsOf = async (connection: string, context: Context) => {
  const { oauth } = await (await openHere(context)).connections.load(connection);
  if (oauth) return { ...oauth, connection };
  throw connectionOauth(
    `The connection ${JSON.stringify(connection)} names no authorization server.`,
    'Add oauth: {"authorize": …, "token": …} to it.',
  );
};

/** What the options give; fields that no option names are absent. Throws ToldError. */
export const readDetails = async (
  options: DetailOptions,
  context: Context,
): Promise<Partial<AuthorizationDetails>> => {
  const { clientId, clientSecretStdin, scopes, connection, clientAuthentication, redirect } = options;
  return {
    ...(clientId !== undefined && { clientId }),
    ...(scopes !== undefined && { scopes: scopes.split(/\s+/).filter((scope) => scope !== '') }),
    ...(connection !== undefined && { hosts: await hostsOf(connection, context) }),
    ...(clientAuthentication !== undefined && { clientAuthentication }),
    ...(redirect !== undefined && { redirect }),
    ...(clientSecretStdin && { clientSecret: await readStdinLine('client secret') }),
  };
};
