import { ConditionError, hold } from '../../src/flow/run/conditions.js';
import type { Conditions } from '../../src/flow/types.js';

type Operator = Extract<Conditions, { all: unknown }>['all'][number]['operator'];

const test1 = (variable: string, operator: Operator, value: string | string[]) => ({
  variable,
  operator,
  value,
});
const holds = (text: string, operator: Operator, value: string | string[]) =>
  hold({ all: [test1(text, operator, value)] }, (one) => one);

test.each<[string, Operator, string | string[], boolean]>([
  ['Smith, John', 'in', ['Smith, John', 'x'], true],
  ['Smith', 'in', ['Smith, John'], false],
  [' x', 'in', [' x'], true],
  ['Smith, John', 'notin', ['Smith, John'], false],
  ['8', 'greaterthan', '7', true],
  ['10', 'greaterthan', '9', true],
  ['5.0', '<=', '5', true],
  ['5', '>=', '5.01', false],
  ['-1', 'lessthan', '0', true],
  ['5', 'lessthanequalto', '5', true],
  ['5', 'greaterthanorequals', '5', true],
  ['many', '<', '5', false],
  ['', '>=', '0', false],
  ['0x10', '>', '1', false],
  ['5', 'between', ['5', '9'], true],
  ['9', 'between', '5, 9', true],
  ['10', 'between', ['5', '9'], false],
  ['9007199254740993', 'greaterthan', '9007199254740992', true],
  ['0.1000000000000000055511151231257827', '<=', '0.1', false],
  ['-7615917337495251232', '<', '-7615917337495251231', true],
  ['1e3', 'between', ['1000', '1000.0'], true],
  ['1e400', '>', '9e399', true],
  ['.5', '>=', '5e-1', true],
  ['.', '>', '-1', false],
  ['web', '==', 'web', true],
  ['web', '==', 'Web', false],
  ['web', '!=', 'sms', true],
  ['web', 'equals', 'web', true],
  ['web', 'notequals', 'web', false],
  ['sms', 'in', 'web, sms', true],
  ['ms', 'in', 'web,sms', false],
  ['sms', 'notin', 'web,sms', false],
  ['a parcel', 'contains', 'parcel', true],
  ['WEB', 'equalsignorecase', 'web', true],
  ['A Parcel', 'containsignorecase', 'pARCEL', true],
  ['web chat', 'startswith', 'web', true],
  ['web chat', 'endswith', 'web', false],
  ['order 4711', 'regex', '[0-9]{4}', true],
  ['order', 'regex', '^[0-9]+$', false],
])('%p %s %p is %p', (text, operator, value, expected) => {
  expect(holds(text, operator, value)).toBe(expected);
});

test('groups are joined as they say', () => {
  const [yes, no] = [test1('a', '==', 'a'), test1('a', '==', 'b')];
  const fill = (text: string) => text;
  expect(hold({ any: [no, yes] }, fill)).toBe(true);
  expect(hold({ all: [no, yes] }, fill)).toBe(false);
  expect(hold({ allGroups: [{ any: [no, yes] }, { all: [yes] }] }, fill)).toBe(true);
  expect(hold({ allGroups: [{ any: [yes] }, { all: [no] }] }, fill)).toBe(false);
  expect(hold({ anyGroup: [{ all: [no] }, { all: [yes] }] }, fill)).toBe(true);
});

test('an expression that would backtrack is over in this life', () => {
  expect(holds(`${'a'.repeat(20_000)}b`, 'regex', '^(a+)+$')).toBe(false);
});

test('what is no expression is an error of its own', () => {
  expect(() => holds('a', 'regex', '(')).toThrow(ConditionError);
});
