import { markdownRow, markdownText } from '../../ground/markdown.js';
import type { SheetField, SheetStep } from './sheet.js';

const valueText = ({ value, required, default: fallback }: SheetField): string => {
  if (value !== null) return value;
  if (required) return '(a value is needed)';
  return fallback === undefined ? '(leave empty)' : `(leave: ${fallback})`;
};

/** Name, and name in front of a list's or an object's parts, as the form has them. */
export const sheetRows = ({ fields }: SheetStep): string[][] =>
  fields.map((field) => [field.label, valueText(field), field.field]);

export const sheetHead = ['label', 'value', 'input'];

/** `n5 Queue the task: Queue Task v1.0 → v1.3, Queue Task`; the method only where its name is another one. */
export const sheetTitle = ({ id, name, nodeName, methodName, from, to }: SheetStep): string => {
  const versions = from === to ? to : `${from} → ${to}`;
  return `${id} ${name}: ${nodeName} ${versions}${methodName === nodeName ? '' : `, ${methodName}`}`;
};

export const authorizationText = ({ authorization }: SheetStep): string =>
  `Node Runtime Authorization: ${authorization ?? '(the default one)'}`;

/** The sheet as a Markdown page. */
export const sheetMarkdown = (flowName: string, steps: SheetStep[]): string =>
  [
    `# ${markdownText(flowName)}`,
    ...steps.flatMap((step) => [
      `## ${markdownText(sheetTitle(step))}`,
      ...(step.reason ? [markdownText(step.reason)] : []),
      markdownText(authorizationText(step)),
      [sheetHead, sheetHead.map(() => '---')]
        .map((cells) => `| ${cells.join(' | ')} |`)
        .concat(sheetRows(step).map(markdownRow))
        .join('\n'),
      ['| outcome | leads to |', '| --- | --- |']
        .concat(step.transitions.map(({ outcome, leadsTo }) => markdownRow([outcome, leadsTo])))
        .join('\n'),
    ]),
  ]
    .join('\n\n')
    .concat('\n');
