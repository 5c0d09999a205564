import type { Finding } from '../../src/ground/finding.js';
import { checkArrows } from './check-arrows.js';
import { checkCircles } from './check-circles.js';
import { checkUses } from './check-uses.js';
import { codeFiles, readModules } from './read-modules.js';

/** Everything that is wrong with the house below `root` (absolute), and how many modules were read. */
export const inspectHouse = async (root: string): Promise<{ findings: Finding[]; modules: number }> => {
  const files = codeFiles(root);
  const { modules, findings } = readModules(root, files);
  findings.push(...checkArrows(modules), ...checkCircles(modules), ...(await checkUses(root, files)));
  return { findings, modules: modules.length };
};
