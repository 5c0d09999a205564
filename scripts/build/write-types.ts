import { readFile, writeFile } from 'node:fs/promises';
import { pathBelow } from '../../src/files/path-below.js';
import { readPackSource } from './source-tree.js';
import { generateTypes } from './typegen.js';

/** Brings the committed types in line with the schemas below `root`; returns the files that were not, relative. */
export const writeTypes = async (root: string, { write }: { write: boolean }): Promise<string[]> => {
  const stale: string[] = [];
  for (const [file, text] of await generateTypes(await readPackSource(root))) {
    const committed = await readFile(file, 'utf8').catch(() => '');
    if (committed === text) continue;
    stale.push(pathBelow(root, file));
    if (write) await writeFile(file, text);
  }
  return stale;
};
