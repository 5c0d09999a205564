import type { Command } from 'commander';
import { flowChecker } from '../flow/check/flow-checker.js';
import { leadsTo } from '../flow/types.js';
import { type WiredFlow, wireMissing } from '../flow/upgrade/wire-missing.js';
import type { Finding } from '../ground/finding.js';
import { plain } from '../ground/plain-text.js';
import { countsText, plural, printFindings } from '../ground/print-findings.js';
import type { Workspace } from '../workspace/workspace.js';
import type { Context } from './context.js';
import { examples } from './examples.js';
import { namedFiles } from './find-files.js';
import { addFormat, type FormatOptions, formatOf } from './format-option.js';
import { withWorkspace } from './open-workspace.js';
import { setExitCode } from './output.js';

interface Options extends FormatOptions {
  /** A list with commas. */
  authorizations?: string;
  notes?: boolean;
  fix?: boolean;
  connection?: string;
}

/** What checks a flow file here, with what the options say. Throws ToldError for a connection that nobody knows. */
export const checkIn = (
  workspace: Workspace,
  { authorizations, connection }: Pick<Options, 'authorizations' | 'connection'> = {},
): Promise<(file: string) => Promise<Finding[]>> =>
  flowChecker(
    workspace,
    connection,
    authorizations?.split(',').map((name) => name.trim()),
  );

const printFixed = ({ file, backup, added }: WiredFlow): void => {
  for (const { id, name, outcome, transition } of added)
    console.log(plain(`${file}: ${name} (${id}): ${outcome} leads to ${leadsTo(transition)} now`));
  if (backup) console.log(`${file}: the file as it was is ${backup}; flow upgrade --undo takes it back.`);
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
    .option('--fix', 'first give every outcome that leads nowhere a transition, and say which')
    .addHelpText(
      'after',
      examples(
        'wxcc-nodes flow check flows/*.flow.json',
        'wxcc-nodes flow check flows/sms-inbound.flow.json --fix',
        'wxcc-nodes flow check flows/*.flow.json --format sarif > findings.sarif',
      ),
    )
    .action(async (given: string[], options: Options) => {
      const files = await namedFiles(given);
      const fixed: WiredFlow[] = [];
      const findings = await withWorkspace(context, async (workspace) => {
        const all: Finding[] = [];
        const check = await checkIn(workspace, options);
        for (const file of options.fix ? files : []) fixed.push(await wireMissing(file, workspace.packages));
        for (const file of files) all.push(...(await check(file)));
        return all;
      });
      const notes = findings.filter(({ severity }) => severity === 'note');
      const isGood = findings.every(({ severity }) => severity !== 'error');
      if (formatOf(options) === 'text') for (const one of fixed) printFixed(one);
      printFindings(findings, {
        format: formatOf(options),
        version,
        json: { findings, ...(options.fix && { fixed: fixed.filter(({ added }) => added.length > 0) }) },
        shown: options.notes ? findings : findings.filter(({ severity }) => severity !== 'note'),
        summary: `${plural(files.length, 'file')}, ${countsText(findings)}, ${notes.length} to be checked at run time${isGood ? ': no error.' : '.'}`,
      });
      setExitCode(findings);
    });
};
