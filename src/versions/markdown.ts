import { markdownRow, markdownText } from '../ground/markdown.js';
import { classLegend } from './change.js';
import type { VersionDiff } from './diff-versions.js';

/** A diff as a Markdown page. */
export const diffMarkdown = ({ node, from, to, class: worst, changes }: VersionDiff): string => {
  const head = `## ${markdownText(node)} ${from} → ${to}`;
  if (changes.length === 0) return `${head}\n\nNo change.\n`;
  const titles = ['class', 'area', 'method', 'where', 'change', 'source'];
  const rows = changes.map(({ class: one, area, method = '', where, kind, text, source, reference }) =>
    markdownRow([
      one,
      area,
      method,
      where,
      `${kind}: ${text}`,
      reference === undefined ? source : `${source} (${reference})`,
    ]),
  );
  return [
    head,
    `Together: **${worst}**. ${classLegend}`,
    [markdownRow(titles), `| ${titles.map(() => '---').join(' | ')} |`, ...rows].join('\n'),
  ]
    .join('\n\n')
    .concat('\n');
};
