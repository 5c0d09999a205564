import type { Shape } from './shape.js';

/** As xmlbuilder2 takes it. */
type Facets = { [element: string]: { '@value': string } };

/** A number without an exponent, which XML Schema's decimals and integers do not have. */
const plainDecimal = (value: number): string => {
  const text = String(value);
  if (!text.includes('e')) return text;
  if (Number.isInteger(value)) return BigInt(value).toString();
  const [mantissa = '', exponent] = text.split('e-');
  return `${value < 0 ? '-' : ''}0.${'0'.repeat(Number(exponent) - 1)}${mantissa.replace(/[-.]/g, '')}`;
};

const facet = (name: string, value: number): Facets =>
  Number.isFinite(value) ? { [`xs:${name}`]: { '@value': plainDecimal(value) } } : {};

/**
 * The lowest and highest value. XML Schema takes one limit at each end where JSON Schema takes two, and whole numbers as
 * limits of whole numbers: the narrower one stands, as a limit that is itself allowed where the values are whole.
 */
export const limitFacets = ({ kind, facets }: Shape): Facets => {
  const minimum = Number(facets.minimum ?? Number.NEGATIVE_INFINITY);
  const above = Number(facets.exclusiveMinimum ?? Number.NEGATIVE_INFINITY);
  const maximum = Number(facets.maximum ?? Number.POSITIVE_INFINITY);
  const below = Number(facets.exclusiveMaximum ?? Number.POSITIVE_INFINITY);
  if (kind === 'integer')
    return {
      ...facet('minInclusive', Math.max(Math.ceil(minimum), Math.floor(above) + 1)),
      ...facet('maxInclusive', Math.min(Math.floor(maximum), Math.ceil(below) - 1)),
    };
  return {
    ...(above >= minimum ? facet('minExclusive', above) : facet('minInclusive', minimum)),
    ...(below <= maximum ? facet('maxExclusive', below) : facet('maxInclusive', maximum)),
  };
};
