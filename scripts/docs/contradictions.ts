import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Contradictions } from '../../schemas/types.js';

/** docs/contradictions.json: where the platform's sources disagree; empty for a pack without the file. */
export const readContradictions = async (root: string): Promise<Contradictions['contradictions']> => {
  const text = await readFile(join(root, 'docs/contradictions.json'), 'utf8').catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '{ "contradictions": [] }';
      throw error;
    },
  );
  return (JSON.parse(text) as Contradictions).contradictions;
};
