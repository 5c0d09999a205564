import { parseEvent } from '../../src/flow/event.js';
import { parseFlow } from '../../src/flow/read-flow.js';
import { end, findingsOf, flowOf, placesOf } from './flow-fixtures.js';

const step = (when: unknown, change = {}) => ({
  kind: 'branch',
  id: 'n4',
  name: 'branch',
  branches: [{ outcome: 'yes', when }],
  transitions: { yes: end(101), 'None of the above': end(), onError: end() },
  ...change,
});
const good = { variable: '$(taskId)', operator: 'equals', value: 'x' };
const at = '/steps/0/branches/0/when';
const schemaFindings = (flow: unknown) =>
  parseFlow('a.flow.json', JSON.stringify(flow)).findings.map(({ pointer, message }) => [pointer, message]);

test.each<[string, unknown, string, string]>([
  ['an operator', { all: [{ ...good, operator: 'greaterThan' }] }, `${at}/all/0/operator`, '"greaterthan"'],
  [
    'an operator in a group',
    { anyGroup: [{ any: [good, { ...good, operator: '=' }] }] },
    `${at}/anyGroup/0/any/1/operator`,
    '"=="',
  ],
  [
    'the type of a value',
    { all: [{ ...good, value: 7 }] },
    `${at}/all/0/value`,
    'text or a list, received 7',
  ],
  [
    'an item of a list',
    { all: [{ ...good, operator: 'in', value: ['a', 7] }] },
    `${at}/all/0/value/1`,
    'text, received 7',
  ],
  ['a missing value', { all: [{ variable: '$(a)', operator: 'in' }] }, `${at}/all/0`, '"value" is missing'],
  ['a list that is none', { all: good }, `${at}/all`, 'a list'],
  ['a name', { all: [{ ...good, varible: 'x' }] }, `${at}/all/0/varible`, 'not known'],
  ['no group', {}, at, '"all"'],
  ['a text', 'x', at, '"anyGroup"'],
])('%s that is wrong is told at its own place', (_what, when, pointer, message) => {
  const findings = schemaFindings(flowOf([step(when)]));
  expect(findings).toEqual([[pointer, expect.stringContaining(message)]]);
});

test.each(['8.10', '7615917337495251231', '1e5', '-0'])(
  '%s is told with the digits that it has',
  (digits) => {
    const text = JSON.stringify(flowOf([step({ all: [{ ...good, value: 'digits' }] })]));
    const { findings } = parseFlow('a.flow.json', text.replace('"digits"', digits));
    expect(findings.map(({ message }) => message)).toEqual([`Expected text or a list, received ${digits}.`]);
  },
);

test('the same for transitions, scripts, steps and starts', () => {
  const transition = (value: unknown) =>
    schemaFindings(flowOf([step({ all: [good] }, { transitions: { yes: value } })]));
  const yes = '/steps/0/transitions/yes';
  expect(transition({ to: 7 })).toEqual([[`${yes}/to`, expect.stringContaining('text')]]);
  expect(transition({ end: { exitResult: 99 } })).toEqual([
    [`${yes}/end/exitResult`, expect.stringContaining('one of 100, 101, 102, 103')],
  ]);
  expect(transition({ end: {}, too: 1 })).toEqual([[`${yes}/too`, expect.stringContaining('not known')]]);
  expect(transition('queue')).toEqual([
    [yes, expect.stringContaining('an object with "to" or an object with "end", received "queue"')],
  ]);
  const evaluate = (script: unknown) =>
    schemaFindings(flowOf([{ kind: 'evaluate', id: 'n3', name: 'e', script, transitions: {} }]));
  expect(evaluate(['a', 7])).toEqual([['/steps/0/script/1', expect.stringContaining('text')]]);
  expect(evaluate(7)).toEqual([['/steps/0/script', expect.stringContaining('text or a list')]]);
  expect(schemaFindings(flowOf([{ kind: 'brnch' }]))).toEqual([
    ['/steps/0/kind', expect.stringContaining('"branch"')],
  ]);
});

test('the same for an event', () => {
  const { findings } = parseEvent('e.json', '{"kind":"webhook","body":[]}');
  expect(findings.map(({ pointer, message }) => [pointer, message])).toEqual([
    ['/body', expect.stringContaining('an object')],
  ]);
});

test.each<[unknown, string]>([
  [{ ...good, value: ['a'] }, 'is a list'],
  [{ ...good, operator: 'between', value: '5' }, 'takes two values'],
  [{ ...good, operator: 'between', value: ['1', '2', '3'] }, 'takes two values'],
  [{ ...good, operator: '<', value: 'many' }, '"many" is not one'],
  [{ ...good, operator: 'between', value: ['1', 'x'] }, '"x" is not one'],
])('%j does not fit', async (test, message) => {
  const findings = await findingsOf(flowOf([step({ all: [test] })]));
  expect(placesOf(findings)).toEqual([['error', 'condition.value', `${at}/all/0/value`]]);
  expect(findings[0]?.message).toContain(message);
});

test('every documented operator is taken, by a start too', async () => {
  const tests = [
    ['<', '1'],
    ['greaterthanequalto', '$(taskId)'],
    ['between', ['1', '$(taskId)']],
    ['in', ['a, b', 'c']],
    ['notin', 'a,b'],
  ].map(([operator, value]) => ({ ...good, operator, value }));
  expect(await findingsOf(flowOf([step({ all: tests })]))).toEqual([]);
});
