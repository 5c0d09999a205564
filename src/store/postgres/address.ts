import { toldError } from '../../ground/told-error.js';
import type { DatabaseAddress } from '../stores.js';

const addressInvalid = toldError(
  'caller',
  'store.address',
  'The address of the store is not one of PostgreSQL.',
);
const addressSecret = toldError('caller', 'store.secret', 'The address of the store holds a password.');

/** The address without its password, for messages. */
const shownAddress = (url: string): string => {
  const address = new URL(url);
  address.password = '';
  for (const name of [...address.searchParams.keys()])
    if (/pass/i.test(name)) address.searchParams.delete(name);
  return address.href;
};

/**
 * The address as it may be shown. Throws ToldError for what is not an address of PostgreSQL, and for a password where
 * every user of the machine can read it.
 * @param option that the address was given with, when it comes from no variable.
 */
export const checkedAddress = ({ url, variable }: DatabaseAddress, option: string): string => {
  const isAddress = URL.canParse(url) && /^postgres(ql)?:$/.test(new URL(url).protocol);
  if (!isAddress || new URL(url).hash !== '')
    throw addressInvalid(
      `${variable ?? option} is not an address of PostgreSQL.`,
      'Give postgres://user@host:5432/database; characters such as # in it as %23.',
    );
  const shown = shownAddress(url);
  if (variable === undefined && shown !== new URL(url).href)
    throw addressSecret(
      'The address holds a password, which every user of this machine can read in the list of processes.',
      `Put the address into ${option === '--store' ? 'WXCC_NODES_STORE' : 'WXCC_NODES_STORE_LISTEN'}, or the password into PGPASSWORD or a pass file.`,
    );
  return shown;
};
