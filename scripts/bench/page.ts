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

const start = `# Benchmarks

Written by \`npm run bench -- --write\`; do not edit. Figures depend on the machine: read the ratios. Each section says when and where it was measured.
`;

const titleOf = (part: string): string => /^## (.*)/.exec(part)?.[1] ?? '';

/**
 * docs/benchmarks.md: the page as it was, with the sections that were measured anew in the place of those before.
 * `circumstances`: when and where they were measured.
 */
export const page = (before: string, circumstances: string, sections: Section[]): string => {
  const [, ...kept] = before.split(/^(?=## )/m);
  const parts = new Map(kept.map((part) => [titleOf(part), part]));
  for (const section of sections) parts.set(section.title, partOf(section, circumstances));
  return `${[start, ...[...parts.values()].map((part) => `${part.trimEnd()}\n`)].join('\n')}`;
};
