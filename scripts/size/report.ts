import { codeLines } from './code-lines.js';
import type { SourceFiles } from './read-tree.js';

/** Files and lines of code of one folder. */
export interface Size {
  files: number;
  lines: number;
}

/** The size of each folder, and of all together under `total`. */
export const sizes = (sources: SourceFiles, folders: string[]): Record<string, Size> => {
  const found: Record<string, Size> = {};
  for (const folder of [...folders, 'total']) found[folder] = { files: 0, lines: 0 };
  for (const [path, text] of sources) {
    const lines = codeLines(path, text);
    for (const name of [path.split('/')[0]!, 'total']) {
      found[name]!.files += 1;
      found[name]!.lines += lines;
    }
  }
  return found;
};
