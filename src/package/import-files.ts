import { readBuiltPack } from './built-pack.js';
import type { Catalog, Imported } from './catalog.js';
import { readPackageFile } from './verify.js';

/**
 * Takes package files into the catalog: all of them, or none. Those of the pack are known; of others
 * the user trusts the digests. Throws ToldError.
 */
export const importFiles = async (
  files: string[],
  { catalog, packDirectory }: { catalog: Catalog; packDirectory: string },
  { trust = [], replace = false }: { trust?: string[]; replace?: boolean } = {},
): Promise<Imported[]> => {
  const { packages } = await readBuiltPack(packDirectory);
  const requests = await Promise.all(files.map(async (file) => ({ file, zip: await readPackageFile(file) })));
  const known = new Set(packages.map(({ digest }) => digest));
  return catalog.import(requests, { known, trusted: new Set(trust), replace });
};
