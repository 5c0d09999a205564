import { diffVersions, type VersionDiff } from '../../src/versions/diff-versions.js';
import { futurePack } from './future-pack.js';

let moving: VersionDiff;
let wanting: VersionDiff;
let still: VersionDiff;
beforeAll(async () => {
  const { packages } = await futurePack();
  moving = await diffVersions(packages, 'queue-task', 'v1.3', 'v1.9');
  wanting = await diffVersions(packages, 'queue-task', 'v1.9', 'v2.0');
  const { packages: without } = await futurePack(
    'export default (configuration) => ({ configuration, notes: [] });',
  );
  still = await diffVersions(without, 'queue-task', 'v1.3', 'v1.9');
});

const at = ({ changes }: VersionDiff, area: string, where: string) =>
  changes.filter((change) => change.area === area && change.where === where);

test('a rename is not guessed: one input went, one came; both safe, for the upgrade moves the value', () => {
  expect(at(moving, 'input', 'queueId')).toMatchObject([{ kind: 'removed', class: 'safe' }]);
  expect(at(moving, 'input', 'queue')).toMatchObject([{ kind: 'added', class: 'safe' }]);
});

test('without an upgrade that moves it, the value is to be given, and the old one has no place', () => {
  expect(at(still, 'input', 'queueId')).toMatchObject([{ kind: 'removed', class: 'manual' }]);
  expect(at(still, 'input', 'queue')).toMatchObject([{ kind: 'added', class: 'needs values' }]);
});

test('requests that cannot be compared are unknown, not the same', () => {
  expect(at(still, 'wire', 'request')).toMatchObject([{ kind: 'unknown', class: 'manual' }]);
});

test('outcomes that came and went are manual', () => {
  expect(at(moving, 'outcome', 'overflow')).toMatchObject([{ kind: 'added', class: 'manual' }]);
  expect(at(moving, 'outcome', 'accepted')).toMatchObject([{ kind: 'added', class: 'manual' }]);
  expect(at(moving, 'outcome', 'taskFailed')).toMatchObject([{ kind: 'removed', class: 'manual' }]);
});

test('verb, path, answers and callback words are compared as declared', () => {
  expect(at(moving, 'wire', 'verb')).toMatchObject([{ text: 'POST → PUT', source: 'assumed' }]);
  expect(at(moving, 'wire', 'path')).toHaveLength(1);
  expect(at(moving, 'wire', 'answer 200')).toMatchObject([
    { text: '(callback) → (callback) after accepted' },
  ]);
  expect(at(moving, 'wire', 'answer 202')).toMatchObject([{ kind: 'removed', text: 'led to (callback)' }]);
  expect(at(moving, 'wire', 'callback failed')).toMatchObject([{ text: 'taskFailed → Error' }]);
});

test('an output that went is manual', () => {
  expect(at(moving, 'output', 'agentId')).toMatchObject([{ kind: 'removed', class: 'manual' }]);
});

test('a required input without a value and a narrower limit need values', () => {
  expect(at(wanting, 'input', 'slaMinutes')).toMatchObject([
    { kind: 'added', class: 'needs values', text: 'required; integer; minimum 1' },
  ]);
  expect(at(wanting, 'input', 'contactPriority')).toMatchObject([
    { class: 'needs values', text: 'limits: minimum 1, maximum 10 → minimum 1, maximum 5' },
  ]);
});

test('the worst change is the class of the whole', () => {
  expect(moving.class).toBe('manual');
});
