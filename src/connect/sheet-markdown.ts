import type { BuildSheet } from '../../schemas/types.js';
import { chosenColumns, introduction, type Screen, screensOf } from './screens.js';

/** Longer than any run of the mark inside, so that the text cannot end it. */
const fence = (text: string, mark: string, least: number) =>
  mark.repeat(
    Math.max(least, ...(text.match(new RegExp(`${mark}+`, 'g')) ?? []).map(({ length }) => length + 1)),
  );

/** Text to copy, as it is: a bar would end the cell even inside code, so it is escaped, as GitHub's tables have it. */
const code = (text: string): string => text.split(/\r?\n/).map(codeLine).join('<br>');

const codeLine = (text: string): string => {
  if (text === '') return '';
  const mark = fence(text, '`', 1);
  const space = text.startsWith('`') || text.endsWith('`') ? ' ' : '';
  return `${mark}${space}${text}${space}${mark}`.replaceAll('|', '\\|');
};

const prose = (text: string) =>
  text.replace(/\s+/g, ' ').replace(/[\\`*_[\]<>|#]/g, (character) => `\\${character}`);

const cell = (text: string, column: string) => (chosenColumns.has(column) ? prose(text) : code(text));

const table = ({ columns, rows }: Screen) =>
  [`| ${columns.join(' | ')} |`, `|${columns.map(() => '---').join('|')}|`]
    .concat(rows.map((row) => `| ${row.map((text, at) => cell(text, columns[at]!)).join(' | ')} |`))
    .join('\n');

const block = ({ label, file, text }: Screen['texts'][number]) => {
  const mark = fence(text, '`', 3);
  return `${label} (file ${code(file)}):\n\n${mark}\n${text.replace(/\n$/, '')}\n${mark}`;
};

const section = (one: Screen): string[] => [
  `### ${prose(one.title)}`,
  prose(one.note),
  table(one),
  ...one.texts.map(block),
];

const limits = ({ limits: all }: BuildSheet['methods'][number]): string[] =>
  all.length === 0
    ? []
    : [
        '### Not expressed',
        all
          .map(
            ({ door, feature, pointers, message }) =>
              `- ${door}, ${code(feature)} at ${pointers.map((pointer) => code(pointer || '/')).join(', ')}: ${prose(message)}`,
          )
          .join('\n'),
      ];

/** The build sheet for people, as Markdown. */
export const sheetMarkdown = (sheet: BuildSheet): string => {
  const screens = screensOf(sheet);
  const parts = [
    `# ${prose(sheet.create.nodeName)}: build sheet`,
    ...introduction(sheet).map(prose),
    ...screens.filter(({ method }) => method === '').flatMap(section),
    ...sheet.methods.flatMap((method) => [
      `## Method ${prose(method.request.name)}`,
      ...screens.filter((one) => one.method === method.id).flatMap(section),
      ...limits(method),
    ]),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
};
