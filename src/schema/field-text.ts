import { jsonText } from '../node-kit/json-text.js';
import type { Field } from './field.js';

/** JSON Schema's types as people call them, with the article. */
const typeWords: Record<string, [article: string, word: string]> = {
  string: ['', 'text'],
  integer: ['a ', 'whole number'],
  number: ['a ', 'number'],
  boolean: ['', 'true or false'],
  array: ['a ', 'list'],
  object: ['an ', 'object'],
};

/** `a whole number`; what is no type of JSON Schema stays as it is. */
export const oneOfType = (type: string): string => typeWords[type]?.join('') ?? type;

const range = (low: unknown, high: unknown, unit: string): string => {
  if (low === undefined && high === undefined) return '';
  if (low === undefined) return `at most ${high}${unit}`;
  return high === undefined ? `at least ${low}${unit}` : `${low} to ${high}${unit}`;
};

const lenientText = (lenient: string[]): string[] => [
  ...(lenient.includes('required') ? ['missing or empty: only warns (assumed)'] : []),
  ...(lenient.some((rule) => rule !== 'required') ? ['assumed: only warns'] : []),
];

/** What a call does with a value that the rules refuse, other than refusing it. */
const leniencies = ({ 'x-fallback': fallback, 'x-lenient': lenient }: Field['facets']): string[] => [
  ...(fallback ? [`any other value is taken as ${jsonText((fallback as { value: unknown }).value)}`] : []),
  ...lenientText((lenient ?? []) as string[]),
];

/** Type, choices and limits in words. */
export const rulesText = ({ types, choices, facets }: Field): string =>
  [
    choices.length > 0
      ? choices.map(({ value }) => value).join(', ')
      : types.length === 1
        ? (typeWords[types[0]!]?.[1] ?? '')
        : '',
    range(facets.minimum, facets.maximum, ''),
    range(facets.minLength, facets.maxLength, ' characters'),
    range(facets.minItems, facets.maxItems, ' items'),
    facets.default !== undefined && typeof facets.default !== 'object'
      ? `default ${String(facets.default)}`
      : '',
    ...leniencies(facets),
  ]
    .filter((part) => part !== '')
    .join('; ');
