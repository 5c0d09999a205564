import { end, evaluateStep, findingsOf, flowOf, placesOf, sendStep } from './flow-fixtures.js';

const branch = (operator: string, value: string) => ({
  kind: 'branch',
  id: 'n4',
  name: 'branch',
  branches: [{ outcome: 'yes', when: { all: [{ variable: '$(taskId)', operator, value }] } }],
  transitions: { yes: end(101), 'None of the above': end(101), onError: end(102) },
});

test('a script that is no JavaScript is an error at its line', async () => {
  const step = evaluateStep('', { script: ['var a = 1;', 'var = 2;'] });
  expect(placesOf(await findingsOf(flowOf([step])))).toEqual([
    ['error', 'evaluate.syntax', '/steps/0/script/1'],
  ]);
});

test('a script of deep brackets is a finding, not an overflow', async () => {
  const step = evaluateStep('('.repeat(50_000));
  expect(placesOf(await findingsOf(flowOf([step])))).toEqual([
    ['error', 'evaluate.syntax', '/steps/0/script'],
  ]);
});

test('a regular expression that RE2 does not have is an error', async () => {
  expect(await findingsOf(flowOf([branch('regex', '^(a+)+$')]))).toEqual([]);
  for (const expression of ['(', '(a)\\1', '(?=a)'])
    expect(placesOf(await findingsOf(flowOf([branch('regex', expression)])))).toEqual([
      ['error', 'condition.regex', '/steps/0/branches/0/when/all/0/value'],
    ]);
});

test('a condition of the start can read the start alone', async () => {
  const flow = (variable: string) =>
    flowOf([sendStep()], {
      start: {
        kind: 'taskEvent',
        event: 'Task Routed',
        to: 'send',
        conditions: { anyGroup: [{ all: [{ variable, operator: 'equals', value: 'web' }] }] },
      },
    });
  expect(await findingsOf(flow('$(n2.webex.mediaChannel)'))).toEqual([]);
  expect(placesOf(await findingsOf(flow('$(taskId)')))).toEqual([
    ['error', 'condition.start', '/start/conditions/anyGroup/0/all/0/variable'],
  ]);
});

test('a number of a script that would lose digits is a warning at its line', async () => {
  const script = [
    'var a = 7615917337495251231;',
    "var b = '7615917337495251231'; var c = 9007199254740992;",
    '1',
  ];
  const found = await findingsOf(flowOf([{ ...evaluateStep(''), script }]));
  expect(placesOf(found)).toEqual([['warning', 'evaluate.digits', '/steps/0/script/0']]);
});
