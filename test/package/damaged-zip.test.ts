import { digestOf } from '../../src/package/digest.js';
import type { NodePackage } from '../../src/package/node-package.js';
import { PackageError } from '../../src/package/package-error.js';
import { verifyPackage } from '../../src/package/verify.js';
import { workspaceOf } from '../support/workshop.js';
import { honestZip } from './honest.js';
import { expectRefused, homeWithCatalog, importTrusted, refusal, snapshot } from './refusal.js';

const honest = honestZip('piq-and-ewt');
let home: string;
beforeAll(async () => {
  home = await homeWithCatalog();
});

test.each([
  ['an empty file', Buffer.alloc(0)],
  ['a text', Buffer.from('This is not a package.\n')],
  ['a megabyte of text', Buffer.alloc(1024 * 1024, 'PK\x05\x06')],
  ['a package with a byte after its end', Buffer.concat([honest, Buffer.from('x')])],
])('%s is refused as no zip', async (_what, zip) => {
  await expectRefused(home, zip, { code: 'package.zip', says: 'not a whole zip file' });
});

test('a package cut off at any byte is refused, and leaves nothing behind', async () => {
  const before = await snapshot(home);
  for (let length = 0; length < honest.length; length += 1) {
    const error = await refusal(verifyPackage(honest.subarray(0, length)));
    if (!(error instanceof PackageError)) throw new Error(`at byte ${length}: ${error}`);
  }
  // Import verifies first; a few positions show that it does: within a file, within the directory, the last byte.
  for (const length of [100, honest.length - 200, honest.length - 1])
    expect(await refusal(importTrusted(home, honest.subarray(0, length)))).toBeInstanceOf(PackageError);
  expect(await snapshot(home)).toEqual(before);
});

/** Repeatable numbers from 0 to below `limit`, so that a failure can be seen again. */
const numbers = (seed: number) => {
  let state = seed;
  return (limit: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
};

const flipped = (next: (limit: number) => number, flips: number) => {
  const zip = Buffer.from(honest);
  for (let flip = 0; flip < flips; flip += 1) zip[next(zip.length)]! ^= 1 << next(8);
  return zip;
};

test('flipped bits are refused, or they give a package with another digest that holds no other file', async () => {
  const { files } = await verifyPackage(honest);
  const next = numbers(20_240_601);
  let refused = 0;
  for (let round = 0; round < 1500; round += 1) {
    const zip = flipped(next, 1 + (round % 3));
    if (zip.equals(honest)) continue;
    const answer: NodePackage | Error = await verifyPackage(zip).catch((error: Error) => error);
    if (answer instanceof Error) {
      if (!(answer instanceof PackageError)) throw new Error(`round ${round}: ${answer.stack}`);
      refused += 1;
      continue;
    }
    expect(answer.digest).toBe(digestOf(zip));
    expect(answer.digest).not.toBe(digestOf(honest));
    expect([...answer.files.keys()]).toEqual([...files.keys()]);
    // No digest guards the manifest itself but the zip's own, and that differs.
    for (const [path, content] of answer.files)
      if (path !== 'manifest.json') expect(content).toEqual(files.get(path));
  }
  // Bits that mean nothing (times, local headers) are few.
  expect(refused).toBeGreaterThan(1000);
});

test('no package with a flipped bit is imported as one of the pack', async () => {
  const before = await snapshot(home);
  const next = numbers(7);
  for (let round = 0; round < 200; round += 1) {
    const request = { file: 'flipped.zip', zip: flipped(next, 1) };
    const known = new Set([digestOf(honest)]);
    const error = await refusal(
      workspaceOf(home).catalog.import([request], { known, trusted: new Set(), replace: true }),
    );
    expect(error).toMatchObject({ message: expect.stringContaining('flipped.zip') });
  }
  expect(await snapshot(home)).toEqual(before);
});
