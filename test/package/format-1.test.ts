import { join } from 'node:path';
import { contract } from '../../scripts/conformance/contract.js';
import { readPackageFile, verifyPackage } from '../../src/package/verify.js';
import { queueCall, taskIdOf } from '../engine/calls.js';
import { Workshop } from '../support/workshop.js';

// Packages of format 1, as version 1.0.0 of the pack built them.

const file = (node: string) => join(__dirname, 'format-1', `${node}-1.0.0.zip`);

test('a package of format 1 is whole, and its methods are read as those of format 2', async () => {
  const queue = await verifyPackage(await readPackageFile(file('queue-task')));
  expect(queue.manifest.format).toBe(1);
  expect(queue.version('v1.3')!.method().wire).toEqual({
    handler: 'v1.3/queue-task/handler.js',
    source: 'assumed',
    waits: {},
  });
  const resolve = await verifyPackage(await readPackageFile(file('resolve-conversation')));
  expect(resolve.version('v1.1')!.method().wire.waits).toEqual({ intermediate: 'accepted' });
});

test('a package of format 1 runs', async () => {
  const workshop = await Workshop.simulate();
  const call = await queueCall(workshop);
  const result = await workshop.invoke({ ...call, packageFile: file('queue-task') });
  expect(result).toMatchObject({
    outcome: contract.task['queue-task']!.success,
    package: { version: '1.0.0', origin: 'file' },
    outputs: { taskId: taskIdOf(call) },
  });
});

test('what a method of the built pack waits for stands in its manifest', async () => {
  const { engine } = await Workshop.simulate();
  const waits = async (node: string) =>
    (await engine.packages.find(node)).methods.map(({ wire }) => wire.waits);
  expect(await waits('queue-task')).toEqual([{ key: 'webhook' }]);
  expect(await waits('set-variable')).toEqual([{ key: 'callbackURL' }, { key: 'callbackURL' }]);
  expect(await waits('piq-and-ewt')).toEqual([undefined]);
  expect(await waits('resolve-conversation')).toEqual([
    { key: expect.any(String), intermediate: 'accepted' },
  ]);
});
