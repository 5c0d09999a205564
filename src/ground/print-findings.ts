import type { Finding } from './finding.js';
import { plain } from './plain-text.js';
import { sarifOf } from './sarif.js';

/** How findings are printed. */
export const formats = ['text', 'json', 'sarif'] as const;
export type Format = (typeof formats)[number];

const placeOf = ({ file, line, column }: Finding): string =>
  [file, line, column].filter((part) => part !== undefined).join(':');

const asSentence = (text: string) => (/[.!?…]$/.test(text) ? text : `${text}.`);

/** A message without the pointer that stands before it already, whole or from the input on. */
export const withoutPointer = (message: string, pointer: string): string =>
  message.replace(/(^|: )(\/[^\s:]*): (?=\S)/, (whole, before: string, said: string) =>
    pointer.endsWith(said) ? before : whole,
  );

/** Two lines for each finding: where and which rule; what is wrong and what to do. */
const asLines = (finding: Finding): string[] => {
  const { severity, rule, pointer, message, remedy } = finding;
  return [
    plain(`${placeOf(finding)} ${severity} ${rule}${pointer ? ` at ${pointer}` : ''}`),
    plain(`  ${asSentence(withoutPointer(message, pointer))} ${remedy}`),
  ];
};

/** Findings as lines for people. */
export const findingsText = (findings: Finding[]): string => findings.flatMap(asLines).join('\n');

const count = (findings: Finding[], severity: Finding['severity']) =>
  findings.filter((finding) => finding.severity === severity).length;

export const plural = (number: number, word: string) => `${number} ${word}${number === 1 ? '' : 's'}`;

/** "2 errors, 1 warning" */
export const countsText = (findings: Finding[]): string =>
  [plural(count(findings, 'error'), 'error'), plural(count(findings, 'warning'), 'warning')].join(', ');

/**
 * Prints findings as they were asked for. `shown` are those for people, `summary` is the last line; `json` is what
 * programs get: the findings when left out.
 */
export const printFindings = (
  findings: Finding[],
  {
    format,
    version,
    json = findings,
    shown = findings,
    summary,
  }: {
    format: Format;
    /** Of the program, for SARIF. */
    version: string;
    json?: unknown;
    shown?: Finding[];
    summary: string;
  },
): void => {
  const told = format === 'sarif' ? sarifOf(findings, version) : format === 'json' ? json : undefined;
  if (told !== undefined) console.info(JSON.stringify(told, null, 2));
  else console.log([...shown.flatMap(asLines), summary].join('\n'));
};
