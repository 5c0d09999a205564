import type { Section } from './section.js';

const line = (cells: (string | number)[]) => `| ${cells.join(' | ')} |`;

const partOf = ({ title, about, head, rows, notes }: Section): string[] => [
  `## ${title}`,
  '',
  ...about.flatMap((text) => [text, '']),
  line(head),
  line(head.map(() => '---')),
  ...rows.map(line),
  '',
  ...notes.flatMap((text) => [text, '']),
];

/** docs/benchmarks.md. `circumstances`: when and where it was measured. */
export const page = (circumstances: string, sections: Section[]): string =>
  [
    '# Benchmarks',
    '',
    'Written by `npm run bench -- --write` from one run; do not edit. Figures depend on the machine: read the ratios.',
    '',
    circumstances,
    '',
    ...sections.flatMap(partOf),
  ].join('\n');
