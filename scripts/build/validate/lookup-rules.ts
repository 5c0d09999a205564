import { isObject, type JsonObject } from '../../../src/schema/schema.js';
import type { Draft } from './finding.js';
import type { NodeFolder } from './node-folder.js';
import type { Tree } from './tree.js';

const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];

const objects = (value: unknown): JsonObject[] => (Array.isArray(value) ? value.filter(isObject) : []);

/** The columns that a check compares, with their places below the check. */
const comparedColumns = (check: JsonObject): [string, unknown][] => [
  ['/by/column', isObject(check.by) ? check.by.column : undefined],
  ...objects(check.same).map(({ column }, index): [string, unknown] => [`/same/${index}/column`, column]),
];

/**
 * What the meta-schema cannot say of a node's look-ups: ids are unique, a check names a method of the node and columns
 * of the list, and the node's authorization is enough to ask.
 */
export const checkLookups = (
  { json }: Tree,
  { folder, manifest, manifestFile, methods }: NodeFolder,
): Draft[] => {
  const lookups = objects(manifest?.lookups);
  const auth = json.get(`${folder}/auth.json`);
  const granted = isObject(auth) ? texts(auth.scopes) : [];
  const found = (pointer: string, problem: string, remedy: string): Draft => ({
    file: manifestFile,
    pointer,
    problem,
    remedy,
  });
  return lookups.flatMap(({ id, columns, scopes, check }, index) => {
    const place = `/lookups/${index}`;
    const findings: Draft[] = [];
    if (lookups.findIndex((one) => one.id === id) !== index)
      findings.push(
        found(`${place}/id`, `${JSON.stringify(id)} stands there twice`, 'Give each look-up its own id.'),
      );
    if (!texts(scopes).some((scope) => granted.includes(scope)))
      findings.push(
        found(
          `${place}/scopes`,
          'none of them is among the scopes of auth.json',
          'Add one to auth.json: the look-up uses the node’s authorization.',
        ),
      );
    if (!isObject(check)) return findings;
    if (!methods.some((method) => method.id === check.method))
      findings.push(
        found(
          `${place}/check/method`,
          `the node has no method ${JSON.stringify(check.method)}`,
          'Name one of its methods.',
        ),
      );
    for (const [pointer, column] of comparedColumns(check))
      if (!texts(columns).includes(String(column)))
        findings.push(
          found(
            `${place}/check${pointer}`,
            `${JSON.stringify(column)} is no column of the list`,
            'Add it to columns, or name another.',
          ),
        );
    return findings;
  });
};
