/** Under this key an object that was given as JSON text keeps its text; JSON and validators do not see it. */
export const sourceText = Symbol.for('wxcc-nodes.source-text');

/** Under this key a number that JavaScript's own would change has its digits; the key is one for all realms and bundles. */
export const digits = Symbol.for('wxcc-nodes.digits');

/** Remembers the text that an object was read from. */
export const withSourceText = <Type extends object>(value: Type, text: string): Type =>
  Object.defineProperty(value, sourceText, { value: text });

const written = (value: unknown, indent: string, outer: string): string | undefined => {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const exact = (value as { [digits]?: string })[digits];
  if (exact !== undefined) return /^-?0\d/.test(exact) ? JSON.stringify(value) : exact;
  if ('toJSON' in value) return JSON.stringify(value, null, indent)?.replaceAll('\n', outer || '\n');
  const inner = indent && `${outer || '\n'}${indent}`;
  const listed = ([open, close]: [string, string], parts: string[]) =>
    parts.length === 0
      ? open + close
      : open + inner + parts.join(`,${inner}`) + (inner && (outer || '\n')) + close;
  if (Array.isArray(value))
    return listed(
      ['[', ']'],
      value.map((item) => written(item, indent, inner) ?? 'null'),
    );
  const colon = indent ? ': ' : ':';
  const members = Object.entries(value).flatMap(([key, child]) => {
    const text = written(child, indent, inner);
    return text === undefined ? [] : [JSON.stringify(key) + colon + text];
  });
  return listed(['{', '}'], members);
};

/** Whether JSON.stringify has a value as it is to be: nearly all hold no number of ours. */
const isOrdinary = (value: unknown): boolean => {
  if (value === null || typeof value !== 'object') return true;
  if ((value as { [digits]?: string })[digits] !== undefined) return false;
  for (const key in value) if (!isOrdinary((value as Record<string, unknown>)[key])) return false;
  return true;
};

/**
 * A value as JSON text: as JSON.stringify has it, but that numbers keep their digits, and that an object which was given
 * as text is that text, byte for byte.
 */
export const jsonText = (value: unknown, indent = ''): string =>
  (value as { [sourceText]?: string } | null | undefined)?.[sourceText] ??
  (isOrdinary(value) ? JSON.stringify(value, null, indent) : written(value, indent, '')) ??
  'null';
