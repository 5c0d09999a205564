import { execFile } from 'node:child_process';
import { open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { digestOf } from '../../src/package/digest.js';
import { positionCall } from '../engine/calls.js';
import { Workshop, workspaceOf } from '../support/workshop.js';
import { honestZip, rewritten } from './honest.js';

const described = (whenToUse: string) =>
  rewritten(honestZip('piq-and-ewt'), (manifest) => {
    manifest.pack.version = '2.0.0';
    manifest.node.whenToUse = whenToUse;
  });

let workshop: Workshop;
let catalog: string;
let index: string;
beforeEach(async () => {
  workshop = await Workshop.simulate();
  catalog = join(workshop.home, 'catalog');
  index = join(catalog, 'catalog.json');
});

const importZip = (zip: Buffer) =>
  workspaceOf(workshop.home).catalog.import([{ file: 'piq-and-ewt.zip', zip }], {
    known: new Set(),
    trusted: new Set([digestOf(zip)]),
    replace: true,
  });

test('a call that has read the index before a package was replaced runs the new one', async () => {
  const [before, after] = [await described('Before.'), await described('After.')];
  await importZip(before);
  const oldIndex = await readFile(index);
  await importZip(after);
  expect(await readdir(catalog)).toHaveLength(2);

  // A pipe in the place of the index, so that its reader gets the old one after the new one is there.
  await rename(index, `${index}.kept`);
  await promisify(execFile)('mkfifo', [index]);
  const pipe = await open(index, 'r+');
  const calling = workshop.invoke(await positionCall(workshop));
  await pause(100);
  await rename(`${index}.kept`, index);
  await pipe.writeFile(oldIndex);
  await pipe.close();

  expect(await calling).toMatchObject({
    outcome: 'Success',
    package: { version: '2.0.0', digest: digestOf(after), origin: 'catalog' },
  });
});

test('a package that is missing for good is reported', async () => {
  const zip = await described('Ever.');
  await importZip(zip);
  await rm(join(catalog, `${digestOf(zip).replace(':', '-')}.zip`));
  await expect(workshop.invoke(await positionCall(workshop))).rejects.toMatchObject({
    code: 'catalog.missing',
    remedy: expect.stringContaining('Import the package again'),
  });
});
