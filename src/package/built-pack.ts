import { join } from 'node:path';
import type { BuiltPack } from '../../schemas/types.js';
import { isBuiltPack } from '../../schemas/validators.js';
import { digestOf } from './digest.js';
import { PackageError } from './package-error.js';
import { readPackageFile, type VerifiedPackage, verifyPackage } from './verify.js';
import { WatchedFile } from './watched-file.js';

const rebuild = 'Run `npm run build`, or install wxcc-task-nodes again.';

/** A pack may be built anew while a service runs. */
const manifests = new Map<string, WatchedFile<unknown>>();

/** dist/manifest.json: the packages that were built with the pack. Throws PackageError. */
export const readBuiltPack = async (packDirectory: string): Promise<BuiltPack> => {
  const file = join(packDirectory, 'manifest.json');
  const manifest = manifests.get(file) ?? new WatchedFile<unknown>(file, (text) => JSON.parse(text));
  manifests.set(file, manifest);
  const content = await manifest.read().catch((error: Error) => {
    throw new PackageError('pack.missing', `${file}: ${error.message}`, rebuild);
  });
  if (content === undefined) throw new PackageError('pack.missing', `${file}: there is none`, rebuild);
  if (!isBuiltPack(content))
    throw new PackageError('pack.broken', `${file}: not what built-pack.schema.json asks for`, rebuild);
  return content;
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
