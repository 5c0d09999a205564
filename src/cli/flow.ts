import type { Command } from 'commander';
import type { Context } from './context.js';
import { examples } from './examples.js';
import { addFlowCheck } from './flow-check.js';
import { addFlowDraw } from './flow-draw.js';
import { addFlowExplore } from './flow-explore.js';
import { addFlowNew } from './flow-new.js';
import { addFlowRun } from './flow-run.js';
import { addFlowSchema } from './flow-schema.js';
import { addFlowServe } from './flow-serve.js';
import { addFlowShow } from './flow-show.js';
import { addFlowTest } from './flow-test.js';
import { addFlowUpgrade } from './flow-upgrade.js';
import { addFlowWatch } from './flow-watch.js';

/** The commands that work on flow files, as one group. */
export const addFlow = (program: Command, context: Context, version: string): void => {
  const flow = program
    .command('flow')
    .description('write, check, show, draw, run, serve, test, watch, explore and upgrade flow files')
    .addHelpText(
      'after',
      examples(
        'wxcc-nodes flow new order-help --channel sms --dir order-help',
        'wxcc-nodes flow check order-help/*.flow.json',
        'wxcc-nodes flow run order-help/order-help.flow.json',
        'wxcc-nodes flow test order-help --cover 100',
      ),
    );
  addFlowNew(flow, context);
  addFlowCheck(flow, context, version);
  addFlowShow(flow, context);
  addFlowDraw(flow, context);
  addFlowSchema(flow, context);
  addFlowRun(flow, context);
  addFlowServe(flow, context);
  addFlowTest(flow, context);
  addFlowWatch(flow, context);
  addFlowExplore(flow, context);
  addFlowUpgrade(flow, context);
};
