import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readPackSource } from '../build/source-tree.js';
import { commandsPage } from './commands-page.js';
import { readContradictions } from './contradictions.js';
import { readDeclarations } from './declared-errors.js';
import { describeNodes } from './described-node.js';
import { errorsPage } from './errors-page.js';
import { nodePage } from './node-page.js';
import { platformFactsPage } from './platform-facts.js';
import { withNodesTable } from './readme-table.js';

const nodePages = 'docs/nodes';

/** The pages as the sources below `root` want them: file (relative) → text. A README without the markers is left alone. */
export const generatePages = async (root: string): Promise<Map<string, string>> => {
  const nodes = await describeNodes(await readPackSource(root));
  const pages = new Map<string, string>();
  for (const node of nodes) pages.set(`${nodePages}/${node.source.manifest.id}.md`, nodePage(node));
  pages.set('docs/platform-facts.md', platformFactsPage(nodes, await readContradictions(root)));
  const declared = readDeclarations(root);
  // A tree without a program, such as one of a test, has neither.
  if (declared.errors.length > 0) {
    pages.set('docs/errors.md', errorsPage(declared));
    pages.set('docs/commands.md', await commandsPage(root));
  }
  const readme = await readFile(join(root, 'README.md'), 'utf8').catch(() => '');
  const filled = withNodesTable(readme, nodes);
  if (filled !== undefined) pages.set('README.md', filled);
  return pages;
};

/** Pages of nodes that are no more. */
export const orphanPages = async (root: string, pages: Map<string, string>): Promise<string[]> => {
  const names = await readdir(join(root, nodePages)).catch(() => []);
  return names
    .map((name) => `${nodePages}/${name}`)
    .filter((file) => file.endsWith('.md') && !pages.has(file))
    .sort();
};
