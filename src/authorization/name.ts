import { knownRemedy, nearest } from '../ground/nearest.js';
import { toldError } from '../ground/told-error.js';
import type { StoredAuthorization } from './record.js';

const authorizationName = toldError(
  'operator',
  'authorization.name',
  'The name is not one for an authorization.',
);
export const authorizationUnknown = toldError(
  'operator',
  'authorization.unknown',
  'There is no authorization of that name.',
);

/** Characters of an authorization's name. */
const maxNameLength = 80;

/** Controls, formats, surrogates, private and unassigned characters, line and paragraph separators. */
const invisible = /[\p{C}\p{Zl}\p{Zp}]/u;

/** Names that differ in case only, or in how an accent is composed, are one name. */
const fold = (name: string) => name.normalize('NFC').toLowerCase();

export const isSameName = (one: string, other: string): boolean => fold(one) === fold(other);

/** For messages: a name as somebody typed it, cut to what a name can have. */
export const quoteName = (name: string): string =>
  JSON.stringify([...name].length > maxNameLength ? `${[...name].slice(0, maxNameLength).join('')}…` : name);

/** A new authorization's name: 1–80 visible characters. Throws ToldError. */
export const checkName = (name: string): string => {
  const refuse = (problem: string) =>
    authorizationName(
      `The authorization name ${problem}.`,
      `Give 1 to ${maxNameLength} visible characters, without spaces at the ends.`,
    );
  const { length } = [...name];
  if (length === 0) throw refuse('is empty');
  if (length > maxNameLength) throw refuse(`has ${length} characters`);
  if (invisible.test(name)) throw refuse('holds control characters, or others that nobody sees');
  if (name.trim() !== name) throw refuse('starts or ends with a space');
  return name.normalize('NFC');
};

export const findByName = <Type extends Pick<StoredAuthorization, 'name'>>(
  authorizations: Type[],
  name: string,
): Type | undefined => authorizations.find((one) => fold(one.name) === fold(name));

/** The authorization of that name, in any case. Throws ToldError that lists the known ones. */
export const requireByName = <Type extends Pick<StoredAuthorization, 'name'>>(
  authorizations: Type[],
  name: string,
): Type => {
  const found = findByName(authorizations, name);
  if (found) return found;
  const near = nearest(
    name,
    authorizations.map((one) => one.name),
  );
  throw authorizationUnknown(
    `There is no authorization ${quoteName(name)}.`,
    knownRemedy(
      'authorizations',
      authorizations.map((one) => quoteName(one.name)),
      {
        near,
        none: 'There are none yet: add one with `wxcc-nodes auth add --name <name> --client-id <id> --client-secret-stdin`.',
      },
    ),
  );
};

const shellText = (text: string) =>
  /^[A-Za-z0-9_.@-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;

/** The command that authorizes, for messages; it can be pasted into a shell. */
export const authorizeCommand = (name: string): string => `\`wxcc-nodes auth authorize ${shellText(name)}\``;

/** The command that brings a new grant, for messages: a Service App has no sign-in. */
export const grantCommand = ({
  name,
  serviceApp,
}: Pick<StoredAuthorization, 'name'> & { serviceApp?: boolean }): string =>
  serviceApp
    ? `\`wxcc-nodes auth update ${shellText(name)} --service-app\` with new tokens on standard input`
    : authorizeCommand(name);

/** The command that renews the tokens, for messages. */
export const testCommand = (name: string): string => `\`wxcc-nodes auth test ${shellText(name)}\``;
