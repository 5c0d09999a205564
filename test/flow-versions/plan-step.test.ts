import { type NodeStep, planStep } from '../../src/flow/upgrade/plan-step.js';
import type { PackageSet } from '../../src/package/package-set.js';
import { worstClass } from '../../src/versions/change.js';
import { diffVersions } from '../../src/versions/diff-versions.js';
import { mailFlow, queueInput, queueTransitions } from './flow-text.js';
import { futurePack } from './future-pack.js';

let packages: PackageSet;
beforeAll(async () => {
  ({ packages } = await futurePack());
});

const queueStep = (more: object): NodeStep => mailFlow({ queue: more }).steps[1] as NodeStep;
const plan = (more: object, to?: string) => planStep(packages, queueStep(more), 1, to);

test('a step moves to the default version when no version is asked for', async () => {
  expect(await plan({})).toMatchObject({
    status: 'moves',
    from: 'v1.0',
    to: 'v1.3',
    input: queueInput,
    request: [{ place: 'body contactPriority', after: '' }],
  });
});

test('a step at the default version stays, and so does one that is newer', async () => {
  expect(await plan({ version: 'v1.3' })).toMatchObject({
    status: 'stays',
    reason: { code: 'upgrade.there' },
  });
  expect(await plan({ version: 'v1.5' })).toMatchObject({
    status: 'stays',
    reason: { code: 'upgrade.newer' },
  });
});

test('a step does not move backwards even when asked, and the plan says why', async () => {
  expect(await plan({ version: 'v1.3' }, 'v1.0')).toMatchObject({
    status: 'refused',
    reason: { code: 'upgrade.backwards', message: expect.stringContaining('forwards only') },
  });
});

test('a new outcome leads where onError leads, however it is spelled; an intermediate one ends its branch', async () => {
  const { wired, unused, status } = await plan({ version: 'v1.3' }, 'v1.9');
  expect(status).toBe('moves');
  expect(wired).toEqual([
    { outcome: 'accepted', transition: { end: {} }, as: 'end of the branch' },
    { outcome: 'overflow', transition: { to: 'Apologize' }, as: 'onError' },
  ]);
  expect(unused).toEqual(['taskFailed']);
});

test('a new outcome that is wired already stays as it is wired', async () => {
  const transitions = { ...queueTransitions, overflow: { to: 'Done' } };
  const { wired } = await plan({ version: 'v1.3', transitions }, 'v1.9');
  expect(wired.map(({ outcome }) => outcome)).toEqual(['accepted']);
});

test('a step without onError cannot take a new outcome', async () => {
  const { onerror: _, ...transitions } = queueTransitions;
  expect(await plan({ version: 'v1.3', transitions }, 'v1.9')).toMatchObject({
    status: 'refused',
    reason: { code: 'upgrade.unwired', message: expect.stringContaining('overflow') },
  });
});

test('missing values are listed with what is expected, and the value that moved is kept', async () => {
  const { status, missing, input, notes } = await plan({ version: 'v1.0' }, 'v2.0');
  expect(status).toBe('refused');
  expect(missing).toMatchObject([{ pointer: '/slaMinutes', code: 'required', expected: 'a value' }]);
  const { queueId, ...rest } = queueInput;
  expect(input).toEqual({ ...rest, queue: queueId });
  expect(notes).toMatchObject([{ pointer: '/queueId', message: 'Queue Name is Queue now.' }]);
});

test('a limit that the value is beyond needs another value; a reference there is left to the run', async () => {
  const withPriority = (contactPriority: unknown) =>
    plan({ input: { ...queueInput, slaMinutes: 3, contactPriority }, version: 'v1.9' }, 'v2.0');
  expect((await withPriority(7)).missing.map(({ pointer }) => pointer)).toEqual([
    '/contactPriority',
    '/queue',
    '/queueId',
  ]);
  expect((await withPriority('$(priority)')).missing.map(({ pointer }) => pointer)).toEqual([
    '/queue',
    '/queueId',
  ]);
});

test('a reference in the place of a choice leaves what depends on it to the run', async () => {
  const input = { ...queueInput, mediaType: '$(media)', mediaChannel: '$(channel)' };
  expect(await plan({ input })).toMatchObject({ status: 'moves', missing: [], input });
});

test('a node, version or method that is not known is a refusal, not a crash', async () => {
  expect(await plan({ node: 'nope' })).toMatchObject({ reason: { code: 'node.unknown' } });
  expect(await plan({ version: 'v0.1' })).toMatchObject({ reason: { code: 'version.unknown' } });
  expect(await plan({ method: 'nope' })).toMatchObject({ reason: { code: 'method.unknown' } });
  expect(await plan({}, 'v7.7')).toMatchObject({ status: 'refused', reason: { code: 'version.unknown' } });
});

const weights = ['safe', 'needs values', 'manual'];

test('manual means for a step what it means in diff, as far as it is of that step', async () => {
  const { versions } = (await packages.find('queue-task')).package.manifest;
  const names = versions.map(({ version }) => version);
  for (const [place, version] of names.entries())
    for (const to of names.slice(place + 1)) {
      const { status, class: one, changes } = await plan({ version }, to);
      if (status !== 'moves') continue;
      const diff = await diffVersions(packages, 'queue-task', version, to);
      // What is sent differs for this input, or for one that diff makes up.
      const own = changes.filter(({ area }) => area !== 'wire');
      expect(diff.changes).toEqual(expect.arrayContaining(own));
      expect(weights.indexOf(one!)).toBeLessThanOrEqual(weights.indexOf(diff.class));
      const elsewhere = diff.changes.filter(({ area }) => area === 'outcome' || area === 'output');
      expect(changes).toEqual(
        expect.arrayContaining(elsewhere.filter(({ class: worst }) => worst !== 'safe')),
      );
    }
});

test('a step whose request and contract stay is safe where somebody documents what changed', async () => {
  const { class: known, changes } = await plan({ version: 'v1.3' }, 'v1.5');
  const { class: unknown } = await plan({}, 'v1.1');
  expect({ known, unknown }).toEqual({ known: worstClass(changes), unknown: 'manual' });
});
