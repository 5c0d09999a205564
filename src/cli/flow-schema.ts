import type { Command } from 'commander';
import { editorSchema } from '../flow/editor-schema.js';
import type { Context } from './context.js';
import { examples } from './examples.js';
import { withWorkspace } from './open-workspace.js';
import { writeOutput } from './write-output.js';

export const addFlowSchema = (flow: Command, context: Context): void => {
  flow
    .command('schema')
    .description(
      'write the JSON schema of flow files for the nodes at hand; an editor that finds it at "$schema" completes them',
    )
    .option('--out <file>', 'where the schema goes (default: standard output)')
    .addHelpText('after', examples('wxcc-nodes flow schema --out flow.schema.json'))
    .action(async ({ out }: { out?: string }) => {
      const versions = await withWorkspace(context, ({ packages }) => packages.served());
      await writeOutput(out, `${JSON.stringify(editorSchema(versions), null, 2)}\n`);
    });
};
