import type { Command } from 'commander';
import { checkFlow } from '../flow/check/index.js';
import type { Finding } from '../ground/finding.js';
import { countsText, plural, printFindings } from '../ground/print-findings.js';
import type { Context } from './context.js';
import { namedFiles } from './find-files.js';
import { addFormat, type FormatOptions, formatOf } from './format-option.js';
import { openAuthorizations, withWorkspace } from './open-workspace.js';

interface Options extends FormatOptions {
  /** A list with commas. */
  authorizations?: string;
  notes?: boolean;
  connection?: string;
}

/** Undefined when nobody knows them: a machine that only checks has no authorizations of its own. */
const knownAuthorizations = async (
  named: string | undefined,
  context: Context,
): Promise<string[] | undefined> => {
  if (named !== undefined) return named.split(',').map((name) => name.trim());
  const names = (await (await openAuthorizations(context)).list()).map(({ name }) => name);
  return names.length > 0 ? names : undefined;
};

export const addFlowCheck = (flow: Command, context: Context, version: string): void => {
  addFormat(flow.command('check'))
    .description('check flow files; exit 1 when there is an error, 0 when there are only warnings')
    .argument('<file...>')
    .option(
      '--authorizations <names>',
      'the known authorizations, with commas (default: those at hand, if there are any)',
    )
    .option(
      '--connection <name|file>',
      'whose kept lists of queues, skills and variables the steps are compared with (default: the sandbox)',
    )
    .option('--notes', 'show what only a run can check')
    .action(async (given: string[], options: Options) => {
      const files = await namedFiles(given);
      const authorizations = await knownAuthorizations(options.authorizations, context);
      const findings = await withWorkspace(context, async ({ packages, connections, checkInput }) => {
        const all: Finding[] = [];
        const asked = options.connection;
        const connection = await connections.load(asked);
        for (const file of files)
          all.push(
            ...(await checkFlow(file, {
              packages,
              today: new Date().toISOString().slice(0, 10),
              ...(authorizations && { authorizations }),
              checkInput: (call) => checkInput({ ...call, asked, connection }),
            })),
          );
        return all;
      });
      const notes = findings.filter(({ severity }) => severity === 'note');
      const isGood = findings.every(({ severity }) => severity !== 'error');
      printFindings(findings, {
        format: formatOf(options),
        version,
        json: { findings },
        shown: options.notes ? findings : findings.filter(({ severity }) => severity !== 'note'),
        summary: `${plural(files.length, 'file')}, ${countsText(findings)}, ${notes.length} to be checked at run time${isGood ? ': no error.' : '.'}`,
      });
      if (!isGood) process.exitCode = 1;
    });
};
