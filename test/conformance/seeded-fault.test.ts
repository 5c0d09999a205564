import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BuiltPack } from '../../schemas/types.js';
import {
  type Door,
  deviations,
  emptyCells,
  runConformance,
  subjectsOf,
} from '../../scripts/conformance/run.js';
import { verifyPackage } from '../../src/package/verify.js';
import { writePackage } from '../../src/package/write.js';
import { packDirectory, Workshop, workspaceOf } from '../support/workshop.js';

/** The PIQ package with a handler that takes 503 for a success and never has insufficient data. */
const faultyPackage = async () => {
  const pack = JSON.parse(await readFile(join(packDirectory, 'manifest.json'), 'utf8')) as BuiltPack;
  const { file } = pack.packages.find(({ node }) => node === 'piq-and-ewt')!;
  const { manifest, files } = await verifyPackage(await readFile(join(packDirectory, file)));
  const path = 'v1.1/piq-and-ewt/handler.js';
  const code = files.get(path)!.toString('utf8');
  const broken = code
    .replace('"5xx":"serviceUnavailable"', '"5xx":"Success"')
    .replaceAll('"InsufficientData"', '"Success"');
  expect(broken).not.toBe(code);
  const { files: _, ...rest } = manifest;
  const contents = new Map(files).set(path, Buffer.from(broken));
  contents.delete('manifest.json');
  const zip = await writePackage({ ...rest, pack: { ...rest.pack, version: '9.0.0' } }, contents);
  return { file: 'faulty.zip', zip, digest: (await verifyPackage(zip)).digest };
};

test('a handler that maps an answer wrongly, or never reaches an outcome, fails the conformance', async () => {
  const { engine, sandbox, home } = await Workshop.simulate();
  const { digest, ...faulty } = await faultyPackage();
  await workspaceOf(home).catalog.import([faulty], {
    known: new Set(),
    trusted: new Set([digest]),
    replace: false,
  });
  // The other nodes are those of conformance.test.ts.
  const nodes = async () => (await engine.packages.nodes()).filter(({ node }) => node.id === 'piq-and-ewt');
  const door: Door = { packages: { nodes }, invoke: (call) => engine.invoke(call) };
  const runs = await runConformance(door, sandbox);
  expect(deviations(runs)).toEqual(
    expect.arrayContaining([
      'piq-and-ewt v1.1 piq-and-ewt, status 503: Success instead of serviceUnavailable',
      'piq-and-ewt v1.1 piq-and-ewt, the queue has no history: Success instead of InsufficientData',
    ]),
  );
  expect(emptyCells(await subjectsOf(door), runs)).toEqual(
    expect.arrayContaining(['piq-and-ewt v1.1 piq-and-ewt: serviceUnavailable']),
  );
}, 120_000);
