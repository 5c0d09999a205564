import { closest, distance } from 'fastest-levenshtein';

/** The known name that was probably meant, or undefined when none is near: most of its letters must be the same. */
export const nearest = (name: string, known: string[]): string | undefined => {
  if (known.length === 0) return undefined;
  const lower = name.toLowerCase();
  const byLower = new Map(known.map((one) => [one.toLowerCase(), one]));
  // A right member behind a wrong prefix is nearer than its letters say.
  const [member] = /\.[^.]+$/.exec(lower) ?? [];
  const [same, ...others] = [...byLower.keys()].filter((one) => member !== undefined && one.endsWith(member));
  if (same !== undefined && others.length === 0) return byLower.get(same);
  const found = closest(lower, [...byLower.keys()]);
  const far = Math.max(2, Math.ceil(name.length / 3));
  const most = Math.min(far, Math.floor(Math.min(lower.length, found.length) / 2));
  return distance(lower, found) <= most ? byLower.get(found) : undefined;
};

const didYouMean = (name: string) => `Did you mean ${JSON.stringify(name)}?`;

/** "Did you mean x?", or what there is, for a remedy. */
export const suggestion = (name: string, known: string[]): string => {
  const near = nearest(name, known);
  if (near !== undefined) return didYouMean(near);
  const shown = known.slice(0, 20).map((one) => JSON.stringify(one));
  return shown.length > 0 ? `Known: ${shown.join(', ')}${known.length > 20 ? ', …' : ''}.` : 'There is none.';
};

/** "Did you mean x? Known nodes: x, y.", or what to do where there is none. */
export const knownRemedy = (
  what: string,
  known: string[],
  {
    name,
    none,
    near = name === undefined ? undefined : nearest(name, known),
  }: { name?: string; none: string; near?: string | undefined },
): string =>
  known.length === 0
    ? none
    : `${near === undefined ? '' : `${didYouMean(near)} `}Known ${what}: ${known.join(', ')}.`;
