import type { BuildSheet } from '../../../schemas/types.js';
import { keyMarker } from '../build-sheet.js';
import type { SheetFinding } from './finding.js';
import { rowsOf } from './parameter-rules.js';

/** Names under which keys travel. */
const secretName = /authorization|password|passwd|secret|token|api-?_?key|credential/i;

/** `Bearer …`, three parts of a signed token, or a long run that no word is. */
const secretValue =
  /^(bearer|basic)\s+\S{8,}|^[\w-]{10,}\.[\w-]{10,}\.[\w-]{10,}$|(?=\S*[0-9])(?=\S*[A-Za-z])[A-Za-z0-9+/_=-]{32,}/i;

const secret = (pointer: string, message: string): SheetFinding => ({
  rule: 'secret-in-export',
  severity: 'error',
  pointer,
  message,
  remedy: `Let the marker "${keyMarker}" stand and type the key into the designer; make a new key if this one was real.`,
});

/** An export holds a marker where the key goes, and no other static value that looks like a secret. */
export const checkSecrets = (method: BuildSheet['methods'][number], at: string): SheetFinding[] => {
  const rows = rowsOf(method, at).flatMap(({ row, pointer }): SheetFinding[] => {
    if (row.type !== 'Static' || row.value === keyMarker) return [];
    if (secretName.test(row.parameter) && row.value !== '')
      return [secret(`${pointer}/value`, `${row.parameter} holds a fixed value.`)];
    return secretValue.test(row.value)
      ? [secret(`${pointer}/value`, `${row.parameter} looks like a secret.`)]
      : [];
  });
  const url = method.request.resourceUrl;
  const inUrl = URL.canParse(url) && (new URL(url).password !== '' || new URL(url).username !== '');
  return inUrl
    ? [...rows, secret(`${at}/request/resourceUrl`, 'The address holds a name or a password.')]
    : rows;
};
