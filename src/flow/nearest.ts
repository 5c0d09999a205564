import { closest, distance } from 'fastest-levenshtein';

/** The known name that was probably meant, or undefined when none is near. */
const nearest = (name: string, known: string[]): string | undefined => {
  if (known.length === 0) return undefined;
  const lower = name.toLowerCase();
  const byLower = new Map(known.map((one) => [one.toLowerCase(), one]));
  const found = closest(lower, [...byLower.keys()]);
  return distance(lower, found) <= Math.max(2, Math.ceil(name.length / 3)) ? byLower.get(found) : undefined;
};

/** "Did you mean x?", or what there is, for a remedy. */
export const suggestion = (name: string, known: string[]): string => {
  const near = nearest(name, known);
  if (near !== undefined) return `Did you mean ${JSON.stringify(near)}?`;
  const shown = known.slice(0, 20).map((one) => JSON.stringify(one));
  return shown.length > 0 ? `Known: ${shown.join(', ')}${known.length > 20 ? ', …' : ''}.` : 'There is none.';
};
