import type { Command } from 'commander';
import { undoUpgrade } from '../flow/upgrade/backup.js';
import type { StepPlan } from '../flow/upgrade/plan-step.js';
import { type SheetStep, upgradeSheet } from '../flow/upgrade/sheet.js';
import {
  authorizationText,
  sheetHead,
  sheetMarkdown,
  sheetRows,
  sheetTitle,
} from '../flow/upgrade/sheet-text.js';
import { carryOut, planUpgrade, type UpgradePlan, type UpgradeReport } from '../flow/upgrade/upgrade-flow.js';
import { plain, plainLines } from '../ground/plain-text.js';
import { toldError } from '../ground/told-error.js';
import { jsonText } from '../node-kit/json-text.js';
import { classLegend } from '../versions/change.js';
import type { Context } from './context.js';
import { examples } from './examples.js';
import { withWorkspace } from './open-workspace.js';
import { printJson, printTable } from './output.js';

const upgradeOptions = toldError('caller', 'upgrade.options', 'Options of flow upgrade exclude each other.');

interface Options {
  step: string[];
  to?: string;
  dryRun?: boolean;
  undo?: boolean;
  sheet?: boolean;
  markdown?: boolean;
  json?: boolean;
}

const collect = (value: string, before: string[]): string[] => [...before, value];

const print = (text: string) => console.log(plain(text));

type StepShown = UpgradeReport['steps'][number];

const printStep = (plan: StepShown, dryRun: boolean): void => {
  const { id, name, node, from, to, status, reason } = plan;
  const verb = { moves: dryRun ? 'would move' : 'moves', stays: 'stays', refused: 'cannot move' }[status];
  print(
    `${id} ${name}: ${node} ${status === 'stays' ? from : `${from} → ${to}`} ${verb}${plan.class === undefined || status !== 'moves' ? '' : `: ${plan.class}`}`,
  );
  if (reason) print(`  ${reason.message} ${reason.remedy}`);
  if (status === 'stays') return;
  for (const { pointer, message, remedy } of plan.notes)
    print(`  value moved at ${pointer}: ${message} ${remedy}`);
  for (const { message, remedy } of plan.missing) print(`  missing: ${message} ${remedy}`);
  for (const { outcome, transition, as } of plan.wired)
    print(`  new outcome ${outcome} leads to ${'to' in transition ? transition.to : 'an End'}, as ${as}`);
  for (const outcome of plan.unused)
    print(`  ${node} ${to} has no outcome ${outcome}; its transition is never taken`);
  printRequest(plan);
  printChanges(plan);
};

/** What is to be looked at; what differs in the request stands above. */
const printChanges = ({ status, changes, request = [] }: StepShown): void => {
  if (status !== 'moves') return;
  const sent = new Set(request.map(({ place }) => place));
  for (const { class: one, area, where, kind, text } of changes)
    if (area !== 'wire' || !sent.has(where)) print(`  ${one}, ${area} ${where}: ${kind}: ${text}`);
};

const printRequest = ({ status, request }: Pick<StepPlan, 'status' | 'request'>): void => {
  if (status !== 'moves') return;
  if (!request) print('  request: only a run can tell whether it is the same');
  else if (request.length === 0) print('  request: the same as before');
  for (const { place, before, after } of request ?? [])
    print(
      `  request, ${place}: ${before === undefined ? 'not sent' : jsonText(before)} → ${after === undefined ? 'not sent' : jsonText(after)}`,
    );
};

const printReport = ({ written, backup, steps }: UpgradeReport, dryRun: boolean): void => {
  for (const step of steps) printStep(step, dryRun);
  const refused = steps.filter(({ status }) => status === 'refused').length;
  if (written) print(`Written. Backup: ${backup} (--undo takes it back).`);
  else if (refused > 0) print('Nothing was written: all steps move, or none. --step chooses some.');
  else print(dryRun ? 'Nothing was written: dry run.' : 'Nothing to do.');
  if (steps.some(({ status }) => status === 'moves')) print(classLegend);
};

const printSheet = async (
  plan: UpgradePlan,
  context: Context,
  { json, markdown }: Options,
): Promise<void> => {
  const unknown = plan.plans.filter(({ reason }) =>
    /^(node|version|method)\.unknown$/.test(reason?.code ?? ''),
  );
  if (unknown.length > 0) {
    // Of a form that nobody has there is no sheet.
    process.exitCode = 1;
    const report = { file: plan.file, written: false, steps: unknown };
    return json ? printJson(report) : printReport(report, true);
  }
  const steps = await withWorkspace(context, ({ packages }) => upgradeSheet(packages, plan));
  if (json) printJson({ flow: plan.flow.id, file: plan.file, steps });
  else if (markdown) console.log(plainLines(sheetMarkdown(plan.flow.name, steps)));
  else for (const step of steps) printForm(step);
};

const printForm = (step: SheetStep): void => {
  print(sheetTitle(step));
  if (step.reason) print(step.reason);
  print(authorizationText(step));
  printTable(sheetHead, sheetRows(step));
  console.log('');
  printTable(
    ['outcome', 'leads to'],
    step.transitions.map(({ outcome, leadsTo }) => [outcome, leadsTo]),
  );
  console.log('');
};

const checkOptions = ({ undo, sheet, dryRun, step, to, markdown }: Options): void => {
  const wrong = (message: string, remedy: string) => {
    throw upgradeOptions(message, remedy);
  };
  if (undo && (sheet || dryRun || to !== undefined || step.length > 0))
    wrong('--undo takes back the whole last upgrade of a file.', 'Use it alone.');
  if (markdown && !sheet) wrong('--markdown is for --sheet.', 'Add --sheet, or leave it out.');
};

/** `flow upgrade`; `flow` is the command that groups what works on flow files. */
export const addFlowUpgrade = (flow: Command, context: Context): void => {
  flow
    .command('upgrade')
    .description(
      'move the steps of a flow to newer node versions without losing a value; exit 1 when one cannot move',
    )
    .argument('<file>')
    .option('--step <id|name>', 'only this step; may be repeated', collect, [])
    .option(
      '--to <version>',
      "move to this version the steps whose node has it (default: each node's default version)",
    )
    .option('--dry-run', 'show what would change and write nothing')
    .option('--undo', 'take the last upgrade of the file back')
    .option('--sheet', "print what to type into each node's form, and write nothing")
    .option('--markdown', 'with --sheet: print Markdown')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      examples(
        'wxcc-nodes flow upgrade flows/sms-inbound.flow.json --dry-run',
        'wxcc-nodes flow upgrade flows/sms-inbound.flow.json --step queue --to v1.5',
        'wxcc-nodes flow upgrade flows/sms-inbound.flow.json --undo',
        'wxcc-nodes flow upgrade flows/sms-inbound.flow.json --sheet --markdown',
      ),
    )
    .action(async (file: string, options: Options) => {
      checkOptions(options);
      if (options.undo) {
        const { backup } = await undoUpgrade(file);
        if (options.json) printJson({ file, undone: true, backup });
        else print(`${file} is what it was before the upgrade (${backup} was put back).`);
        return;
      }
      const { step: steps, to } = options;
      const plan = await withWorkspace(context, ({ packages }) =>
        planUpgrade(packages, { file, steps, ...(to !== undefined && { to }) }),
      );
      if (options.sheet) return printSheet(plan, context, options);
      const report = await carryOut(plan, { dryRun: options.dryRun ?? false });
      if (options.json) printJson(report);
      else printReport(report, options.dryRun ?? false);
      if (report.steps.some(({ status }) => status === 'refused')) process.exitCode = 1;
    });
};
