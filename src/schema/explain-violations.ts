import type { Diagnostic } from '../ground/diagnostic.js';
import { choicesOf, type Field, fieldOf, fieldsFor } from './field.js';
import { oneOfType } from './field-text.js';
import { appendPointer, resolvePointer } from './pointer.js';
import { isObject, type Schema, type SchemaViolation } from './schema.js';

const typeWord = (value: unknown): string => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return (
    { string: 'text', number: 'a number', boolean: 'a boolean', object: 'an object' }[
      typeof value as 'string'
    ] ?? 'nothing'
  );
};

/** What was received, short enough for a line; never the whole of a customer's text. */
const received = (value: unknown): string => {
  if (value === undefined) return 'nothing';
  if (typeof value === 'object') return typeWord(value);
  const text = JSON.stringify(value);
  return text.length <= 60 ? text : `${text.slice(0, 57)}… (${text.length} characters)`;
};

const oneOf = (fields: Field[]) =>
  `one of ${choicesOf(fields)
    .map((choice) => JSON.stringify(choice))
    .join(', ')}`;

/** The fields that a value may have; those of every variant as long as it does not choose one. */
const knownFields = (object: Field, value: unknown): Field[] => {
  const fields = fieldsFor([object], value);
  const isOpen = ({ isTag, name, choices }: Field) =>
    isTag && !(isObject(value) && choices.some((choice) => choice.value === value[name]));
  return fields.some(isOpen) ? object.fields : fields;
};

interface Finding {
  code: string;
  pointer: string;
  expected: string;
}

const parentOf = (schemaPath: string) => schemaPath.slice(0, schemaPath.lastIndexOf('/'));

const explain = (violation: SchemaViolation, schema: Schema, value: unknown): Finding | undefined => {
  const { keyword, instancePath, schemaPath, params } = violation;
  const rule = (resolvePointer(schema, parentOf(decodeURI(schemaPath).slice(1))) ?? {}) as Schema;
  const at = (expected: string, pointer = instancePath, code = keyword): Finding => ({
    code,
    pointer,
    expected,
  });
  const child = (name: unknown) => appendPointer(instancePath, String(name));
  switch (keyword) {
    case 'required':
      return at('a value', child(params.missingProperty));
    case 'type':
      return at(String(params.type).split(',').map(oneOfType).join(' or '));
    case 'unevaluatedProperties': {
      // A branch that fails leaves its properties unevaluated: they are known all the same.
      const object = resolvePointer(value, instancePath);
      const isKnown = knownFields(fieldOf(rule), object).some(
        ({ name }) => name === params.unevaluatedProperty,
      );
      if (isKnown) return undefined;
      return at('no such input', child(params.unevaluatedProperty));
    }
    case 'additionalProperties':
      return at('no such input', child(params.additionalProperty));
    case 'discriminator': {
      const tags = fieldOf(rule).fields.filter(({ isTag, name }) => isTag && name === params.tag);
      return at(oneOf(tags), child(params.tag), 'enum');
    }
    case 'oneOf':
      return fieldOf(rule).choices.length > 0 ? at(oneOf([fieldOf(rule)]), instancePath, 'enum') : undefined;
    case 'const':
      // A branch of a choice; the choice itself reports.
      return /\/oneOf\/\d+$/.test(parentOf(schemaPath)) ? undefined : at(JSON.stringify(params.allowedValue));
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

/**
 * What a validator found, as diagnostics: one for each place, in the order of the pointers, with what was expected and
 * received. `name` is the input or output as a whole, for messages.
 */
export const explainViolations = (
  violations: SchemaViolation[],
  schema: Schema,
  value: unknown,
  severity: Diagnostic['severity'] = 'error',
): Diagnostic[] => {
  const byPointer = new Map<string, Diagnostic>();
  for (const violation of violations) {
    const finding = explain(violation, schema, value);
    if (!finding || byPointer.has(finding.pointer)) continue;
    const got = received(resolvePointer(value, finding.pointer));
    byPointer.set(finding.pointer, {
      severity,
      ...finding,
      received: got,
      message: `${finding.pointer || 'the whole'}: expected ${finding.expected}, received ${got}.`,
      remedy:
        finding.expected === 'no such input'
          ? 'Remove it, or choose a version that has it.'
          : 'Correct the value.',
    });
  }
  return [...byPointer.values()].sort((a, b) => (a.pointer < b.pointer ? -1 : 1));
};
