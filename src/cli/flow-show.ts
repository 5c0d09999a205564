import type { Command } from 'commander';
import { expandFlow } from '../flow/expand.js';
import { readFlow } from '../flow/read-flow.js';
import { findMethods } from '../flow/step-methods.js';
import { type Flow, leadsTo, type Step, transitionsOf } from '../flow/types.js';
import { plain } from '../ground/plain-text.js';
import { findingsText } from '../ground/print-findings.js';
import type { Context } from './context.js';
import { examples } from './examples.js';
import { withWorkspace } from './open-workspace.js';
import { printJson, setExitCode } from './output.js';

interface Options {
  expanded?: boolean;
  json?: boolean;
}

const whatOf = (step: Step): string =>
  step.kind === 'node'
    ? `${step.node} ${step.version}${step.method === step.node ? '' : ` ${step.method}`}`
    : step.kind;

/** Outcomes that lead to one place stand together. */
const linesOf = (step: Step): string[] => {
  const byPlace = new Map<string, string[]>();
  for (const [outcome, transition] of Object.entries(transitionsOf(step))) {
    const place = leadsTo(transition);
    byPlace.set(place, [...(byPlace.get(place) ?? []), outcome]);
  }
  return [...byPlace].map(([place, outcomes]) => `  ${outcomes.join(', ')} → ${place}`);
};

const printFlow = ({ id, name, start, steps }: Flow): void => {
  console.log(plain(`${name} (${id}) starts with ${start.to}`));
  for (const step of steps) {
    console.log(plain(`${step.id} ${step.name}: ${whatOf(step)}`));
    for (const line of linesOf(step)) console.log(plain(line));
  }
};

export const addFlowShow = (flow: Command, context: Context): void => {
  flow
    .command('show')
    .description('print the steps of a flow file, and where each outcome leads')
    .argument('<file>')
    .option('--expanded', 'print the plain form as JSON: every outcome with a transition of its own')
    .option('--json', 'the same')
    .addHelpText(
      'after',
      examples(
        'wxcc-nodes flow show flows/sms-inbound.flow.json',
        'wxcc-nodes flow show flows/sms-inbound.flow.json --expanded',
      ),
    )
    .action(async (file: string, { expanded, json }: Options) => {
      const { value, findings } = await readFlow(file);
      if (!value) {
        setExitCode(findings);
        return json || expanded ? printJson({ findings }) : console.log(findingsText(findings));
      }
      await withWorkspace(context, async ({ packages }) => {
        const plainForm = expandFlow(value, await findMethods(value, packages));
        if (expanded || json) printJson(plainForm);
        else printFlow(plainForm);
      });
    });
};
