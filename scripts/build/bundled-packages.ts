import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';

/** A package from npm of which a bundle holds something. */
export interface BundledPackage {
  /** From the checkout's folder. */
  folder: string;
  name: string;
  version: string;
  /** As its package.json has it: an SPDX id or expression. */
  license?: string;
}

/** The files that a bundle took something from; one that was only looked at is none of them. */
export const filesIn = ({ outputs }: Metafile): string[] =>
  Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : [])),
  );

/** The packages that these files are of, each once, in the order of their folders. */
export const packagesOf = (files: Iterable<string>, root: string): Promise<BundledPackage[]> => {
  const folders = [...files].flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file) ?? []);
  return Promise.all(
    [...new Set(folders)].sort().map(async (folder) => {
      const text = await readFile(join(root, folder, 'package.json'), 'utf8');
      const { name, version, license } = JSON.parse(text) as Omit<BundledPackage, 'folder'>;
      return { folder, name, version, ...(license && { license }) };
    }),
  );
};
