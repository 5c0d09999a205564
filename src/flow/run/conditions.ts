import { RE2JS } from 're2js';
import { differenceOf, groupsOf, type Test, testsOf, valuesOf } from '../condition-tests.js';
import type { Conditions } from '../types.js';

/** A condition that cannot be read: a regular expression that is none. */
export class ConditionError extends Error {}

const matches = (text: string, expression: string): boolean => {
  try {
    // RE2 takes time in proportion to the text, whatever the expression.
    return RE2JS.compile(expression).matcher(text).find();
  } catch (error) {
    throw new ConditionError(`Not a regular expression of RE2: ${(error as Error).message}.`);
  }
};

const ordered = (text: string, [value = '']: string[], holds: (difference: bigint | number) => boolean) => {
  const difference = differenceOf(text, value);
  return difference !== undefined && holds(difference);
};

const less: Comparison = (text, values) => ordered(text, values, (difference) => difference < 0);
const greater: Comparison = (text, values) => ordered(text, values, (difference) => difference > 0);
const atMost: Comparison = (text, values) => ordered(text, values, (difference) => difference <= 0);
const atLeast: Comparison = (text, values) => ordered(text, values, (difference) => difference >= 0);
const equal: Comparison = (text, [value]) => text === value;
const lower = (text = '') => text.toLowerCase();

/** Of the values that a test has one, but of in, notin and between. */
type Comparison = (text: string, values: string[]) => boolean;

/**
 * `==` and `!=` are observed on Branch, the words on starts; what in, notin, between and regex mean exactly is assumed,
 * and that a text which is no number is neither less nor greater.
 */
const comparisons: Record<Test['operator'], Comparison> = {
  '==': equal,
  '!=': (text, values) => !equal(text, values),
  '<': less,
  '>': greater,
  '<=': atMost,
  '>=': atLeast,
  lessthan: less,
  greaterthan: greater,
  lessthanequalto: atMost,
  lessthanorequals: atMost,
  greaterthanequalto: atLeast,
  greaterthanorequals: atLeast,
  between: (text, [from = '', to = '']) => atLeast(text, [from]) && atMost(text, [to]),
  equals: equal,
  notequals: (text, values) => !equal(text, values),
  in: (text, values) => values.includes(text),
  notin: (text, values) => !values.includes(text),
  contains: (text, [value = '']) => text.includes(value),
  equalsignorecase: (text, [value]) => lower(text) === lower(value),
  containsignorecase: (text, [value]) => lower(text).includes(lower(value)),
  startswith: (text, [value = '']) => text.startsWith(value),
  endswith: (text, [value = '']) => text.endsWith(value),
  regex: (text, [value = '']) => matches(text, value),
};

const joined = <Item>(join: 'all' | 'any', items: Item[], holds: (item: Item) => boolean) =>
  join === 'all' ? items.every(holds) : items.some(holds);

/** Whether conditions hold; `fill` puts the variables in. Throws ConditionError. */
export const hold = (conditions: Conditions, fill: (text: string) => string): boolean => {
  const { join, groups } = groupsOf(conditions);
  return joined(join, groups, (group) => {
    const { join: inside, tests } = testsOf(group);
    return joined(inside, tests, ({ variable, operator, value }) =>
      comparisons[operator](fill(variable), valuesOf(operator, value, fill)),
    );
  });
};
