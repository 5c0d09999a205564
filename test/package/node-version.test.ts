import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { digestOf } from '../../src/package/digest.js';
import { verifyPackage } from '../../src/package/verify.js';
import { Workshop, workspaceOf } from '../support/workshop.js';
import { asPackVersion, honestZip, rewritten } from './honest.js';

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

test('a wire that this program does not know is kept and no hindrance', async () => {
  const zip = await rewritten(honestZip('piq-and-ewt'), (manifest, files) => {
    const [method] = manifest.versions[0]!.methods;
    const wire = { handler: 'v1.1/piq-and-ewt.pigeon.js', source: 'assumed', coop: { doves: 2 } };
    Object.assign(method!.wires!, { pigeon: wire });
    const content = Buffer.from('export default {};\n');
    files.set(wire.handler, content);
    manifest.files.push({ path: wire.handler, bytes: content.length, sha256: digestOf(content) });
  });
  const found = await verifyPackage(zip);
  const [method] = found.version()!.methods;
  expect(Object.keys(method!.facts.wires!)).toEqual(['task', 'public', 'pigeon']);
  expect(found.manifest.versions[0]!.methods[0]!.wires).toHaveProperty('pigeon.coop.doves', 2);

  const { home, engine } = await Workshop.simulate();
  await workspaceOf(home).catalog.import([{ file: 'x.zip', zip }], {
    known: new Set(),
    trusted: new Set([found.digest]),
    replace: true,
  });
  const input = { taskId: 'task-1', queueId: 'queue-1', lookbackMinutes: 5 };
  const plan = await engine.plan({ node: 'piq-and-ewt', input });
  expect(plan.package.digest).toBe(found.digest);
  expect(await plan.show()).toMatchObject({ call: { method: 'GET' } });
});

test('a pack version in the catalog that is none is named and passed over', async () => {
  const { home, engine } = await Workshop.simulate();
  const digest = `sha256:${'0'.repeat(64)}`;
  const entry = { node: 'queue-task', version: '1.0.0-01', digest, importedAt: '2026-01-15T12:00:00.000Z' };
  await mkdir(join(home, 'catalog'));
  await writeFile(join(home, 'catalog', 'catalog.json'), JSON.stringify({ format: 1, packages: [entry] }));
  expect((await engine.packages.find('queue-task', 'v1.3')).package.origin).toBe('pack');
  await expect(engine.packages.find('queue-task', 'v9.9')).rejects.toMatchObject({ code: 'version.unknown' });
  expect(await engine.packages.damaged()).toMatchObject([
    { version: '1.0.0-01', problem: { code: 'catalog.version', remedy: expect.stringContaining('remove') } },
  ]);
});
