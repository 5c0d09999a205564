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
  if (/\\[pP]\{|\\u\{/.test(plain)) return undefined;
  try {
    new RegExp(plain);
    return plain;
  } catch {
    return undefined;
  }
};

const mostChoices = 32;

/** Whole numbers between close limits one by one; else what a number looks like. */
const numberPattern = ({ kind, facets: { minimum, maximum } }: Shape): string => {
  if (kind === 'number') return '^-?[0-9]+(\\.[0-9]+)?$';
  const [low, high] = [Number(minimum ?? Number.NaN), Number(maximum ?? Number.NaN)];
  if (high - low < mostChoices)
    return `^(${Array.from({ length: high - low + 1 }, (_, step) => low + step).join('|')})$`;
  return low >= 0 ? '^[0-9]+$' : '^-?[0-9]+$';
};

const patternOf = (shape: Shape): string | undefined => {
  const { kind, facets } = shape;
  if (kind === 'integer' || kind === 'number') return numberPattern(shape);
  if (kind === 'list') return '^\\s*\\[[\\s\\S]*\\]\\s*$';
  if (kind === 'object' || kind === 'map' || kind === 'json') return '^\\s*\\{[\\s\\S]*\\}\\s*$';
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
