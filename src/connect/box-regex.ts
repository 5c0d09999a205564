import type { Shape } from './shape.js';

/**
 * A pattern as any common engine reads it: the designer's is not documented, so nothing that needs JavaScript's flag u
 * may stand in it. Undefined when that cannot be done.
 */
const portable = (pattern: string): string | undefined => {
  const plain = pattern
    .replaceAll('\\p{Cc}', '\\u0000-\\u001F\\u007F-\\u009F')
    // Half a character is never typed; without flag u the class would also refuse whole ones.
    .replaceAll('\\p{Cs}', '');
  // Nor may an empty class, which engines read in different ways, or half of what was one character.
  if (/\\[pP]\{|\\u\{|\[\^?\]|[\u{10000}-\u{10FFFF}]/u.test(plain)) return undefined;
  try {
    new RegExp(plain);
    return plain;
  } catch {
    return undefined;
  }
};

const mostChoices = 32;

const wholeLimits = ({ facets: { minimum, maximum } }: Shape): [number, number] => [
  Math.ceil(Number(minimum ?? Number.NaN)),
  Math.floor(Number(maximum ?? Number.NaN)),
];

/** Whether the text box names every number that it takes. */
export const choosesNumber = (shape: Shape): boolean => {
  const [low, high] = wholeLimits(shape);
  return shape.kind === 'integer' && low <= high && high - low < mostChoices;
};

/**
 * Whole numbers between close limits one by one; else what a number looks like. A whole number may come as `5.0`: that is
 * how an Evaluate node writes it (documented, "Evaluate node").
 */
const numberPattern = (shape: Shape): string => {
  if (shape.kind === 'number') return '^-?[0-9]+(\\.[0-9]+)?$';
  const [low, high] = wholeLimits(shape);
  if (choosesNumber(shape))
    return `^(${Array.from({ length: high - low + 1 }, (_, step) => low + step).join('|')})(\\.0+)?$`;
  return low >= 0 ? '^[0-9]+(\\.0+)?$' : '^-?[0-9]+(\\.0+)?$';
};

const patternOf = (shape: Shape): string | undefined => {
  const { kind, facets } = shape;
  if (kind === 'integer' || kind === 'number') return numberPattern(shape);
  if (kind === 'list') return '^\\s*\\[[\\s\\S]*\\]\\s*$';
  if (kind === 'json') return '^\\s*(\\{[\\s\\S]*\\}|\\[[\\s\\S]*\\])\\s*$';
  if (kind === 'object' || kind === 'map') return '^\\s*\\{[\\s\\S]*\\}\\s*$';
  if (typeof facets.pattern === 'string') return portable(facets.pattern);
  return Number(facets.minLength ?? 0) > 0 ? '^[\\s\\S]+$' : undefined;
};

/** Whether the text box's regular expression says as much as the schema, lengths and wide limits aside. */
export const isBoxPattern = ({ facets: { pattern } }: Shape): boolean =>
  typeof pattern !== 'string' || portable(pattern) !== undefined;

/**
 * The regular expression of a text box; undefined when any text will do. It is not documented whether it meets what the
 * author typed or what the flow filled in, so a text with a `$(reference)` passes, and so does nothing at all where a
 * field may be left empty. It never refuses what the node takes: lengths are the service's to check, since engines
 * count characters differently.
 */
export const boxRegex = (shape: Shape): string | undefined => {
  const pattern = patternOf(shape);
  if (pattern === undefined) return undefined;
  return [pattern, '^[\\s\\S]*\\$\\([^()]+\\)[\\s\\S]*$', ...(shape.required ? [] : ['^$'])].join('|');
};
