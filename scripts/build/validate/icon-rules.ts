import { iconProblems } from '../../../src/package/icon-problems.js';
import type { Draft } from './finding.js';
import type { NodeFolder } from './node-folder.js';
import type { Tree } from './tree.js';

/** The icon is well-formed SVG, 64 by 64, that only draws. */
export const checkIcon = ({ files }: Tree, { folder }: NodeFolder): Draft[] => {
  const file = `${folder}/icon.svg`;
  const bytes = files.get(file);
  if (!bytes) return [];
  return iconProblems(bytes.toString('utf8')).map((problem) => ({
    file,
    problem: problem.split('\n')[0]!,
    remedy:
      'An icon is well-formed SVG with viewBox="0 0 64 64" and shapes; it runs nothing and loads nothing.',
  }));
};
