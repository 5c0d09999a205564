import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PackageManifest } from '../../schemas/types.js';
import { verifyPackage } from '../../src/package/verify.js';
import { writePackage } from '../../src/package/write.js';
import { packDirectory, temporaryFolder } from '../support/workshop.js';

/** The paths of all packages built with the pack. */
export const builtPackages = async (): Promise<string[]> => {
  const folder = join(packDirectory, 'packages');
  const names = (await readdir(folder)).filter((name) => name.endsWith('.zip'));
  return names.map((name) => join(folder, name));
};

export const builtPackage = async (node: string): Promise<string> => {
  const found = (await builtPackages()).find((file) => /[^/\\]+$/.exec(file)![0].startsWith(`${node}-`));
  if (!found) throw new Error(`There is no package of ${node}; run npm run build.`);
  return found;
};

export const writeZip = async (zip: Buffer): Promise<string> => {
  const file = join(await temporaryFolder(), 'package.zip');
  await writeFile(file, zip);
  return file;
};

/** A whole package that is not one of the pack: a built one under another pack version, or with another description. */
export const rewritePackage = async (
  node: string,
  { version, description }: { version: string; description?: string },
): Promise<string> => {
  const { manifest, files } = await verifyPackage(await readFile(await builtPackage(node)));
  const { files: _, ...facts }: PackageManifest = manifest;
  const contents = new Map(files);
  contents.delete('manifest.json');
  const rewritten = {
    ...facts,
    pack: { ...facts.pack, version },
    node: { ...facts.node, ...(description !== undefined && { description }) },
  };
  return writeZip(await writePackage(rewritten, contents));
};
