import type { Conditions } from './types.js';

export type Group = Extract<Conditions, { all: unknown } | { any: unknown }>;
export type Test = Extract<Group, { all: unknown }>['all'][number];

/** The groups of conditions and how they are joined; one group stands alone. */
export const groupsOf = (
  conditions: Conditions,
): { join: 'all' | 'any'; groups: Group[]; pointer: string } => {
  if ('allGroups' in conditions) return { join: 'all', groups: conditions.allGroups, pointer: '/allGroups' };
  if ('anyGroup' in conditions) return { join: 'any', groups: conditions.anyGroup, pointer: '/anyGroup' };
  return { join: 'all', groups: [conditions], pointer: '' };
};

export const testsOf = (group: Group): { join: 'all' | 'any'; tests: Test[] } =>
  'all' in group ? { join: 'all', tests: group.all } : { join: 'any', tests: group.any };

const number = /^\s*([+-]?)(\d*)\.?(\d*)(?:e([+-]?\d+))?\s*$/i;

/** A number as people and the platform write it: digits as one whole number, and how many of them stand after the point. */
const decimalOf = (text: string): { digits: bigint; places: number } | undefined => {
  const [, sign, whole = '', fraction = '', exponent = '0'] = number.exec(text) ?? [];
  if (whole + fraction === '') return undefined;
  return {
    digits: BigInt(whole + fraction) * (sign === '-' ? -1n : 1n),
    places: fraction.length - Number(exponent),
  };
};

/** Beyond these powers of ten JavaScript's own numbers tell large from small as well. */
const mostPlaces = 1000;

/** One number minus the other: its sign is exact, however many digits they have. Undefined where a text is no number. */
export const differenceOf = (one: string, other: string): bigint | number | undefined => {
  const [a, b] = [decimalOf(one), decimalOf(other)];
  if (!a || !b) return undefined;
  if (Math.max(Math.abs(a.places), Math.abs(b.places)) > mostPlaces) return Number(one) - Number(other);
  const places = Math.max(a.places, b.places);
  const scaled = ({ digits, places: own }: typeof a) => digits * 10n ** BigInt(places - own);
  return scaled(a) - scaled(b);
};

const isNumber = (text: string) => decimalOf(text) !== undefined;

const comparesNumbers = (operator: Test['operator']) => /^[<>]|^less|^greater|^between/.test(operator);

const takesList = (operator: Test['operator']) => ['in', 'notin', 'between'].includes(operator);

/** What a test compares with, filled in; a text of in, notin and between is a list with commas. */
export const valuesOf = (
  operator: Test['operator'],
  value: Test['value'],
  fill: (text: string) => string,
): string[] => {
  if (Array.isArray(value)) return value.map(fill);
  const text = fill(value);
  return takesList(operator) ? text.split(',').map((part) => part.trim()) : [text];
};

/** Why an operator cannot take a value: a list where one value is compared with, or not two for between. */
export const misfit = ({ operator, value }: Test): { message: string; remedy: string } | undefined => {
  const values = valuesOf(operator, value, (text) => text);
  if (Array.isArray(value) && !takesList(operator))
    return {
      message: `${operator} compares with one text, and this is a list.`,
      remedy: 'Give a text; in, notin and between take a list.',
    };
  if (operator === 'between' && values.length !== 2 && (Array.isArray(value) || !value.includes('$(')))
    return {
      message: `between takes two values, and this is ${values.length}.`,
      remedy: 'Give the lower and the upper one: ["1", "9"].',
    };
  const word = values.find((one) => !isNumber(one) && !one.includes('$('));
  if (comparesNumbers(operator) && word !== undefined)
    return {
      message: `${operator} compares numbers, and ${JSON.stringify(word)} is not one.`,
      remedy: 'Give a number as text, or a variable that holds one.',
    };
  return undefined;
};

/** Every comparison with its JSON pointer. */
export const conditionTests = (conditions: Conditions, base: string): { test: Test; pointer: string }[] => {
  const { groups, pointer } = groupsOf(conditions);
  return groups.flatMap((group, index) => {
    const { join, tests } = testsOf(group);
    const inside = pointer === '' ? base : `${base}${pointer}/${index}`;
    return tests.map((test, place) => ({ test, pointer: `${inside}/${join}/${place}` }));
  });
};
