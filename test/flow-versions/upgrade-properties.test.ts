import fc, { type Arbitrary } from 'fast-check';
import type { Json } from '../../src/node-kit/method.js';
import type { Configuration } from '../../src/node-kit/upgrade.js';
import type { Method } from '../../src/package/method.js';
import type { NodePackage } from '../../src/package/node-package.js';
import { prepareInput } from '../../src/runtime/prepare-input.js';
import { applyUpgrades } from '../../src/versions/apply-upgrade.js';
import { compareRequests, requestOf } from '../../src/versions/compare-requests.js';
import { diffVersions } from '../../src/versions/diff-versions.js';
import { schemaArbitrary } from '../support/schema-arbitrary.js';
import { builtPackages, neighbours } from './neighbours.js';

interface Case {
  configuration: Configuration;
  variables: { [name: string]: Json };
}

interface Pair {
  newer: NodePackage;
  before: Method;
  after: Method;
}

const pairOf = async (node: string, method: string, from: string, to: string): Promise<Pair> => {
  const found = await builtPackages.find(node, to);
  return {
    newer: found.package,
    before: found.package.version(from)!.method(method),
    after: found.method(method),
  };
};

/** Puts `$(v0)`, `$(v1)`, … in the place of the leaves that chance chooses, and their values into variables. */
const withReferences = (value: Json, choices: boolean[], variables: { [name: string]: Json }): Json => {
  if (Array.isArray(value)) return value.map((item) => withReferences(item, choices, variables));
  if (value !== null && typeof value === 'object')
    return Object.fromEntries(
      Object.entries(value).map(([key, child]) => [key, withReferences(child, choices, variables)]),
    );
  if (!choices.shift()) return value;
  const name = `v${Object.keys(variables).length}`;
  variables[name] = value;
  return `$(${name})`;
};

/** Valid configurations of a version, some of their leaves references. */
const cases = (method: Method): Arbitrary<Case> =>
  fc
    .tuple(schemaArbitrary(method.input), fc.array(fc.boolean(), { maxLength: 12 }))
    .map(([configuration, choices]): Case => {
      const variables = {};
      const referring = withReferences(configuration, [...choices], variables) as Configuration;
      return { configuration: referring, variables };
    });

/** Holds a property for each of them that is valid. */
const forValid = (method: Method, holds: (one: Case) => Promise<unknown>) =>
  fc.asyncProperty(cases(method), async (one) => {
    const { input } = await prepareInput(await method.callable(), one.configuration, one.variables);
    fc.pre(input !== undefined);
    return (await holds(one)) !== false;
  });

const upgraded = async (
  { newer, before, after }: Pair,
  configuration: Configuration,
): Promise<Configuration> =>
  (await applyUpgrades(newer, after.id, before.version, after.version, configuration)).configuration;

/** Places where the requests of both versions differ that are not among the named ones. */
const unnamedDifferences = async (
  pair: Pair,
  named: Set<string>,
  { configuration, variables }: Case,
): Promise<string[]> => {
  const [before, after] = await Promise.all([pair.before.callable(), pair.after.callable()]);
  const old = await prepareInput(before, configuration, variables);
  const now = await prepareInput(after, await upgraded(pair, configuration), variables);
  return compareRequests(await requestOf(before, old.input), await requestOf(after, now.input))
    .map(({ place }) => place)
    .filter((place) => !named.has(place));
};

const wirePlaces = async (node: string, method: string, from: string, to: string): Promise<Set<string>> => {
  const { changes } = await diffVersions(builtPackages, node, from, to);
  return new Set(
    changes.filter((change) => change.area === 'wire' && change.method === method).map(({ where }) => where),
  );
};

test('the pack has neighbours to try', async () => {
  expect(neighbours).toContainEqual(['create-task', 'create-task', 'v1.0', 'v1.2']);
  // Ten at the first release; a new version adds its own.
  expect(neighbours.length).toBeGreaterThanOrEqual(10);
});

describe.each(neighbours)('%s, %s from %s to %s', (node, method, from, to) => {
  let pair: Pair;
  let named: Set<string>;
  beforeAll(async () => {
    pair = await pairOf(node, method, from, to);
    named = await wirePlaces(node, method, from, to);
  });

  test('whatever was valid is valid after the upgrade', async () => {
    await fc.assert(
      forValid(pair.before, async ({ configuration, variables }) => {
        const { diagnostics } = await prepareInput(
          await pair.after.callable(),
          await upgraded(pair, configuration),
          variables,
        );
        // Chance may make a text that reads like a reference to nothing: a warning, in both versions.
        expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  test('references stay where they are', async () => {
    await fc.assert(
      forValid(pair.before, async ({ configuration, variables }) => {
        const after = JSON.stringify(await upgraded(pair, configuration));
        for (const name of Object.keys(variables)) expect(after).toContain(`$(${name})`);
      }),
      { numRuns: 50 },
    );
  });

  test('the same request is sent, but for what the diff names', async () => {
    await fc.assert(
      forValid(pair.before, async (one) => {
        expect(await unnamedDifferences(pair, named, one)).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });
});

test('a difference that the diff did not name would be found', async () => {
  const pair = await pairOf('create-task', 'create-task', 'v1.0', 'v1.2');
  const { failed, counterexample } = await fc.check(
    forValid(pair.before, async (one) => (await unnamedDifferences(pair, new Set(), one)).length === 0),
    { numRuns: 500 },
  );
  expect(failed).toBe(true);
  expect(counterexample?.[0].configuration).toHaveProperty('hasAttachments');
});
