import type { Command } from 'commander';
import { sourceLegend } from '../package/source-legend.js';
import { versionViews } from '../versions/version-views.js';
import type { Context } from './context.js';
import { examples } from './examples.js';
import { withWorkspace } from './open-workspace.js';
import { printJson, printTable } from './output.js';

export const addVersions = (program: Command, context: Context): void => {
  program
    .command('versions')
    .description('show the versions of a node: status, changes, and who says so')
    .argument('<node>')
    .option('--json', 'print JSON')
    .addHelpText('after', examples('wxcc-nodes versions queue-task'))
    .action(async (node: string, { json }: { json?: boolean }) => {
      const { package: found } = await withWorkspace(context, ({ engine }) => engine.packages.find(node));
      const { manifest } = found;
      const view = versionViews(found);
      const { versions } = view;
      if (json) return printJson(view);
      printTable(
        ['version', 'status', 'listed by', 'changes', 'source'],
        versions.flatMap(({ version, status, source, changes, deprecation }) => {
          const said = [
            ...changes.map(({ text, source: by, reference }) => [
              text,
              reference === undefined ? by : `${by} (${reference})`,
            ]),
            ...(deprecation
              ? [
                  [
                    `${deprecation.message} Use ${deprecation.replacement}.${deprecation.sunset ? ` Last day: ${deprecation.sunset}.` : ''}`,
                    '',
                  ],
                ]
              : []),
          ];
          const [first = ['', ''], ...others] = said;
          return [
            [version, status.join(', '), source, ...first],
            ...others.map((other) => ['', '', '', ...other]),
          ];
        }),
      );
      if (manifest.node.whichVersion) console.log(`\nWhich version: ${manifest.node.whichVersion}`);
      console.log(`\n${sourceLegend}`);
    });
};
