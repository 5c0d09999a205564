import type { ErrorObject } from 'ajv';
import { oneOfType } from '../schema/field-text.js';
import { appendPointer, resolvePointer } from '../schema/pointer.js';

/** One place where a file does not fit its schema. */
export interface SchemaProblem {
  pointer: string;
  message: string;
  remedy: string;
}

/** More would hide the first ones. */
const maxProblems = 100;

/** What the schema says in words of the place that failed. */
const describe = (schema: object, schemaPath: string): string => {
  const rule = resolvePointer(schema, decodeURI(schemaPath.slice(1, schemaPath.lastIndexOf('/'))));
  const description = (rule as { description?: unknown } | undefined)?.description;
  return typeof description === 'string' ? description : 'See the schema.';
};

const explain = (error: ErrorObject, schema: object): SchemaProblem | undefined => {
  const { keyword, instancePath, schemaPath, params, message } = error;
  const at = (text: string, remedy: string, pointer = instancePath): SchemaProblem => ({
    pointer,
    message: text,
    remedy,
  });
  switch (keyword) {
    case 'required':
      return at(`${JSON.stringify(params.missingProperty)} is missing.`, 'Add it.');
    case 'additionalProperties':
      return at(
        `${JSON.stringify(params.additionalProperty)} is not known here.`,
        'Remove it or correct its spelling; an editor that reads the schema offers the known ones.',
        appendPointer(instancePath, String(params.additionalProperty)),
      );
    case 'type':
      return at(`Expected ${oneOfType(String(params.type))}.`, 'Correct the value.');
    case 'enum':
      return at(`Expected one of ${(params.allowedValues as unknown[]).join(', ')}.`, 'Choose one of them.');
    case 'discriminator':
      return at(
        `The ${params.tag} ${JSON.stringify(params.tagValue) ?? ''} is not known here.`,
        'Choose a kind that the schema has.',
        appendPointer(instancePath, String(params.tag)),
      );
    case 'propertyNames':
      return at(
        `The name ${JSON.stringify(params.propertyName)} is not allowed.`,
        describe(schema, schemaPath),
        appendPointer(instancePath, String(params.propertyName)),
      );
    case 'oneOf':
      return at('The value has none of the shapes that fit here.', describe(schema, schemaPath));
    case 'pattern':
      return at('The text is not allowed here.', describe(schema, schemaPath));
    default:
      return at(`The value ${message ?? 'does not fit'}.`, 'Correct the value.');
  }
};

/**
 * What a validator found, for people: one problem for each place. What the branches of a choice without a tag say of
 * a value that fits none of them is left out; the choice itself speaks.
 */
export const explainSchema = (errors: ErrorObject[], schema: object): SchemaProblem[] => {
  const choices = errors.filter(({ keyword }) => keyword === 'oneOf');
  const isInside = ({ instancePath, schemaPath, propertyName }: ErrorObject) =>
    propertyName !== undefined ||
    choices.some(
      (choice) =>
        instancePath.startsWith(choice.instancePath) &&
        schemaPath !== choice.schemaPath &&
        choice.instancePath !== '',
    );
  const problems = new Map<string, SchemaProblem>();
  for (const error of errors) {
    if (isInside(error)) continue;
    const problem = explain(error, schema);
    if (problem && !problems.has(problem.pointer + problem.message))
      problems.set(problem.pointer + problem.message, problem);
    if (problems.size >= maxProblems) break;
  }
  return [...problems.values()];
};
