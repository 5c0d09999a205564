import type { Command } from 'commander';
import { plainLines } from '../ground/plain-text.js';
import { sourceLegend } from '../package/source-legend.js';
import { classLegend } from '../versions/change.js';
import { diffVersions } from '../versions/diff-versions.js';
import { diffMarkdown } from '../versions/markdown.js';
import type { Context } from './context.js';
import { examples } from './examples.js';
import { withWorkspace } from './open-workspace.js';
import { printJson, printTable } from './output.js';

interface Options {
  json?: boolean;
  markdown?: boolean;
}

export const addDiff = (program: Command, context: Context): void => {
  program
    .command('diff')
    .description('show what differs between two versions of a node, and what moving a step means')
    .argument('<node>')
    .argument('<from>', 'for example v1.0')
    .argument('<to>', 'for example v1.3; may be the older one')
    .option('--markdown', 'print Markdown')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      examples('wxcc-nodes diff queue-task v1.0 v1.3', 'wxcc-nodes diff queue-task v1.0 v1.3 --markdown'),
    )
    .action(async (node: string, from: string, to: string, { json, markdown }: Options) => {
      const diff = await withWorkspace(context, ({ packages }) => diffVersions(packages, node, from, to));
      if (json) return printJson(diff);
      if (markdown) return console.log(plainLines(diffMarkdown(diff)));
      const tried = Object.values(diff.tried);
      const sum = (count: 'configurations' | 'validInBoth') =>
        tried.reduce((total, one) => total + one[count], 0);
      console.log(`${node} ${from} → ${to}: ${diff.changes.length === 0 ? 'no change' : diff.class}`);
      console.log(
        `Tried with ${sum('configurations')} made-up configurations; ${sum('validInBoth')} are valid in both. Nothing was sent.\n`,
      );
      if (diff.changes.length === 0) return;
      const several = Object.keys(diff.tried).length > 1;
      printTable(
        ['class', 'area', 'where', 'change', 'source'],
        diff.changes.map((change) => [
          change.class,
          change.area,
          several && change.method !== undefined && change.area !== 'method'
            ? `${change.method} ${change.where}`
            : change.where,
          `${change.kind}: ${change.text}`,
          change.reference === undefined ? change.source : `${change.source} (${change.reference})`,
        ]),
      );
      console.log(`\n${classLegend}`);
      console.log(sourceLegend);
    });
};
