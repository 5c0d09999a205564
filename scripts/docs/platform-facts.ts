import type { Contradictions } from '../../schemas/types.js';
import { sourceLegend } from '../../src/package/source-legend.js';
import { assumedRows } from './assumed-facts.js';
import type { DescribedNode } from './described-node.js';
import { page, table, writtenBy } from './markdown.js';

const nodeSection = (node: DescribedNode): string[] => {
  const { id, name } = node.source.manifest;
  const rows = assumedRows(node);
  return [
    `### [${name}](nodes/${id}.md)`,
    rows.length > 0 ? table(['method', 'about', 'assumed'], rows) : 'Nothing.',
  ];
};

/** docs/platform-facts.md: what nobody outside Cisco knows, and where those who know disagree. */
export const platformFactsPage = (
  nodes: DescribedNode[],
  contradictions: Contradictions['contradictions'],
): string =>
  page([
    writtenBy,
    '# Platform facts',
    `Every fact of a node carries a source. ${sourceLegend}`,
    '## Assumed',
    'A connection can replace verb and path of every endpoint; until it does and says who confirmed it, calls to an assumed endpoint on another machine are refused.',
    ...nodes.flatMap(nodeSection),
    '## Where sources disagree',
    'The seed decides names and versions; then what was observed; then what is documented.',
    table(
      ['id', 'what disagrees', 'what we chose', 'where'],
      contradictions.map(({ id, disagreement, choice, where }) => [id, disagreement, choice, where]),
    ),
  ]);
