import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { digestOf } from '../../src/package/digest.js';
import { PackageError } from '../../src/package/package-error.js';
import { verifyPackage } from '../../src/package/verify.js';
import { temporaryFolder, workspaceOf } from '../support/workshop.js';
import { honestZip } from './honest.js';

/** What `promise` is refused with; fails the test when it is not refused. */
export const refusal = async (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => {
      throw new Error('was not refused');
    },
    (error: unknown) => error,
  );

/** Every file below a folder with the digest of its bytes: equal before and after means that nothing changed. */
export const snapshot = async (folder: string): Promise<Record<string, string>> => {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = found
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name));
  const folders = found
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries([
    ...folders.map((path) => [path, 'folder']),
    ...(await Promise.all(files.map(async (path) => [path, digestOf(await readFile(path))]))),
  ]);
};

/** A home whose catalog holds an honest package, so that a refused import has something to spoil. */
export const homeWithCatalog = async (): Promise<string> => {
  const home = await temporaryFolder();
  const zip = honestZip();
  await workspaceOf(home).catalog.import([{ file: 'honest.zip', zip }], {
    known: new Set([digestOf(zip)]),
    trusted: new Set(),
    replace: false,
  });
  return home;
};

/** The user trusts the bytes and allows a replacement: only the package's own faults stand in the way. */
export const importTrusted = (home: string, zip: Buffer): Promise<unknown> =>
  workspaceOf(home).catalog.import([{ file: 'hostile.zip', zip }], {
    known: new Set(),
    trusted: new Set([digestOf(zip)]),
    replace: true,
  });

/** The package is refused by verification and by import, each naming what is wrong, and leaves nothing behind. */
export const expectRefused = async (
  home: string,
  zip: Buffer,
  expected: { code: string; says: string },
): Promise<void> => {
  const before = await snapshot(home);
  const errors = [await refusal(verifyPackage(zip)), await refusal(importTrusted(home, zip))];
  for (const error of errors) {
    expect(error).toBeInstanceOf(PackageError);
    expect(error).toMatchObject({
      code: expected.code,
      message: expect.stringContaining(expected.says),
      remedy: expect.stringMatching(/./),
    });
  }
  expect((errors[1] as PackageError).message).toContain('hostile.zip');
  expect(await snapshot(home)).toEqual(before);
};
