import { provocationOf } from '../../src/flow/faults/provoke.js';
import { builtInOutcomes } from '../../src/node-kit/method.js';
import type { Method } from '../../src/package/method.js';
import { openEngine } from './flow-fixtures.js';

const allMethods = async (): Promise<Method[]> => {
  const found = await (await openEngine()).packages.nodes();
  return found.flatMap(({ versions }) => versions.flatMap(({ methods }) => methods));
};

test('every outcome of every method version of the pack can be brought about without putting it in place', async () => {
  const methods = await allMethods();
  expect(methods.length).toBeGreaterThan(20);
  const missing: string[] = [];
  for (const method of methods)
    for (const outcome of [...method.outcomes.map(({ name }) => name), ...Object.keys(builtInOutcomes)])
      if (!(await provocationOf(method, outcome)))
        missing.push(`${method.node} ${method.version} ${method.id}: ${outcome}`);
  expect(missing).toEqual([]);
});

test('an outcome that a method does not have cannot be brought about', async () => {
  const [first] = await allMethods();
  expect(await provocationOf(first!, 'moon')).toBeUndefined();
});
