import {
  end,
  evaluateStep,
  findingsOf,
  flowOf,
  placesOf,
  queueStep,
  queueTransitions,
} from './flow-fixtures.js';

const { taskFailed: _, ...withoutTaskFailed } = queueTransitions;

test('an outcome that leads nowhere is an error that names it', async () => {
  const findings = await findingsOf(flowOf([queueStep({ transitions: withoutTaskFailed })]));
  expect(findings).toMatchObject([
    {
      severity: 'error',
      rule: 'outcome.unwired',
      pointer: '/steps/0/transitions',
      message: expect.stringContaining('"taskFailed"'),
    },
  ]);
});

test('an outcome that the version does not have is an error with the nearest spelling', async () => {
  const transitions = { ...withoutTaskFailed, 'Task failed': end(102) };
  const findings = await findingsOf(flowOf([queueStep({ transitions })]));
  expect(findings).toContainEqual(
    expect.objectContaining({
      rule: 'outcome.unknown',
      pointer: '/steps/0/transitions/Task failed',
      remedy: 'Did you mean "taskFailed"?',
    }),
  );
});

test('the built-in outcomes may be in lower case, as the platform stores them', async () => {
  const { onTimeout, onError, ...others } = queueTransitions;
  const transitions = { ...others, ontimeout: onTimeout, onerror: onError };
  expect(await findingsOf(flowOf([queueStep({ transitions })]))).toEqual([]);
});

test('an outcome in both spellings is doubled', async () => {
  const transitions = { ...queueTransitions, ontimeout: end(102) };
  expect(placesOf(await findingsOf(flowOf([queueStep({ transitions })])))).toContainEqual([
    'error',
    'outcome.doubled',
    '/steps/0/transitions/ontimeout',
  ]);
});

test('an outcome of Queue Task is none of a Branch', async () => {
  const branch = {
    kind: 'branch',
    id: 'n4',
    name: 'branch',
    branches: [{ outcome: 'yes', when: { all: [{ variable: '$(taskId)', operator: '==', value: 't-1' }] } }],
    transitions: { yes: end(101), Queued: end(101), onError: end(102) },
  };
  expect(placesOf(await findingsOf(flowOf([branch])))).toEqual([
    ['error', 'outcome.unwired', '/steps/0/transitions'],
    ['error', 'outcome.unknown', '/steps/0/transitions/Queued'],
  ]);
});

test('an Evaluate needs its two error outcomes', async () => {
  const findings = await findingsOf(flowOf([evaluateStep('1', { transitions: { '1': end(101) } })]));
  expect(findings).toMatchObject([
    { rule: 'outcome.unwired', message: expect.stringContaining('"onInvalidChoice" and "onError"') },
  ]);
});
