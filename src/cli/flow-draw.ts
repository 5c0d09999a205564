import type { Command } from 'commander';
import schema from '../../schemas/flow-report.schema.json' with { type: 'json' };
import type { FlowReport } from '../../schemas/types.js';
import { isFlowReport } from '../../schemas/validators.js';
import { expandFlow } from '../flow/expand.js';
import { pictureOf } from '../flow/picture/picture.js';
import { pictureSvg } from '../flow/picture/svg.js';
import { readFlow } from '../flow/read-flow.js';
import { readJsonFile } from '../flow/read-json-file.js';
import { findMethods } from '../flow/step-methods.js';
import type { Flow } from '../flow/types.js';
import { findingsText } from '../ground/print-findings.js';
import { toldError } from '../ground/told-error.js';
import type { Context } from './context.js';
import { examples, inLines } from './examples.js';
import { withWorkspace } from './open-workspace.js';
import { setExitCode } from './output.js';
import { writeOutput } from './write-output.js';

const drawOtherFlow = toldError('caller', 'draw.other-flow', 'The report is of another flow.');

const checkReport = ({ flow, steps }: FlowReport, { id, steps: own }: Flow): void => {
  if (flow.id !== id)
    throw drawOtherFlow(`The report is of the flow ${flow.id}, and this is ${id}.`, 'Run this flow.');
  const unknown = steps.find((one) => one.flow === id && !own.some((step) => step.id === one.id));
  if (unknown)
    throw drawOtherFlow(
      `The run has the step ${unknown.name} (${unknown.id}), which the flow does not have.`,
      'Run the flow again: it has changed since.',
    );
};

export const addFlowDraw = (flow: Command, context: Context): void => {
  flow
    .command('draw')
    .description('draw a flow as SVG, with a run on it when a report is given')
    .argument('<file>')
    .option('--run <report>', 'what `flow run --json` printed')
    .option('--out <file>', 'where the picture goes (default: standard output)')
    .addHelpText(
      'after',
      examples(
        'wxcc-nodes flow draw flows/sms-inbound.flow.json --out flow.svg',
        'wxcc-nodes flow run flows/sms-inbound.flow.json --json > run.json',
        inLines('wxcc-nodes flow draw flows/sms-inbound.flow.json --run run.json', '--out run.svg'),
      ),
    )
    .action(async (file: string, { run, out }: { run?: string; out?: string }) => {
      const read = await readFlow(file);
      const report =
        run === undefined ? undefined : await readJsonFile(run, { schema, isValid: isFlowReport });
      const findings = [...read.findings, ...(report?.findings ?? [])];
      const { value } = read;
      if (!value || findings.length > 0) {
        setExitCode(findings);
        return console.log(findingsText(findings));
      }
      if (report?.value) checkReport(report.value, value);
      await withWorkspace(context, async ({ packages }) => {
        const methods = await findMethods(value, packages);
        await writeOutput(out, pictureSvg(pictureOf(expandFlow(value, methods), methods, report?.value)));
      });
    });
};
