import type { BuildSheet } from '../../schemas/types.js';
import { isFreeText } from './free-text.js';
import type { Limit } from './limits.js';
import type { Shape } from './shape.js';

type Body = BuildSheet['methods'][number]['body'];

/** `auto` takes JSON where no valid value holds a character that JSON escapes, form-data elsewhere. */
export type BodyChoice = 'auto' | 'form-data' | 'JSON';

const rows = (shapes: Shape[]): Body['parameters'] =>
  shapes.map(({ name }) => ({ parameter: name, type: 'Dynamic', fieldName: name }));

const names = (shapes: Shape[]) => shapes.map(({ name }) => name).join(', ');

/** Every value is text, so that an empty one leaves the JSON whole; the node turns text into numbers and lists. */
const template = (shapes: Shape[]) =>
  `${JSON.stringify(Object.fromEntries(shapes.map(({ name }) => [name, `$(${name})`])), null, 2)}\n`;

/** The Body section, with its reason. */
export const bodySection = (shapes: Shape[], choice: BodyChoice): Body => {
  const free = shapes.filter(isFreeText);
  const json = choice === 'JSON' || (choice === 'auto' && free.length === 0);
  if (!json)
    return {
      format: 'form-data',
      reason:
        free.length > 0
          ? `Whether Webex Connect escapes a value inside a JSON body is not documented, and these may hold what JSON escapes: ${names(free)}.`
          : 'Asked for.',
      parameters: rows(shapes),
    };
  return {
    format: 'JSON',
    reason:
      free.length > 0
        ? 'Asked for: right only in a tenant that escapes values inside a JSON body.'
        : 'No valid value holds a character that JSON escapes.',
    text: template(shapes),
    parameters: rows(shapes),
  };
};

/** What a JSON body does not carry as safely as form-data. */
export const bodyLimits = (shapes: Shape[], { format }: Body): Limit[] => {
  if (format !== 'JSON') return [];
  const free = shapes.filter(isFreeText);
  const limit = (feature: string, fields: Shape[], message: string): Limit[] =>
    fields.length > 0
      ? [{ door: 'body', feature, pointers: fields.map(({ pointer }) => pointer), message }]
      : [];
  return [
    ...limit(
      'json-escaping',
      free,
      'Where Webex Connect does not escape values, a quotation mark or a line break ends the text: use form-data.',
    ),
  ];
};
