import { diffVersions } from '../../src/versions/diff-versions.js';
import { builtPackages } from './neighbours.js';

const diff = (node: string, from: string, to: string) => diffVersions(builtPackages, node, from, to);

test('a version and itself do not differ', async () => {
  expect(await diff('set-variable', 'v1.7', 'v1.7')).toMatchObject({ class: 'safe', changes: [] });
});

test('an optional input that nothing is sent for by itself is safe, and so is the version that brings it', async () => {
  const { class: worst, changes } = await diff('queue-task', 'v1.3', 'v1.5');
  expect(worst).toBe('safe');
  expect(changes.map(({ area, kind, where }) => `${area} ${kind} ${where}`)).toEqual([
    'input changed queueId',
    'input added queueType',
    'input added dynamicQueueId',
    'behaviour changed v1.5',
  ]);
  expect(changes.at(-1)).toMatchObject({
    source: 'documented',
    reference: expect.stringContaining('Queue Task'),
  });
});

test('a new key on the wire is named with what it holds when nothing was typed', async () => {
  const { changes } = await diff('resolve-conversation', 'v1.1', 'v1.2');
  expect(changes).toContainEqual({
    area: 'wire',
    kind: 'added',
    method: 'resolve-conversation',
    where: 'body overrideDefaultClose',
    text: 'is sent, for example false',
    class: 'manual',
    source: 'observed',
  });
});

test('a difference that only some configurations show says which', async () => {
  const { changes } = await diff('queue-task', 'v1.2', 'v1.3');
  expect(changes.find(({ where }) => where === 'body skillRequirements')?.text).toMatch(
    /when skillRequirements\.relaxationToggle is true or skillRequirements\.relaxations\[\]\.timeout is given$/,
  );
});

test('values that an upgrade moves are safe as inputs and named on the wire, as assumed as their fields', async () => {
  const { changes } = await diff('create-task', 'v1.0', 'v1.2');
  expect(changes.filter(({ area }) => area === 'input').map(({ class: one }) => one)).toEqual([
    'safe',
    'safe',
  ]);
  expect(changes.find(({ area }) => area === 'wire')).toMatchObject({
    where: 'body hasAttachments',
    text: 'is sent otherwise, for example true instead of "true", when hasAttachments is given',
    source: 'assumed',
  });
});

test('what nobody documents is unknown and manual, although the contract here is the same', async () => {
  expect((await diff('close-task', 'v1.0', 'v1.1')).changes).toEqual([
    {
      area: 'behaviour',
      kind: 'unknown',
      where: 'v1.1',
      text: 'nobody documents what changed',
      class: 'manual',
      source: 'documented',
      reference: expect.any(String),
    },
  ]);
});

test('several versions on the way bring the changes of each', async () => {
  const { changes } = await diff('queue-task', 'v1.0', 'v1.5');
  expect(changes.filter(({ area }) => area === 'behaviour').map(({ where }) => where)).toEqual([
    'v1.1',
    'v1.2',
    'v1.3',
    'v1.3',
    'v1.5',
  ]);
});

test('backwards, what the older version does not know is manual and what it wants needs values', async () => {
  const { changes, tried } = await diff('queue-task', 'v1.5', 'v1.3');
  expect(changes).toMatchObject([
    { kind: 'removed', where: 'queueType', class: 'manual' },
    { kind: 'changed', where: 'queueId', class: 'needs values' },
    { kind: 'removed', where: 'dynamicQueueId', class: 'manual' },
    { area: 'behaviour', text: expect.stringMatching(/^taken back: /) },
  ]);
  expect(tried['queue-task']!.validInBoth).toBeGreaterThan(0);
  expect(tried['queue-task']!.validInBoth).toBeLessThan(tried['queue-task']!.configurations);
});

test('backwards, a type that changed needs values: nothing moves them back', async () => {
  const { changes } = await diff('create-task', 'v1.2', 'v1.0');
  expect(changes.find(({ where }) => where === 'hasAttachments')).toMatchObject({
    text: 'type: boolean → string',
    class: 'needs values',
  });
});
