import { type Diagnostic, firstOf, mostDiagnostics } from '../ground/diagnostic.js';
import { ExactNumber, rounded, tooManyDigits } from '../ground/exact-number.js';
import { nearest as nearestName } from '../ground/nearest.js';
import { appendPointer, resolvePointer } from '../ground/pointer.js';
import { readJson } from '../ground/read-json.js';
import { jsonText } from '../node-kit/json-text.js';
import { branchesOf, type Choice, choiceAt, ruleAt } from './branches.js';
import { choicesOf, type Field, fieldOf, fieldsFor } from './field.js';
import { oneOfType } from './field-text.js';
import type { UnknownNames } from './find-excess.js';
import { isObject, type Schema, type SchemaViolation } from './schema.js';

const typeWord = (value: unknown): string => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (value instanceof ExactNumber) return 'a number';
  return (
    { string: 'text', number: 'a number', boolean: 'a boolean', object: 'an object' }[
      typeof value as 'string'
    ] ?? 'nothing'
  );
};

/** What was received, short enough for a line; never the whole of a customer's text. */
const received = (value: unknown): string => {
  if (value === undefined) return 'nothing';
  if (typeof value === 'object' && !(value instanceof ExactNumber)) return typeWord(value);
  // Who may sign in is a secret also in an address that is refused for it.
  const text = jsonText(value).replace(/\/\/[^/?#"\s]*@/g, '//•••@');
  if (text.length <= 60) return text;
  // As the limit counts: without quotes, and an emoji is one.
  const length = typeof value === 'string' ? [...value].length : text.length;
  return `${text.slice(0, 57).replace(/[\ud800-\udbff]$/, '')}… (${length} characters)`;
};

const oneOf = (values: unknown[]) => `one of ${values.map((one) => JSON.stringify(one)).join(', ')}`;

/** The fields that a value may have; those of every variant as long as it does not choose one. */
const knownFields = (object: Field, value: unknown): Field[] => {
  const fields = fieldsFor([object], value);
  const isOpen = ({ isTag, name, choices }: Field) =>
    isTag && !(isObject(value) && choices.some((choice) => choice.value === value[name]));
  return fields.some(isOpen) ? object.fields : fields;
};

interface Explained {
  code: string;
  pointer: string;
  expected: string;
  /** What the schema says of the place. */
  description?: string;
  /** Where the value says more of itself than what it is. */
  received?: string;
  remedy?: string;
}

/** Coercion takes text of up to thirty digits on each side of the point. */
const onlyDigits = (value: unknown) => typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value);

/** Why text does not become the object or list, or a number the number, that is asked for. */
const unfit = (value: unknown, types: string[]): Partial<Explained> => {
  const isNumeric = types.some((type) => type === 'number' || type === 'integer');
  const isUncarried = value instanceof ExactNumber ? Number.isNaN(rounded(value)) : onlyDigits(value);
  if (isNumeric && isUncarried)
    return { received: `a number with ${tooManyDigits}`, remedy: 'Put it in quotes, or round it.' };
  if (typeof value !== 'string' || !types.some((type) => type === 'object' || type === 'array')) return {};
  const read = readJson(value);
  if ('value' in read) return {};
  const [{ rule, message }] = read.problems;
  const remedy =
    rule === 'syntax'
      ? 'Make the text with JSON.stringify, which escapes quotes and line breaks.'
      : 'Correct the JSON in the text.';
  return { received: `text that ${message}`, remedy };
};

const unknownInput = 'no such input';

const unknownNear = (code: string, pointer: string, name: unknown, known: string[]): Explained => {
  const near = nearestName(String(name), known);
  return {
    code,
    pointer,
    expected: unknownInput,
    ...(near !== undefined && {
      remedy: `Did you mean ${JSON.stringify(near)}? Else remove it.`,
    }),
  };
};

/** The schema that a violation speaks of; an empty one where a validator does not tell. */
export const ruleOf = ({ schemaPath }: SchemaViolation, schema: Schema): Schema =>
  (resolvePointer(schema, decodeURI(schemaPath.slice(1, schemaPath.lastIndexOf('/')))) ?? {}) as Schema;

const explain = (violation: SchemaViolation, schema: Schema, value: unknown): Explained | undefined => {
  const { keyword, instancePath, params } = violation;
  const rule = ruleOf(violation, schema);
  const at = (expected: string, pointer = instancePath, code = keyword): Explained => ({
    code,
    pointer,
    expected,
    ...(typeof rule.description === 'string' &&
      (rule !== schema || instancePath === '') && { description: rule.description }),
  });
  const child = (name: unknown) => appendPointer(instancePath, String(name));
  switch (keyword) {
    case 'required':
      return at('a value', child(params.missingProperty));
    case 'type': {
      const types = String(params.type).split(',');
      const expected = types.map(oneOfType).join(' or ');
      return { ...at(expected), ...unfit(resolvePointer(value, instancePath), types) };
    }
    case 'unevaluatedProperties': {
      // A branch that fails leaves its properties unevaluated: they are known all the same.
      const object = resolvePointer(value, instancePath);
      const known = knownFields(fieldOf(rule), object).map(({ name }) => name);
      if (known.includes(params.unevaluatedProperty as string)) return undefined;
      return unknownNear(keyword, child(params.unevaluatedProperty), params.unevaluatedProperty, known);
    }
    case 'additionalProperties':
      return unknownNear(
        keyword,
        child(params.additionalProperty),
        params.additionalProperty,
        knownFields(fieldOf(rule), resolvePointer(value, instancePath)).map(({ name }) => name),
      );
    case 'discriminator': {
      const tags = fieldOf({ ...rule, oneOf: branchesOf(rule, schema) }).fields.filter(({ isTag }) => isTag);
      return at(oneOf(choicesOf(tags)), child(params.tag), 'enum');
    }
    case 'oneOf': {
      const choices = choicesOf([fieldOf(rule)]);
      if (choices.length > 0) return at(oneOf(choices), instancePath, 'enum');
      return at(choiceAt(schema, value, instancePath).forms || 'one of the forms that fit here');
    }
    case 'enum':
      return at(oneOf(params.allowedValues as unknown[]));
    case 'propertyNames':
      return at('another name', child(params.propertyName));
    case 'const':
      return at(JSON.stringify(params.allowedValue));
    case 'x-uniqueBy':
      return at(`a ${params.property} of its own`, `${child(params.index)}/${params.property}`);
    case 'minLength':
      return at(`at least ${params.limit} characters`);
    case 'maxLength':
      return at(`at most ${params.limit} characters`);
    case 'minItems':
      return at(`at least ${params.limit} items`);
    case 'maxItems':
      return at(`at most ${params.limit} items`);
    case 'minimum':
    case 'maximum':
      return at(`${params.comparison} ${params.limit}`);
    case 'pattern':
      return at(
        typeof rule['x-expected'] === 'string' ? rule['x-expected'] : `text that matches ${params.pattern}`,
      );
    case 'if':
      return undefined;
    default:
      return at(violation.message ?? keyword);
  }
};

const isBelow = (pointer: string, place: string) => `${pointer}/`.startsWith(`${place}/`);

/**
 * Whether a violation speaks of another branch of a choice than the one that the value comes nearest to. Where it comes
 * near none, the choice itself speaks.
 */
const isBeside = ({ instancePath, keyword, propertyName }: SchemaViolation, choices: Choice[]) =>
  propertyName !== undefined ||
  choices.some(({ pointer, nearest }) => {
    if (!isBelow(instancePath, pointer)) return false;
    if (!nearest) return instancePath !== pointer || keyword !== 'oneOf';
    if (instancePath === pointer) return nearest.isObject || keyword === 'type' || keyword === 'oneOf';
    const [, key = ''] = instancePath.slice(pointer.length).split('/');
    return nearest.isObject && !nearest.names.includes(key);
  });

/** What the nearest branch of a choice lacks and does not know. */
const ofChoice = ({ pointer, nearest }: Choice): Explained[] => [
  ...(nearest?.missing ?? []).map((name) => ({
    code: 'required',
    pointer: appendPointer(pointer, name),
    expected: 'a value',
  })),
  ...(nearest?.isObject ? nearest.unknown : []).map((name) => ({
    ...unknownNear('additionalProperties', appendPointer(pointer, name), name, nearest?.names ?? []),
  })),
];

/** The first ones for each place, in the order of the pointers, and how many violations are left over. */
const explainAll = (violations: SchemaViolation[], schema: Schema, value: unknown, most: number) => {
  const choices = violations
    .filter(({ keyword, instancePath }) => keyword === 'oneOf' && instancePath !== '')
    .slice(0, most)
    .map(({ instancePath }) => choiceAt(schema, value, instancePath));
  const byPointer = new Map<string, Explained & { received: string }>();
  const add = (found: Explained) => {
    if (!byPointer.has(found.pointer))
      byPointer.set(found.pointer, { received: received(resolvePointer(value, found.pointer)), ...found });
  };
  let more = 0;
  for (const violation of violations) {
    if (byPointer.size >= most) {
      more += 1;
      continue;
    }
    if (isBeside(violation, choices)) continue;
    const found = explain(violation, schema, value);
    if (found) add(found);
  }
  for (const found of choices.flatMap(ofChoice)) add(found);
  return { explained: [...byPointer.values()].sort((a, b) => (a.pointer < b.pointer ? -1 : 1)), more };
};

const mostPointer = 300;

/** Names in it may be a caller's, and as long as the whole input. */
const shownPointer = (pointer: string) =>
  pointer.length <= mostPointer ? pointer : `${pointer.slice(0, mostPointer)}…`;

const diagnosed = (
  { code, pointer, expected, received: got, remedy }: Explained & { received: string },
  severity: Diagnostic['severity'],
): Diagnostic => ({
  ...{ severity, code, pointer: shownPointer(pointer), expected, received: got },
  message: `${shownPointer(pointer) || 'the whole'}: expected ${expected}, received ${got}.`,
  remedy:
    remedy ??
    (code === 'required'
      ? 'Give the value.'
      : expected === unknownInput
        ? 'Remove it, or choose a version that has it.'
        : 'Correct the value.'),
});

/** The first of very many names that nobody knows, in the same words. */
export const explainUnknown = ({ code, pointer, names, known }: UnknownNames, value: unknown): Diagnostic[] =>
  names.map((name) => {
    const place = appendPointer(pointer, name);
    const told = unknownNear(code, place, name, known);
    return diagnosed({ received: received(resolvePointer(value, place)), ...told }, 'error');
  });

/**
 * What a validator found, as diagnostics: one for each place, in the order of the pointers, with what was expected and
 * received. Of very many the first ones, and how many there are.
 */
export const explainViolations = (
  violations: SchemaViolation[],
  schema: Schema,
  value: unknown,
  severity: Diagnostic['severity'] = 'error',
): Diagnostic[] => {
  const { explained, more } = explainAll(violations, schema, value, mostDiagnostics);
  const diagnostics = explained.map((one) => diagnosed(one, severity));
  return firstOf(diagnostics, diagnostics.length + more);
};

/** What to write at a place of a file, by what stands there and by what the schema says of the place. */
const remedyAt = (
  { code, expected, pointer, description: ofRule }: Explained,
  schema: Schema,
  file: unknown,
): string => {
  const value = resolvePointer(file, pointer);
  const isText = typeof value === 'string';
  if (isText && code === 'type' && value.includes('$('))
    return 'No variable is filled in here: write the value itself.';
  const allowed =
    code === 'enum' && isText ? [...expected.matchAll(/"([^"]+)"/g)].map(([, one]) => one!) : [];
  const near = isText ? nearestName(value, allowed) : undefined;
  if (near !== undefined) return `Did you mean ${JSON.stringify(near)}?`;
  const { description = ofRule } = ruleAt(schema, file, pointer);
  if (typeof description === 'string') return description;
  if (expected === oneOfType('object') && Array.isArray(value))
    return 'Write it in braces, each value under its name.';
  return 'Correct the value.';
};

/** A file is read by the person who mends it, in a terminal or an editor. */
const mostFileProblems = 1000;

/** The same in the words of a file: what is missing is found at what lacks it. */
export const explainFile = (
  violations: SchemaViolation[],
  schema: Schema,
  file: unknown,
): Pick<Diagnostic, 'pointer' | 'message' | 'remedy'>[] =>
  explainAll(violations, schema, file, mostFileProblems).explained.map((explained) => {
    const { code, pointer, expected, received: got, remedy } = explained;
    const parent = pointer.slice(0, pointer.lastIndexOf('/'));
    const name = JSON.stringify(pointer.slice(parent.length + 1));
    if (code === 'required') return { pointer: parent, message: `${name} is missing.`, remedy: 'Add it.' };
    if (expected === unknownInput)
      return {
        pointer,
        message: `${name} is not known here.`,
        remedy:
          remedy ??
          'Remove it or correct its spelling; an editor that reads the schema offers the known ones.',
      };
    return {
      pointer,
      message: expected.startsWith('must ')
        ? `The value ${expected}.`
        : `Expected ${expected}, received ${got}.`,
      remedy: remedyAt(explained, schema, file),
    };
  });

/** Message and remedy for a file that is refused whole: its first problem, with its place, and how many others there are. */
export const firstFileProblem = (
  file: string,
  violations: SchemaViolation[] | null | undefined,
  schema: Schema,
  value: unknown,
): [message: string, remedy: string] => {
  const [first, ...others] = explainFile(violations ?? [], schema, value);
  const count = others.length;
  const more = count > 0 ? ` There ${count === 1 ? 'is one more' : `are ${count} more`}.` : '';
  return [`${file}${first?.pointer ?? ''}: ${first?.message}${more}`, first?.remedy ?? ''];
};
