import { dirname } from 'node:path';
import { readBuiltPack } from './built-pack.js';
import type { Catalog, Imported } from './catalog.js';
import { BundleFolders, judgeSignature } from './judge-signature.js';
import type { TrustPolicy } from './trust.js';
import { readPackageFile } from './verify.js';

/**
 * Takes package files into the catalog: all of them, or none. Those of the pack are known, those that a trusted publisher
 * signed are taken by the bundles beside them; of others the user trusts the digests. Throws ToldError.
 */
export const importFiles = async (
  files: string[],
  { catalog, policy, packDirectory }: { catalog: Catalog; policy: TrustPolicy; packDirectory: string },
  { trust = [], replace = false }: { trust?: string[]; replace?: boolean } = {},
): Promise<Imported[]> => {
  const { packages } = await readBuiltPack(packDirectory);
  const requests = await Promise.all(files.map(async (file) => ({ file, zip: await readPackageFile(file) })));
  const known = new Set(packages.map(({ digest }) => digest));
  const bundles = new BundleFolders();
  const now = await policy.read();
  return catalog.import(requests, {
    known,
    trusted: new Set(trust),
    replace,
    judge: async (found, file) => judgeSignature(found, await bundles.read(dirname(file), found), now),
  });
};
