import type { Json } from '../node-kit/method.js';

/** What a configuration has: inputs that hold something, and the value of each choice. */
const featuresOf = (value: Json, path = ''): string[] => {
  if (Array.isArray(value)) return value.flatMap((item) => featuresOf(item, `${path}[]`));
  if (value !== null && typeof value === 'object') {
    const children = Object.entries(value);
    return children.flatMap(([key, child]) => featuresOf(child, path === '' ? key : `${path}.${key}`));
  }
  if (typeof value === 'boolean') return [path, `${path}=${value}`];
  return typeof value === 'string' && value !== '' && value.length <= 20
    ? [path, `${path}=${value}`]
    : [path];
};

/**
 * When something happens, in words of the configuration: the inputs (or values) that all cases have among them and none
 * of the others, the fewest that do. Empty when it always happens; undefined when the configuration does not tell.
 */
export const conditionOf = (cases: Json[], others: Json[]): string[] | undefined => {
  if (others.length === 0) return [];
  const elsewhere = new Set(others.flatMap((other) => featuresOf(other)));
  let open = cases.map((one) => new Set(featuresOf(one).filter((feature) => !elsewhere.has(feature))));
  const found: string[] = [];
  while (open.length > 0) {
    const counts = new Map<string, number>();
    for (const features of open)
      for (const feature of features) counts.set(feature, (counts.get(feature) ?? 0) + 1);
    const best = [...counts].sort(([a, many], [b, more]) => more - many || a.length - b.length)[0]?.[0];
    if (best === undefined) return undefined;
    found.push(best);
    open = open.filter((features) => !features.has(best));
  }
  return found.sort();
};

/** ` when a or b is given`; empty for always. */
export const conditionText = (condition: string[] | undefined): string => {
  if (condition === undefined) return ', in some configurations';
  if (condition.length === 0) return '';
  const words = condition.map((feature) =>
    feature.includes('=') ? feature.replace('=', ' is ') : `${feature} is given`,
  );
  return `, when ${words.join(' or ')}`;
};
