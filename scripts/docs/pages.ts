import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readPackSource } from '../build/source-tree.js';
import { commandsPage } from './commands-page.js';
import { readContradictions } from './contradictions.js';
import { readDeclarations } from './declared-errors.js';
import { type DescribedNode, describeNodes } from './described-node.js';
import { errorsPage } from './errors-page.js';
import { flowParts } from './flow-parts.js';
import { withParts } from './marked-parts.js';
import { nodePage } from './node-page.js';
import { nodesTable } from './nodes-table.js';
import { platformFactsPage } from './platform-facts.js';
import { publicOutcomes } from './public-outcomes.js';
import { sandboxParts } from './sandbox-parts.js';
import { sandboxRouteParts } from './sandbox-routes.js';

const nodePages = 'docs/nodes';

type Parts = Record<string, string>;

/** Pages that people write → the parts of them that the sources say. */
const partsOf: Record<string, (nodes: DescribedNode[]) => Parts | Promise<Parts>> = {
  'README.md': (nodes) => ({ nodes: nodesTable(nodes) }),
  'docs/flows.md': flowParts,
  'docs/live.md': (nodes) => ({ 'public-outcomes': publicOutcomes(nodes) }),
  'docs/sandbox.md': async (nodes) => ({ ...(await sandboxRouteParts(nodes)), ...sandboxParts() }),
};

/** The pages as the sources below `root` want them: file (relative) → text. */
export const generatePages = async (root: string): Promise<Map<string, string>> => {
  const nodes = await describeNodes(await readPackSource(root));
  const pages = new Map<string, string>();
  for (const node of nodes) pages.set(`${nodePages}/${node.source.manifest.id}.md`, await nodePage(node));
  pages.set('docs/platform-facts.md', platformFactsPage(nodes, await readContradictions(root)));
  const declared = readDeclarations(root);
  // A tree without a program, such as one of a test, has neither.
  if (declared.errors.length > 0) {
    pages.set('docs/errors.md', errorsPage(declared));
    pages.set('docs/commands.md', await commandsPage(root));
  }
  for (const [file, parts] of Object.entries(partsOf)) {
    const text = await readFile(join(root, file), 'utf8').catch(() => undefined);
    if (text !== undefined) pages.set(file, withParts(text, await parts(nodes)));
  }
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
