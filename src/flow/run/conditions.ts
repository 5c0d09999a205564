import { RE2JS } from 're2js';
import { groupsOf, type Test, testsOf } from '../condition-tests.js';
import type { Conditions } from '../types.js';

/** A condition that cannot be read: a regular expression that is none. */
export class ConditionError extends Error {}

const listOf = (value: string) => value.split(',').map((part) => part.trim());

const matches = (text: string, expression: string): boolean => {
  try {
    // RE2 takes time in proportion to the text, whatever the expression.
    return RE2JS.compile(expression).matcher(text).find();
  } catch (error) {
    throw new ConditionError(`Not a regular expression of RE2: ${(error as Error).message}.`);
  }
};

type Comparison = (text: string, value: string) => boolean;

/** `==` and `!=` are observed on Branch, the words on starts; what in, notin and regex mean exactly is assumed. */
const comparisons: Record<Test['operator'], Comparison> = {
  '==': (text, value) => text === value,
  '!=': (text, value) => text !== value,
  equals: (text, value) => text === value,
  notequals: (text, value) => text !== value,
  in: (text, value) => listOf(value).includes(text),
  notin: (text, value) => !listOf(value).includes(text),
  contains: (text, value) => text.includes(value),
  equalsignorecase: (text, value) => text.toLowerCase() === value.toLowerCase(),
  containsignorecase: (text, value) => text.toLowerCase().includes(value.toLowerCase()),
  startswith: (text, value) => text.startsWith(value),
  endswith: (text, value) => text.endsWith(value),
  regex: matches,
};

const joined = <Item>(join: 'all' | 'any', items: Item[], holds: (item: Item) => boolean) =>
  join === 'all' ? items.every(holds) : items.some(holds);

/** Whether conditions hold; `fill` puts the variables in. Throws ConditionError. */
export const hold = (conditions: Conditions, fill: (text: string) => string): boolean => {
  const { join, groups } = groupsOf(conditions);
  return joined(join, groups, (group) => {
    const { join: inside, tests } = testsOf(group);
    return joined(inside, tests, ({ variable, operator, value }) =>
      comparisons[operator](fill(variable), fill(value)),
    );
  });
};
