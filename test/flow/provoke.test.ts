import { provocationOf } from '../../src/flow/faults/provoke.js';
import { builtInOutcomes } from '../../src/node-kit/method.js';
import { type MethodVersion, readMethodVersion } from '../../src/package/method-version.js';
import { openEngine } from './flow-fixtures.js';

const allMethods = async (): Promise<{ node: string; method: MethodVersion }[]> => {
  const found = await (await openEngine()).packages.nodes();
  return found.flatMap(({ verified }) =>
    verified.manifest.versions.flatMap(({ version, methods }) =>
      methods.map(({ id }) => ({
        node: verified.manifest.node.id,
        method: readMethodVersion(verified, version, id)!,
      })),
    ),
  );
};

test('every outcome of every method version of the pack can be brought about without putting it in place', async () => {
  const methods = await allMethods();
  expect(methods.length).toBeGreaterThan(20);
  const missing = methods.flatMap(({ node, method }) =>
    [...method.declared.outcomes.map(({ name }) => name), ...Object.keys(builtInOutcomes)]
      .filter((outcome) => !provocationOf(method, outcome))
      .map((outcome) => `${node} ${method.version} ${method.id}: ${outcome}`),
  );
  expect(missing).toEqual([]);
});

test('an outcome that a method does not have cannot be brought about', async () => {
  const [first] = await allMethods();
  expect(provocationOf(first!.method, 'moon')).toBeUndefined();
});
