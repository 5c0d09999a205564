import type { BuildSheet } from '../../schemas/types.js';
import { fieldOf, isStructured, placesIn } from '../schema/field.js';
import type { Schema } from '../schema/schema.js';
import { choosesNumber, isBoxPattern } from './box-regex.js';
import type { Shape } from './shape.js';
import { xsdPattern } from './xsd-pattern.js';

export type Limit = BuildSheet['methods'][number]['limits'][number];

/** Keywords that both doors express, or that say nothing about the value. */
const expressed = new Set([
  ...[
    'type',
    'title',
    'description',
    'examples',
    'default',
    'required',
    'properties',
    'items',
    'allOf',
    'oneOf',
  ],
  ...[
    'const',
    'enum',
    'discriminator',
    'additionalProperties',
    'unevaluatedProperties',
    'pattern',
    'minLength',
  ],
  ...['maxLength', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'minItems', 'maxItems'],
  ...[
    'maxProperties',
    'x-source',
    'x-antiExamples',
    'x-expected',
    'x-fallback',
    'x-lenient',
    'x-otherwise',
    '$comment',
    'deprecated',
  ],
]);

interface Place {
  pointer: string;
  feature: string;
}

/** Every keyword that neither door has, with its place: those that we do not know yet, too. */
const unknownKeywords = (input: Schema): Place[] =>
  placesIn(fieldOf(input)).flatMap(({ pointer, keywords, kind, fields, types }) =>
    [
      ...keywords.filter((word) => !expressed.has(word) && !(word === 'format' && kind === 'date-time')),
      ...(fields.some(({ isTag }) => isTag) ? ['variants'] : []),
      ...(types.length > 1 ? ['types'] : []),
    ].map((feature) => ({ pointer, feature })),
  );

const deep = (shapes: Shape[]): Shape[] => shapes.flatMap((shape) => placesIn(shape) as Shape[]);

const grouped = (door: Limit['door'], places: Place[], message: (feature: string) => string): Limit[] => {
  const features = [...new Set(places.map(({ feature }) => feature))];
  return features.map((feature) => ({
    door,
    feature,
    pointers: [...new Set(places.filter((one) => one.feature === feature).map(({ pointer }) => pointer))],
    message: message(feature),
  }));
};

const at = (feature: string, shapes: Shape[]): Place[] => shapes.map(({ pointer }) => ({ pointer, feature }));

const messages: Record<string, string> = {
  variants: 'Which fields belong together depends on a choice; all of them are offered as optional.',
  pattern: 'A part of the pattern has no equal and is left out.',
  'json-text': 'The value is typed as JSON text in one field; its inner rules are not shown.',
  types: 'Of several types one is offered.',
  'empty-choice': 'An empty text cannot be chosen.',
  widened: 'The rules differ with a choice; any text is offered.',
  lengths: 'Lengths are not checked.',
  range: 'The lowest and highest value are not checked.',
};

const explain = (feature: string) =>
  `${messages[feature] ?? `The rule ${feature} cannot be expressed.`} The service checks it.`;

const limitNames = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'];

/** Rules of an input that XML Schema or the designer's form cannot express: nothing is dropped in silence. */
export const limitsOf = (input: Schema, shapes: Shape[]): Limit[] => {
  const everywhere = deep(shapes);
  const common = unknownKeywords(input);
  const widened = everywhere.filter((shape) => shape.widened);
  const soap = [
    ...common,
    ...at('widened', widened),
    ...at(
      'json-text',
      everywhere.filter(({ kind }) => kind === 'json'),
    ),
    ...at(
      'pattern',
      everywhere.filter(
        ({ facets }) => typeof facets.pattern === 'string' && xsdPattern(facets.pattern).left.length > 0,
      ),
    ),
  ];
  const boxes = shapes.filter(({ kind }) => kind !== 'choice' && kind !== 'boolean');
  const form = [
    ...common,
    ...at('widened', widened),
    ...at('json-text', shapes.filter(isStructured)),
    ...at(
      'pattern',
      boxes.filter((shape) => !isBoxPattern(shape)),
    ),
    ...at(
      'lengths',
      boxes.filter(({ facets }) => facets.maxLength !== undefined || Number(facets.minLength ?? 0) > 1),
    ),
    ...at(
      'range',
      boxes.filter((shape) => limitNames.some((name) => name in shape.facets) && !choosesNumber(shape)),
    ),
    ...at(
      'empty-choice',
      shapes.filter(({ choices }) => choices.some(({ value }) => value === '')),
    ),
  ];
  return [...grouped('SOAP', soap, explain), ...grouped('form', form, explain)];
};
