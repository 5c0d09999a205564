import type { DescribedNode } from './described-node.js';
import { table } from './markdown.js';
import { versionNames } from './node-page.js';

const whichVersion = ({ source: { manifest } }: DescribedNode): string =>
  manifest.whichVersion ??
  (Object.keys(manifest.versions).length === 1 ? 'There is one.' : `The default, ${manifest.default}.`);

/** The README's nodes: what each does, and which of its versions to take. */
export const nodesTable = (nodes: DescribedNode[]): string =>
  table(
    ['node', 'what it does', 'versions (default bold)', 'which version'],
    nodes.map((node) => {
      const { manifest } = node.source;
      return [
        `[${manifest.name}](docs/nodes/${manifest.id}.md)`,
        manifest.description,
        versionNames(node)
          .map((version) => (version === manifest.default ? `**${version}**` : version))
          .join(', '),
        whichVersion(node),
      ];
    }),
  );
