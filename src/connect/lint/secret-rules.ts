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

/** Neither a reference, which is no secret yet, nor nothing. */
const isFixed = (value: string) => value !== '' && !/\$\([^()]+\)/.test(value);

const looksSecret = (name: string, value: string) =>
  isFixed(value) && (secretName.test(name) || secretValue.test(value));

const checkUrl = (text: string, pointer: string): SheetFinding[] => {
  if (!URL.canParse(text)) return [];
  const url = new URL(text);
  return [
    ...(url.password !== '' || url.username !== ''
      ? [secret(pointer, 'The address holds a name or a password.')]
      : []),
    ...[...url.searchParams]
      .filter(([name, value]) => looksSecret(name, value))
      .map(([name]) => secret(pointer, `The address holds a fixed value for ${name}.`)),
  ];
};

/** Names and texts of a JSON body; whether it is JSON once it is filled in is not asked here. */
const checkBody = (text: string, pointer: string): SheetFinding[] =>
  [...text.matchAll(/"([^"\\]*)"\s*:\s*"([^"\\]*)"/g)]
    .filter(([, name = '', value = '']) => looksSecret(name, value))
    .map(([, name]) => secret(pointer, `The body holds a fixed value for ${name}.`));

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
  return [
    ...rows,
    ...checkUrl(method.request.resourceUrl, `${at}/request/resourceUrl`),
    ...checkBody(method.body.text ?? '', `${at}/body/text`),
  ];
};
