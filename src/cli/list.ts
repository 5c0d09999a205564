import type { Command } from 'commander';
import { plain } from '../ground/plain-text.js';
import { nodeSummaries } from '../package/node-views.js';
import type { Context } from './context.js';
import { examples } from './examples.js';
import { withWorkspace } from './open-workspace.js';
import { printJson, printTable } from './output.js';

/** The methods of any version; a plus where the published APIs do the same. */
const methodsOf = ({ versions }: ReturnType<typeof nodeSummaries>[number]): string => {
  const methods = versions.flatMap((version) => version.methods);
  return [...new Set(methods.map(({ id, wires }) => (wires.includes('public') ? `${id}+` : id)))].join(', ');
};

export const addList = (program: Command, context: Context): void => {
  program
    .command('list')
    .description('list the nodes at hand, with versions and methods')
    .option('--json', 'print JSON')
    .addHelpText('after', examples('wxcc-nodes list'))
    .action(async ({ json }: { json?: boolean }) => {
      const { found, damaged } = await withWorkspace(context, async ({ packages }) => ({
        found: await packages.nodes(),
        damaged: await packages.damaged(),
      }));
      for (const { node, version, problem } of damaged)
        console.error(plain(`damaged: ${node} ${version}: ${problem.message}. ${problem.remedy}`));
      const nodes = nodeSummaries(found);
      if (json) return printJson(nodes);
      printTable(
        ['node', 'name', 'versions (* default)', 'methods (+ on the public wire too)'],
        nodes.map((node) => [
          node.id,
          node.name,
          node.versions.map(({ version }) => (version === node.default ? `${version}*` : version)).join(' '),
          methodsOf(node),
        ]),
      );
      if (process.stdout.isTTY) console.log('\nwxcc-nodes describe <node> tells what one takes and gives.');
    });
};
