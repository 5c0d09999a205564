import type { Contradictions } from '../../schemas/types.js';
import { sourceLegend } from '../../src/package/source-legend.js';
import { assumedRows } from './assumed-facts.js';
import type { DescribedNode } from './described-node.js';
import { code, page, table, writtenBy } from './markdown.js';
import { observedHead, observedRows } from './observed-rows.js';

const nodeSection = (node: DescribedNode): string[] => {
  const { id, name } = node.source.manifest;
  const rows = assumedRows(node);
  return [
    `### [${name}](nodes/${id}.md)`,
    rows.length > 0 ? table(['method', 'about', 'assumed'], rows) : 'Nothing.',
  ];
};

/** What evidence in nodes/<node>/evidence shows; nothing where there is none. */
const observedSection = (nodes: DescribedNode[]): string[] => {
  const rows = nodes.flatMap(({ methods }) =>
    methods.flatMap(({ id, version, observed }) =>
      observedRows(observed).map((cells) => [`${code(id)} ${version}`, ...cells]),
    ),
  );
  if (rows.length === 0) return [];
  const disputed = nodes.flatMap(({ source }) =>
    source.disputed.map(({ method, version, kind, name, saw, at }) => [
      `${code(method)} ${version}`,
      `${kind} ${code(name)}`,
      `${saw.map((one) => code(one)).join(', ')} (${at.join(', ')})`,
    ]),
  );
  return [
    '## Observed in calls',
    'Shown by recordings without values ([evidence.md](evidence.md)); of the platform, at the data centre and on the day that stand beside it.',
    table(['method', ...observedHead], rows),
    ...(disputed.length > 0
      ? [
          'Some calls confirm these, others contradict them; they stay assumed:',
          table(['method', 'fact', 'others saw'], disputed),
        ]
      : []),
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
    ...observedSection(nodes),
    '## Where sources disagree',
    'The seed decides names and versions; then what was observed; then what is documented.',
    table(
      ['id', 'what disagrees', 'what we chose', 'where'],
      contradictions.map(({ id, disagreement, choice, where }) => [id, disagreement, choice, where]),
    ),
  ]);
