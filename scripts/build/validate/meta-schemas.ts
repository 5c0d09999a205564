import { posix } from 'node:path';
import type { ErrorObject } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { appendPointer } from '../../../src/ground/pointer.js';
import { explainFile } from '../../../src/schema/explain-violations.js';
import { isObject, type Schema } from '../../../src/schema/schema.js';
import type { Draft } from './finding.js';
import { follow } from './schema-walk.js';
import type { Tree } from './tree.js';

const jsonSchema = 'https://json-schema.org/draft/2020-12/schema';

/** Which meta-schema a JSON file answers to, by its place. */
const kinds: [RegExp, string][] = [
  [/^manifest\.json$/, 'pack-manifest'],
  [/^nodes\/[^/]+\/manifest\.json$/, 'node-manifest'],
  [/^nodes\/[^/]+\/auth\.json$/, 'auth-binding'],
  [/^nodes\/[^/]+\/fields\.schema\.json$/, 'fields'],
  [/^nodes\/[^/]+\/[^/]+\/[^/]+\.schema\.json$/, 'method'],
  [/^nodes\/[^/]+\/evidence\/[^/]+\.json$/, 'evidence'],
  [/^docs\/contradictions\.json$/, 'contradictions'],
];

const kindOf = (file: string) => kinds.find(([pattern]) => pattern.test(file))?.[1];

const isChoice = ({ keyword }: ErrorObject) => keyword === 'oneOf' || keyword === 'anyOf';

/** The errors of a choice, by the form that they keep the value from. */
const formsOf = (choice: ErrorObject, errors: ErrorObject[]): ErrorObject[][] => {
  const forms = new Map<string, ErrorObject[]>();
  for (const error of errors) {
    if (!error.schemaPath.startsWith(`${choice.schemaPath}/`)) continue;
    const form = error.schemaPath.slice(choice.schemaPath.length + 1).split('/')[0]!;
    forms.set(form, [...(forms.get(form) ?? []), error]);
  }
  return [...forms.values()].sort((a, b) => a.length - b.length);
};

/**
 * Where a value may have one of several forms, ajv reports what keeps it from each of them. Only the form that it
 * misses by least is worth telling, and not even that when something deeper is wrong.
 */
const nearest = (errors: ErrorObject[]): ErrorObject[] => {
  const dropped = new Set<ErrorObject>();
  for (const choice of errors.filter(isChoice)) {
    const within = errors.filter((error) => error.instancePath.startsWith(choice.instancePath));
    const forms = formsOf(choice, within);
    const deeper = within.some(
      (error) =>
        !isChoice(error) &&
        error.instancePath !== choice.instancePath &&
        !error.schemaPath.startsWith(`${choice.schemaPath}/`),
    );
    for (const error of forms.slice(deeper ? 0 : 1).flat()) dropped.add(error);
    if (deeper || forms.length > 0) dropped.add(choice);
  }
  return errors.filter((error) => !dropped.has(error));
};

const expectedSchema = (file: string, kind: string) =>
  posix.relative(posix.dirname(file), `schemas/${kind}.schema.json`).replace(/^(?!\.)/, './');

const checkNamed = (file: string, value: unknown, expected: string): Draft[] =>
  isObject(value) && value.$schema === expected
    ? []
    : [
        {
          file,
          pointer: appendPointer('', '$schema'),
          problem: `must be "${expected}", is ${JSON.stringify(isObject(value) ? value.$schema : undefined) ?? 'missing'}`,
          remedy: 'Name the schema that this kind of file answers to.',
        },
      ];

interface MetaSchemas {
  /** Knows those that are good, and compiles each when it is asked for. */
  ajv: Ajv2020;
  findings: Draft[];
}

/** The meta-schemas themselves: JSON Schemas that compile. */
const read = (schemas: [file: string, value: unknown][]): MetaSchemas => {
  const ajv = new Ajv2020({ allErrors: true, strict: false, logger: false, code: { optimize: false } });
  const findings: Draft[] = [];
  for (const [file, value] of schemas) {
    findings.push(...checkNamed(file, value, jsonSchema));
    try {
      if (isObject(value)) ajv.addSchema({ ...value, $schema: jsonSchema }, posix.basename(file));
    } catch (error) {
      findings.push({
        file,
        problem: `is no JSON Schema: ${(error as Error).message}`,
        remedy: 'Correct the keyword named.',
      });
    }
  }
  return { ajv, findings };
};

let last: (MetaSchemas & { of: string }) | undefined;

/** `npm run dev` looks at the tree again and again; compiled once, they serve for as long as nobody changes one. */
const metaSchemasOf = ({ json }: Tree): MetaSchemas => {
  const schemas = [...json].filter(([file]) => file.startsWith('schemas/') && file.endsWith('.schema.json'));
  const of = JSON.stringify(schemas);
  if (last?.of !== of) last = { ...read(schemas), of };
  return last;
};

const validatorOf = (ajv: Ajv2020, kind: string, findings: Draft[]) => {
  const file = `${kind}.schema.json`;
  try {
    const validate = ajv.getSchema(file);
    if (validate) return validate;
    findings.push({
      file: `schemas/${file}`,
      problem: 'missing or broken',
      remedy: 'Restore the meta-schema.',
    });
  } catch (error) {
    findings.push({
      file: `schemas/${file}`,
      problem: `does not compile: ${(error as Error).message}`,
      remedy: 'Correct the reference or keyword named.',
    });
  }
  return undefined;
};

/** A contract may take its whole input or output from another file; it must be right all the same. */
const withContract = (tree: Tree, file: string, value: unknown): unknown => {
  if (!isObject(value) || !isObject(value.$defs)) return value;
  const $defs = Object.entries(value.$defs).map(([name, part]) => {
    if (!isObject(part) || typeof part.$ref !== 'string') return [name, part];
    const { $ref, ...own } = part;
    return [name, { ...follow(tree, file, $ref)?.schema, ...own }];
  });
  return { ...value, $defs: Object.fromEntries($defs) };
};

/** Every JSON file names the meta-schema of its kind and fits it. */
export const checkMetaSchemas = (tree: Tree): Draft[] => {
  const { ajv, findings: ownFindings } = metaSchemasOf(tree);
  const findings = [...ownFindings];
  for (const [file, value] of tree.json) {
    if (file.startsWith('schemas/')) continue;
    const kind = kindOf(file);
    if (!kind) {
      findings.push({
        file,
        problem: 'no kind of file of a node has this name',
        remedy:
          'Rename or remove it; a node has manifest.json, auth.json, fields.schema.json, method schemas and evidence.',
      });
      continue;
    }
    findings.push(...checkNamed(file, value, expectedSchema(file, kind)));
    const validate = validatorOf(ajv, kind, findings);
    const whole = kind === 'method' ? withContract(tree, file, value) : value;
    if (validate && !validate(whole))
      for (const { pointer, message } of explainFile(
        nearest(validate.errors ?? []),
        validate.schema as Schema,
        whole,
      ))
        findings.push({
          file,
          pointer,
          problem: message,
          remedy: `Correct it; schemas/${kind}.schema.json says what may stand there.`,
        });
  }
  return findings;
};
