import { readFile } from 'node:fs/promises';
import type { Result } from '../../schemas/types.js';
import { digestOf } from '../../src/package/digest.js';
import { rewritePackage } from '../cli/rewrite-package.js';
import { runProcess } from '../cli/run-cli.js';
import { ServiceDesk } from './service-desk.js';

let desk: ServiceDesk;
beforeAll(async () => {
  desk = await ServiceDesk.open();
});

const importVersion = async (version: string) => {
  const file = await rewritePackage('queue-task', { version });
  const trust = digestOf(await readFile(file));
  const { code, stderr } = await runProcess(['import', file, '--trust', trust], { home: desk.workshop.home });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
};

test('an import takes effect at the next call, and a running call ends on the package it began with', async () => {
  const [before, after] = await Promise.all([desk.queueCall(), desk.queueCall()]);
  await desk.workshop.order('queue-task', { kind: 'delay', ms: 3000 });
  const running = desk.post(before.path, { body: before.body });
  await importVersion('7.1.0');
  const next = (await (await desk.post(after.path, { body: after.body })).json()) as Result;
  expect(next).toMatchObject({ outcome: 'Queued', package: { version: '7.1.0', origin: 'catalog' } });
  const first = (await (await running).json()) as Result;
  expect(first).toMatchObject({ outcome: 'Queued', package: { origin: 'pack' } });
});
