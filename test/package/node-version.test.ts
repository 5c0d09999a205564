import { digestOf } from '../../src/package/digest.js';
import { Workshop, workspaceOf } from '../support/workshop.js';
import { asPackVersion, honestZip } from './honest.js';

test('a node version is read once from its package, and anew from one that takes its place', async () => {
  const { home, engine } = await Workshop.simulate();
  const read = (version?: string) => engine.packages.find('queue-task', version);
  const first = await read('v1.3');
  expect(await read('v1.3')).toBe(first);
  expect(await read()).toBe(first);
  expect(await read('v1.2')).toMatchObject({
    version: 'v1.2',
    package: { digest: first.package.digest },
  });

  const zip = await asPackVersion(honestZip('queue-task'), '2.0.0');
  const trusted = new Set([digestOf(zip)]);
  await workspaceOf(home).catalog.import([{ file: 'x.zip', zip }], {
    known: new Set(),
    trusted,
    replace: false,
  });
  expect(await read('v1.3')).toMatchObject({
    version: 'v1.3',
    package: { digest: digestOf(zip) },
  });
});

test('an unknown node or version is refused with the known ones', async () => {
  const { packages } = (await Workshop.simulate()).engine;
  await expect(packages.find('queue-task', 'v9.9')).rejects.toMatchObject({
    code: 'version.unknown',
    remedy: expect.stringContaining('v1.3'),
  });
  await expect(packages.find('nobody')).rejects.toMatchObject({ code: 'node.unknown' });
});
