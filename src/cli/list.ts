import type { Command } from 'commander';
import { plain } from '../ground/plain-text.js';
import { nodeSummaries } from '../package/node-views.js';
import { signatureText } from '../package/signature-text.js';
import type { Context } from './context.js';
import { examples } from './examples.js';
import { withWorkspace } from './open-workspace.js';
import { printJson, printTable } from './output.js';

/** The methods of any version; a plus where the published APIs do the same. */
const methodsOf = ({ versions }: Awaited<ReturnType<typeof nodeSummaries>>[number]): string => {
  const methods = versions.flatMap((version) => version.methods);
  return [...new Set(methods.map(({ id, wires }) => (wires.includes('public') ? `${id}+` : id)))].join(', ');
};

/** What is whole, and not to be run. */
const refused = new Set(['package.revoked', 'package.unsigned']);

export const addList = (program: Command, context: Context): void => {
  program
    .command('list')
    .description('list the nodes at hand, with versions and methods')
    .option('--json', 'print JSON')
    .addHelpText('after', examples('wxcc-nodes list'))
    .action(async ({ json }: { json?: boolean }) => {
      const { nodes, damaged } = await withWorkspace(context, async ({ packages }) => ({
        nodes: await nodeSummaries(packages),
        damaged: await packages.damaged(),
      }));
      for (const { node, version, problem } of damaged)
        console.error(
          plain(
            `${refused.has(problem.code) ? 'refused' : 'damaged'}: ${node} ${version}: ${problem.message}. ${problem.remedy}`,
          ),
        );
      if (json) return printJson(nodes);
      // A column that says the same of all says nothing.
      const isSigned = nodes.some(({ signature }) => signature.state !== 'unsigned');
      printTable(
        [
          'node',
          'name',
          'versions (* default)',
          'methods (+ on the public wire too)',
          ...(isSigned ? ['signature'] : []),
        ],
        nodes.map((node) => [
          node.id,
          node.name,
          node.versions.map(({ version }) => (version === node.default ? `${version}*` : version)).join(' '),
          methodsOf(node),
          ...(isSigned ? [signatureText(node.signature)] : []),
        ]),
      );
      if (process.stdout.isTTY) console.log('\nwxcc-nodes describe <node> tells what one takes and gives.');
    });
};
