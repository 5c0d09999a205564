import type { VersionDiff } from './diff-versions.js';

/** A cell must not end its cell or become markup. */
const cell = (text: string): string => text.replaceAll(/([\\`*_{}[\]<>|])/g, '\\$1').replaceAll(/\s+/g, ' ');

const row = (cells: string[]): string => `| ${cells.join(' | ')} |`;

/** A diff as a Markdown page. */
export const diffMarkdown = ({ node, from, to, class: worst, changes }: VersionDiff): string => {
  const head = `## ${cell(node)} ${from} → ${to}`;
  if (changes.length === 0) return `${head}\n\nNo change.\n`;
  const head2 = ['class', 'area', 'method', 'where', 'change', 'source'];
  const rows = changes.map(({ class: one, area, method = '', where, kind, text, source, reference }) =>
    row(
      [
        one,
        area,
        method,
        where,
        `${kind}: ${text}`,
        reference === undefined ? source : `${source} (${reference})`,
      ].map(cell),
    ),
  );
  return [head, `Together: **${worst}**.`, [row(head2), row(head2.map(() => '---')), ...rows].join('\n')]
    .join('\n\n')
    .concat('\n');
};
