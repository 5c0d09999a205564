import type { DescribedNode } from './described-node.js';
import { table } from './markdown.js';
import { versionNames } from './node-page.js';

const start = '<!-- nodes -->';
const end = '<!-- /nodes -->';

const nodesTable = (nodes: DescribedNode[]): string =>
  table(
    ['node', 'methods', 'versions (default bold)', 'what it does'],
    nodes.map((node) => {
      const { id, name, description, default: chosen } = node.source.manifest;
      const main = node.methods.filter(({ version }) => version === chosen);
      return [
        `[${name}](docs/nodes/${id}.md)`,
        main.map(({ definition }) => definition.label).join(', '),
        versionNames(node)
          .map((version) => (version === chosen ? `**${version}**` : version))
          .join(', '),
        description,
      ];
    }),
  );

/** The README with its table of nodes; undefined when it has no place for one. */
export const withNodesTable = (readme: string, nodes: DescribedNode[]): string | undefined => {
  const from = readme.indexOf(start);
  const to = readme.indexOf(end);
  if (from < 0 || to < from) return undefined;
  return `${readme.slice(0, from + start.length)}\n${nodesTable(nodes)}\n${readme.slice(to)}`;
};
