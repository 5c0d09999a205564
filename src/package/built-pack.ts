import { join } from 'node:path';
import type { BuiltPack } from '../../schemas/types.js';
import { isBuiltPack } from '../../schemas/validators.js';
import { WatchedFile } from '../files/watched-file.js';
import { rounded } from '../ground/exact-number.js';
import { readJson } from '../ground/read-json.js';
import { digestOf } from './digest.js';
import type { NodePackage } from './node-package.js';
import { PackageError, packageError } from './package-error.js';
import { readPackageFile, verifyPackage } from './verify.js';

const packBroken = packageError(
  'pack.broken',
  'The list of the packages that came with the program is damaged.',
);
const packMissing = packageError('pack.missing', 'The packages that came with the program are not there.');
const packChanged = packageError('pack.changed', 'A package that came with the program was changed.');

const rebuild = 'Run `npm run build`, or install wxcc-task-nodes again.';

/** A pack may be built anew while a service runs. */
const manifests = new Map<string, WatchedFile<BuiltPack>>();

const parse = (text: string, file: string): BuiltPack => {
  const read = readJson(text);
  if (!('value' in read)) throw packBroken(`${file}: ${read.problems[0].message}`, rebuild);
  const content: unknown = rounded(read.value);
  if (isBuiltPack(content)) return content;
  throw packBroken(`${file}: not what built-pack.schema.json asks for`, rebuild);
};

/** dist/manifest.json: the packages that were built with the pack. Throws PackageError. */
export const readBuiltPack = async (packDirectory: string): Promise<BuiltPack> => {
  const file = join(packDirectory, 'manifest.json');
  const manifest = manifests.get(file) ?? new WatchedFile(file, (text) => parse(text, file));
  manifests.set(file, manifest);
  const content = await manifest.read().catch((error: Error) => {
    throw error instanceof PackageError ? error : packMissing(`${file}: ${error.message}`, rebuild);
  });
  if (content === undefined) throw packMissing(`${file}: there is none`, rebuild);
  return content;
};

/** The files of the pack's own packages. Throws PackageError. */
export const packFiles = async (packDirectory: string): Promise<string[]> =>
  (await readBuiltPack(packDirectory)).packages.map(({ file }) => join(packDirectory, file));

/** One of the pack's own packages; its bytes must be those that dist/manifest.json names. */
export const readBuiltPackage = async (
  packDirectory: string,
  { file, digest }: BuiltPack['packages'][number],
): Promise<NodePackage> => {
  const zip = await readPackageFile(join(packDirectory, file));
  if (digestOf(zip) !== digest) throw packChanged(`${file}: changed since the build`, rebuild);
  return verifyPackage(zip, 'pack');
};
