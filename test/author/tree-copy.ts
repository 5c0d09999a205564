import { cp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root, temporaryFolder } from '../support/workshop.js';

/** A copy of the sources that a test may damage. */
export interface TreeCopy {
  root: string;
  read(file: string): Promise<string>;
  write(file: string, content: string | Buffer): Promise<void>;
  /** Puts a folder or file back as it is in the original; what the original does not have goes. */
  restore(...paths: string[]): Promise<void>;
}

const parts = ['package.json', 'manifest.json', 'schemas', 'src/node-kit', 'docs/contradictions.json'];

/** `nodes` are the folders of the nodes that the copy has; all of them when left out. */
export const copyTree = async (nodes?: string[]): Promise<TreeCopy> => {
  const copy = await temporaryFolder();
  const nodeFolders = nodes?.map((node) => `nodes/${node}`) ?? ['nodes'];
  const bring = async (part: string) => {
    const folders = part === 'nodes' ? nodeFolders : [part];
    for (const folder of folders) await cp(join(root, folder), join(copy, folder), { recursive: true });
  };
  for (const part of [...parts, 'nodes']) await bring(part);
  await symlink(join(root, 'node_modules'), join(copy, 'node_modules'));
  return {
    root: copy,
    read: (file) => readFile(join(copy, file), 'utf8'),
    write: (file, content) => writeFile(join(copy, file), content),
    restore: async (...paths) => {
      for (const path of paths) {
        await rm(join(copy, path), { recursive: true, force: true });
        await bring(path).catch(() => undefined);
      }
    },
  };
};
