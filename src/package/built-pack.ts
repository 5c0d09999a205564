import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BuiltPack } from '../../schemas/types.js';
import { isBuiltPack } from '../../schemas/validators.js';
import { digestOf } from './digest.js';
import { PackageError } from './package-error.js';
import { readPackageFile, type VerifiedPackage, verifyPackage } from './verify.js';

const rebuild = 'Run `npm run build`, or install wxcc-task-nodes again.';

/** dist/manifest.json: the packages that were built with the pack. Throws PackageError. */
export const readBuiltPack = async (packDirectory: string): Promise<BuiltPack> => {
  const file = join(packDirectory, 'manifest.json');
  try {
    const content: unknown = JSON.parse(await readFile(file, 'utf8'));
    if (isBuiltPack(content)) return content;
  } catch (error) {
    throw new PackageError('pack.missing', `${file}: ${(error as Error).message}`, rebuild);
  }
  throw new PackageError('pack.broken', `${file}: not what built-pack.schema.json asks for`, rebuild);
};

/** One of the pack's own packages; its bytes must be those that dist/manifest.json names. */
export const readBuiltPackage = async (
  packDirectory: string,
  { file, digest }: BuiltPack['packages'][number],
): Promise<VerifiedPackage> => {
  const zip = await readPackageFile(join(packDirectory, file));
  if (digestOf(zip) !== digest)
    throw new PackageError('pack.changed', `${file}: changed since the build`, rebuild);
  return verifyPackage(zip);
};
