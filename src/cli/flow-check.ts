import type { Command } from 'commander';
import { checkFlow } from '../flow/check/index.js';
import { sarifOf } from '../flow/check/sarif.js';
import type { Finding } from '../ground/finding.js';
import type { Context } from './context.js';
import { namedFiles } from './find-files.js';
import { openAuthorizations, withEngine } from './open-engine.js';
import { plain, printJson } from './output.js';

interface Options {
  json?: boolean;
  sarif?: boolean;
  /** A list with commas. */
  authorizations?: string;
  notes?: boolean;
}

export const printFindings = (findings: Finding[]): void => {
  for (const { severity, rule, file, line, column, pointer, message, remedy } of findings) {
    console.log(plain(`${file}:${line}:${column} ${severity} ${rule}${pointer ? ` at ${pointer}` : ''}`));
    console.log(plain(`  ${message} ${remedy}`));
  }
};

const count = (findings: Finding[], severity: Finding['severity']) =>
  findings.filter((finding) => finding.severity === severity).length;

const plural = (number: number, word: string) => `${number} ${word}${number === 1 ? '' : 's'}`;

/** One line for people. */
export const summary = (files: number, findings: Finding[]): string => {
  const errors = count(findings, 'error');
  const parts = [
    plural(files, 'file'),
    plural(errors, 'error'),
    plural(count(findings, 'warning'), 'warning'),
    `${count(findings, 'note')} to be checked at run time`,
  ];
  return `${parts.join(', ')}${errors > 0 ? '.' : ': no error.'}`;
};

/** Undefined when nobody knows them: a machine that only checks has no authorizations of its own. */
const knownAuthorizations = async (
  named: string | undefined,
  context: Context,
): Promise<string[] | undefined> => {
  if (named !== undefined) return named.split(',').map((name) => name.trim());
  const names = (await openAuthorizations(context).list()).map(({ name }) => name);
  return names.length > 0 ? names : undefined;
};

export const addFlowCheck = (flow: Command, context: Context, version: string): void => {
  flow
    .command('check')
    .description('check flow files; exit 1 when there is an error, 0 when there are only warnings')
    .argument('<file...>')
    .option(
      '--authorizations <names>',
      'the known authorizations, with commas (default: those at hand, if there are any)',
    )
    .option('--notes', 'show what only a run can check')
    .option('--json', 'print JSON')
    .option('--sarif', 'print SARIF 2.1.0')
    .action(async (given: string[], options: Options) => {
      const files = await namedFiles(given);
      const authorizations = await knownAuthorizations(options.authorizations, context);
      const findings = await withEngine(context, async ({ packages }) => {
        const all: Finding[] = [];
        for (const file of files)
          all.push(
            ...(await checkFlow(file, {
              packages,
              today: new Date().toISOString().slice(0, 10),
              ...(authorizations && { authorizations }),
            })),
          );
        return all;
      });
      const shown = options.notes ? findings : findings.filter(({ severity }) => severity !== 'note');
      if (options.sarif) printJson(sarifOf(findings, version));
      else if (options.json) printJson({ findings });
      else {
        printFindings(shown);
        console.log(summary(files.length, findings));
      }
      if (count(findings, 'error') > 0) process.exitCode = 1;
    });
};
