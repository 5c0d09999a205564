import type { Section } from './section.js';

const line = (cells: (string | number)[]) => `| ${cells.join(' | ')} |`;

const partOf = ({ title, about, head, rows, notes }: Section, circumstances: string): string =>
  [
    `## ${title}`,
    '',
    ...[circumstances, ...about].flatMap((text) => [text, '']),
    line(head),
    line(head.map(() => '---')),
    ...rows.map(line),
    '',
    ...notes.flatMap((text) => [text, '']),
  ].join('\n');

/** How docs/benchmarks.md begins. */
export const benchmarks = `# Benchmarks

Written by \`npm run bench -- --write\`; do not edit. Figures depend on the machine: read the ratios. Each section says when and where it was measured.
`;

const titleOf = (part: string): string => /^## (.*)/.exec(part)?.[1] ?? '';

/** How docs/capacity.md begins. */
export const capacity = `# Capacity

Written by \`npm run bench -- --only capacity --write\`; do not edit. The first two tables are measured; the third is reckoned from them, on paper, and says what it assumes.
`;

/**
 * A page of figures: as it was, with the sections that were measured anew in the place of those before.
 * `circumstances`: when and where they were measured.
 */
export const page = (start: string, before: string, circumstances: string, sections: Section[]): string => {
  const [, ...kept] = before.split(/^(?=## )/m);
  const parts = new Map(kept.map((part) => [titleOf(part), part]));
  for (const section of sections) parts.set(section.title, partOf(section, circumstances));
  return `${[start, ...[...parts.values()].map((part) => `${part.trimEnd()}\n`)].join('\n')}`;
};
