import { editFlowText } from '../../src/flow/upgrade/edit-text.js';
import type { StepPlan } from '../../src/flow/upgrade/plan-step.js';
import type { Json } from '../../src/node-kit/method.js';

const before = { taskId: '$(a)', gone: [1, 2], kept: { x: 1.5 } };
const after = { taskId: '$(a)', kept: { x: 1.5, y: ['new'] }, added: { deep: true } };

const flow = (steps: number) => ({
  name: 'many',
  steps: Array.from({ length: steps }, (_, index) => ({
    ...{ id: `n${index}`, version: 'v1.0', input: before, transitions: { Queued: { to: 'x' } } },
  })),
});

const wanted = (steps: number) => ({
  name: 'many',
  steps: Array.from({ length: steps }, (_, index) => ({
    ...{ id: `n${index}`, version: 'v1.1', input: after },
    transitions: { Queued: { to: 'x' }, onError: { end: {} } },
  })),
});

const planOf = (index: number) =>
  ({
    ...{ index, status: 'moves', to: 'v1.1', input: after as Json },
    wired: [{ outcome: 'onError', transition: { end: {} } }],
  }) as unknown as StepPlan;

const layouts: [string, (value: unknown) => string][] = [
  ['two spaces', (value) => JSON.stringify(value, null, 2)],
  [
    'tabs, and lines that end as on Windows',
    (value) => JSON.stringify(value, null, '\t').replaceAll('\n', '\r\n'),
  ],
  ['one line', (value) => JSON.stringify(value)],
  ['a byte order mark', (value) => `\ufeff${JSON.stringify(value, null, 4)}`],
];

test.each(layouts)('many steps are edited as each alone would be: %s', (_name, layOut) => {
  const steps = 40;
  const text = layOut(flow(steps));
  const inputs = Array.from({ length: steps }, () => before as Json);
  const plans = Array.from({ length: steps }, (_, index) => planOf(index));
  const together = editFlowText(text, inputs, plans);
  expect(JSON.parse(together.replace('\ufeff', ''))).toEqual(wanted(steps));
  expect(together).toBe(plans.reduce((one, plan) => editFlowText(one, inputs, [plan]), text));
  expect(together.includes('\r\n')).toBe(text.includes('\r\n'));
  if (text.includes('\r\n')) expect(together).not.toMatch(/[^\r]\n/);
  expect(together.startsWith('\ufeff')).toBe(text.startsWith('\ufeff'));
});
