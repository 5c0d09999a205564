import type { ConnectionOptions } from 'node:tls';
import { readRegularText, type UnreadableFile } from '../../files/regular-file.js';
import { toldError } from '../../ground/told-error.js';

const tlsInvalid = toldError(
  'operator',
  'store.tls',
  'The connection to the database of the store cannot be secured as it should be.',
);

const maxBytes = 1024 * 1024;

/** What libpq takes from the address, and the variable that says the same for every address. */
const variables = {
  sslmode: 'PGSSLMODE',
  sslrootcert: 'PGSSLROOTCERT',
  sslcert: 'PGSSLCERT',
  sslkey: 'PGSSLKEY',
} as const;

type Parameter = keyof typeof variables;

interface Given {
  value: string;
  /** Where it was said. */
  by: string;
}

const givenIn = (address: URL, name: Parameter): Given | undefined => {
  const inAddress = address.searchParams.get(name);
  if (inAddress) return { value: inAddress, by: `${name} of the address` };
  const variable = variables[name];
  const value = process.env[variable];
  return value ? { value, by: variable } : undefined;
};

const modes = ['disable', 'require', 'verify-ca', 'verify-full'];

/** `?ssl=true` is how several hosts of databases write it. */
const plainModes: Record<string, string> = {
  true: 'verify-full',
  1: 'verify-full',
  false: 'disable',
  0: 'disable',
};

const modeOf = (address: URL): string | undefined => {
  const plain = address.searchParams.get('ssl');
  const given = givenIn(address, 'sslmode');
  const mode = given?.value ?? (plain === null ? undefined : (plainModes[plain] ?? plain));
  if (mode === undefined || modes.includes(mode)) return mode;
  throw tlsInvalid(
    `${given?.by ?? 'ssl of the address'} is "${mode}".`,
    `Give sslmode as ${modes.join(', ')}. A certificate that nobody vouches for is never trusted: name the file of its authority as sslrootcert.`,
  );
};

const textOf = async (given: Given | undefined): Promise<string | undefined> =>
  given &&
  readRegularText(given.value, maxBytes).catch(({ message }: UnreadableFile) => {
    throw tlsInvalid(
      `${given.by}: ${given.value} cannot be read (${message}).`,
      'Give a file of PEM that is there.',
    );
  });

/** Node.js takes a file without a certificate in silence, and then trusts nobody. */
const isCertificate = (text: string) => text.includes('-----BEGIN CERTIFICATE-----');

/**
 * How connections to a database are secured, by the parameters of its address and the variables of libpq, and the address
 * without them; nothing where neither says so. `require` checks what `verify-full` does: libpq's would take any certificate.
 * Throws ToldError for another mode, and for a file that cannot be read.
 */
export const securityOf = async (
  url: string,
): Promise<{ connectionString: string; ssl?: false | ConnectionOptions }> => {
  const address = new URL(url);
  const mode = modeOf(address);
  const root = givenIn(address, 'sslrootcert');
  const [ca, cert, key] = await Promise.all([
    textOf(root),
    textOf(givenIn(address, 'sslcert')),
    textOf(givenIn(address, 'sslkey')),
  ]);
  if (root && !isCertificate(ca!))
    throw tlsInvalid(`${root.by}: ${root.value} holds no certificate.`, 'Give a file of PEM.');
  for (const name of ['ssl', ...Object.keys(variables)]) address.searchParams.delete(name);
  const connectionString = address.href;
  if (mode === 'disable') return { connectionString, ssl: false };
  if (mode === undefined && !ca && !cert) return { connectionString };
  if (mode === 'verify-ca' && !ca)
    throw tlsInvalid(
      'sslmode is verify-ca, and no authority is named.',
      'Name the file of its certificate as sslrootcert, or say verify-full.',
    );
  return {
    connectionString,
    ssl: {
      ...(ca && { ca }),
      ...(cert && { cert }),
      ...(key && { key }),
      ...(mode === 'verify-ca' && { checkServerIdentity: () => undefined }),
    },
  };
};

/** What OpenSSL and Node.js say of a certificate, and pg of a server that has none. */
const tlsProblem = /^(ERR_TLS_|ERR_SSL_|ERR_OSSL_|EPROTO|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_)/;

/** What keeps a connection from being secured, for people; nothing where the error is of another kind. */
export const tlsError = ({ code, message }: NodeJS.ErrnoException, place: string): Error | undefined => {
  if (/does not support SSL/.test(message))
    return tlsInvalid(
      `${place} offers no TLS.`,
      'Switch it on at the server (ssl = on); on a network that you trust, say sslmode=disable.',
    );
  if (!tlsProblem.test(code ?? '')) return undefined;
  return tlsInvalid(
    `${place}: ${message.replace(/[\s:.]+$/, '')} (${code}).`,
    code!.startsWith('ERR_OSSL_')
      ? 'Give sslcert and sslkey as files of PEM that belong together.'
      : "Call the server by a name that its certificate has, and give its authority's file as sslrootcert.",
  );
};
