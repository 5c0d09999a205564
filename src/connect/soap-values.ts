import type { Result } from '../../schemas/types.js';
import { type Diagnostic, firstOf, mostDiagnostics, warningDiagnostic } from '../ground/diagnostic.js';
import { appendPointer } from '../ground/pointer.js';
import { jsonText } from '../node-kit/json-text.js';
import type { Json } from '../node-kit/method.js';
import { isObject, type JsonObject, type Schema } from '../schema/schema.js';
import { type Shape, shapesOf } from './shape.js';
import { answerElements, elementNames } from './xml-names.js';
import { unwritableIn, xmlText } from './xml-text.js';

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);

/** Empty elements reach us as null or as an empty object, depending on their type. */
const isEmpty = (value: unknown) =>
  value === null || value === undefined || (isObject(value) && Object.keys(value).length === 0);

const entriesOf = (value: unknown): Json => {
  const pairs = isObject(value) ? listOf(value.entry ?? []) : [];
  // Null as prototype: a name such as __proto__ must stay a name, for the engine to refuse.
  const found = Object.create(null) as { [name: string]: Json };
  for (const pair of pairs)
    if (isObject(pair)) found[String(pair.name ?? '')] = isEmpty(pair.value) ? '' : String(pair.value);
  return found;
};

/** What only XML Schema writes so: blanks around a value, +5, .5, 5. and 1 for true; what it does not write stays. */
const typedText = (text: string, kind: Shape['kind']): string => {
  const value = text.replace(/^[\t\n\r ]+|[\t\n\r ]+$/g, '');
  if (kind === 'boolean') return value === '1' ? 'true' : value === '0' ? 'false' : value;
  const [, sign, whole = '', fraction] = /^([+-]?)(\d*)(?:\.(\d*))?$/.exec(value) ?? [];
  if (sign === undefined || whole + (fraction ?? '') === '' || (kind === 'integer' && fraction !== undefined))
    return value;
  return `${sign === '-' ? '-' : ''}${whole || '0'}${fraction ? `.${fraction}` : ''}`;
};

const readShape = (shape: Shape, value: unknown): Json => {
  if (shape.items) return listOf(value).map((item) => readShape(shape.items!, item));
  if (shape.kind === 'map') return entriesOf(value);
  if (shape.kind === 'object')
    return isEmpty(value) ? {} : isObject(value) ? readShapes(shape.fields, value) : String(value);
  if (isEmpty(value)) return '';
  const isTyped = ['integer', 'number', 'boolean'].includes(shape.kind);
  return isTyped && typeof value === 'string' ? typedText(value, shape.kind) : (value as Json);
};

const readShapes = (shapes: Shape[], request: JsonObject): { [name: string]: Json } => {
  const names = elementNames(shapes.map(({ name }) => name));
  const known = new Map(shapes.map((shape) => [names.get(shape.name)!, shape]));
  const found = Object.create(null) as { [name: string]: Json };
  for (const [element, value] of Object.entries(request)) {
    const shape = known.get(element);
    // What nobody knows stays, so that the node names it as the JSON door does.
    if (shape) found[shape.name] = readShape(shape, value);
    else found[element] = isEmpty(value) ? '' : (value as Json);
  }
  // A list repeats its element, so that an empty one leaves no trace.
  for (const { name, items, required, facets } of shapes)
    if (items && required && !Number(facets.minItems ?? 0) && found[name] === undefined) found[name] = [];
  return found;
};

/**
 * The input of a method from the parsed children of its SOAP request element (prefixes and attributes taken away): a
 * repeated element is a list even when it stands once, entries become an object, everything else stays as it is; text
 * is turned into numbers, booleans and objects by the engine.
 */
export const inputFromSoap = (input: Schema, request: unknown): { [name: string]: Json } =>
  isObject(request) ? readShapes(shapesOf(input), request) : {};

/** Diagnostics as text, one a line, for people and logs. */
const diagnosticText = (diagnostics: Result['diagnostics']) =>
  diagnostics
    .map(
      ({ severity, code, pointer, message, remedy }) =>
        `${severity} ${code}${pointer ? ` at ${pointer}` : ''}: ${message} ${remedy}`,
    )
    .join('\n');

/** An output as the answer holds it, and what is told of that. */
interface Written {
  text: string;
  warnings: Diagnostic[];
}

const written = (name: string, value: Json, kind: Shape['kind']): Written => {
  const pointer = appendPointer('/outputs', name);
  const given = typeof value === 'string' ? value : jsonText(value);
  const { first, count } = unwritableIn(given, mostDiagnostics);
  // An xs:integer has no point: 120.0 is 120.
  const whole = kind === 'integer' ? given.replace(/^(-?\d+)\.0+$/, '$1') : given;
  return {
    text: xmlText(whole),
    warnings: [
      ...firstOf(
        first.map(({ at, code }) =>
          warningDiagnostic(
            'soap.character',
            `${name}: XML cannot hold the character ${code}, at character ${at + 1}; it is written as JSON escapes it.`,
            'Read the escape, or call the REST door.',
            pointer,
          ),
        ),
        count,
      ),
      ...(whole === given
        ? []
        : [
            warningDiagnostic(
              'soap.integer',
              `${name}: ${given.slice(0, 60)} is written as ${whole.slice(0, 60)}, since a whole number of XML has no point.`,
              'Nothing to do; the REST door gives the digits as they came.',
              pointer,
            ),
          ]),
    ],
  };
};

/**
 * The children of a method's SOAP answer, in the order of the WSDL. What XML cannot hold is written otherwise, and the
 * diagnostics tell it with the place.
 */
export const soapAnswer = (output: Schema, result: Result): { [element: string]: string } => {
  const shapes = shapesOf(output);
  const names = elementNames(
    shapes.map(({ name }) => name),
    answerElements,
  );
  const values = result.outputs as { [name: string]: Json };
  const outputs = shapes
    .filter(({ name }) => Object.hasOwn(values, name) && values[name] !== null)
    .map(({ name, kind }) => ({ element: names.get(name)!, ...written(name, values[name]!, kind) }));
  const diagnostics = [...result.diagnostics, ...outputs.flatMap(({ warnings }) => warnings)];
  return {
    outcome: xmlText(result.outcome),
    type: result.type,
    ...Object.fromEntries(outputs.map(({ element, text }) => [element, text])),
    ...(diagnostics.length > 0 && { diagnostics: xmlText(diagnosticText(diagnostics)) }),
    invocationId: result.invocationId,
    effect: result.effect,
  };
};
