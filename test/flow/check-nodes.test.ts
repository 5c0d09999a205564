import { findingsOf, flowOf, placesOf, queueStep } from './flow-fixtures.js';

const withNotes = { withNotes: true };

test.each([
  ['node', { node: 'queue-tusk' }, '/steps/0/node'],
  ['version', { version: 'v9.9' }, '/steps/0/version'],
  ['method', { method: 'queue-it' }, '/steps/0/method'],
])('an unknown %s is an error that lists the known ones', async (what, change, pointer) => {
  const [first] = await findingsOf(flowOf([queueStep(change)]));
  expect(first).toMatchObject({ severity: 'error', rule: `node.${what}-unknown`, pointer });
  expect(first?.remedy).toContain('Known');
});

test('a version that is not recommended is a warning', async () => {
  const step = queueStep({ version: 'v1.5' }, { queueType: 'single' });
  expect(placesOf(await findingsOf(flowOf([step])))).toEqual([
    ['warning', 'version.not-recommended', '/steps/0/version'],
  ]);
});

test('an authorization that is not at hand is an error, in another case it is the same one', async () => {
  const flow = flowOf([queueStep({ authorization: 'Main' })]);
  expect(placesOf(await findingsOf(flow, { authorizations: ['man'] }))).toEqual([
    ['error', 'authorization.unknown', '/steps/0/authorization'],
  ]);
  expect(await findingsOf(flow, { authorizations: ['main'] })).toEqual([]);
  expect(await findingsOf(flow)).toEqual([]);
});

test('a literal that does not fit the pinned version is an error at its place', async () => {
  const step = queueStep({}, { contactPriority: '11', mediaChannel: 'sms' });
  expect(placesOf(await findingsOf(flowOf([step])))).toEqual(
    expect.arrayContaining([
      ['error', 'input.invalid', '/steps/0/input/contactPriority'],
      ['error', 'input.invalid', '/steps/0/input/mediaChannel'],
    ]),
  );
});

test('an input that an older version does not have is an error', async () => {
  const step = queueStep({ version: 'v1.0' }, { contactPriority: '$(taskId)' });
  expect(placesOf(await findingsOf(flowOf([step])))).toEqual([
    ['error', 'input.invalid', '/steps/0/input/contactPriority'],
  ]);
});

test('what a variable will hold is checked at run time', async () => {
  const step = queueStep({}, { contactPriority: '$(taskId)' });
  expect(placesOf(await findingsOf(flowOf([step]), withNotes))).toEqual([
    ['note', 'input.run-time', '/steps/0/input/contactPriority'],
  ]);
});

test('in a variant that a variable chooses, what one variant takes with a warning is a warning', async () => {
  const step = queueStep({}, { mediaType: '$(taskId)', mediaChannel: 'sms' });
  expect(placesOf(await findingsOf(flowOf([step]), withNotes))).toEqual([
    ['note', 'input.run-time', '/steps/0/input/mediaChannel'],
  ]);
  // As a social channel it would be sent, with a warning.
  const takenByOne = queueStep({}, { mediaType: '$(taskId)', mediaChannel: 'pigeon' });
  expect(placesOf(await findingsOf(flowOf([takenByOne]), withNotes))).toContainEqual([
    'warning',
    'input.lenient',
    '/steps/0/input/mediaChannel',
  ]);
});

test('what is missing is certain although a variable chooses the variant', async () => {
  const step = queueStep({}, { mediaType: '$(taskId)', queueId: undefined });
  expect(placesOf(await findingsOf(flowOf([step])))).toEqual([
    ['error', 'input.invalid', '/steps/0/input/queueId'],
  ]);
});

test('a list that a variable holds is checked at run time, whole', async () => {
  const step = queueStep({}, { skillRequirements: '$(taskId)' });
  expect(placesOf(await findingsOf(flowOf([step]), withNotes))).toEqual([
    ['note', 'input.run-time', '/steps/0/input/skillRequirements'],
  ]);
});

test('a list as the media channel is an error whichever media type a variable holds', async () => {
  const step = queueStep(
    { version: 'v1.5' },
    { mediaType: '$(taskId)', mediaChannel: ['web'], queueType: 'single' },
  );
  expect(placesOf(await findingsOf(flowOf([step])))).toContainEqual([
    'error',
    'input.invalid',
    '/steps/0/input/mediaChannel',
  ]);
});
