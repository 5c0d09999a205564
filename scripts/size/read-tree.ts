import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { git } from '../git.js';
import { isHandWritten } from './code-lines.js';

/** The text of each hand-written file by its path, relative to the root and with `/`. */
export type SourceFiles = Map<string, string>;

/** What lies in the folders now, committed or not. */
export const readFolders = (root: string, folders: string[]): SourceFiles => {
  const files: SourceFiles = new Map();
  for (const folder of folders)
    for (const entry of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).sort()) {
      const path = `${folder}/${entry.replaceAll('\\', '/')}`;
      if (isHandWritten(path)) files.set(path, readFileSync(join(root, path), 'utf8'));
    }
  return files;
};

/** What lay in the folders at a commit, read from git without a checkout. `commit` is one that exists. */
export const readCommit = (root: string, commit: string, folders: string[]): SourceFiles => {
  const listed = git(root, ['ls-tree', '-r', '-z', '--name-only', commit, '--', ...folders]);
  const paths = listed.toString().split('\0').filter(isHandWritten);
  const blobs = git(root, ['cat-file', '--batch'], paths.map((path) => `${commit}:${path}\n`).join(''));
  const files: SourceFiles = new Map();
  let at = 0;
  for (const path of paths) {
    // Each answer is "<id> blob <bytes>\n<content>\n".
    const start = blobs.indexOf('\n', at) + 1;
    const end = start + Number(blobs.toString('utf8', at, start).split(' ')[2]);
    files.set(path, blobs.toString('utf8', start, end));
    at = end + 1;
  }
  return files;
};
