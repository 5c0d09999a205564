import type { Command } from 'commander';
import type { CallingStep } from '../flow/usages.js';
import { toldError } from '../ground/told-error.js';
import type { PackageSet } from '../package/package-set.js';
import type { Context } from './context.js';
import { examples } from './examples.js';
import { withWorkspace } from './open-workspace.js';
import { printJson } from './output.js';
import { flowsOption, stepsOfFlows } from './workspace-flows.js';

const removePinned = toldError(
  'caller',
  'remove.pinned',
  'A flow pins a version that only the package to be removed has.',
);

/** Steps that no other package could run. */
const orphansOf = async (
  packages: PackageSet,
  node: string,
  packVersion: string,
  steps: CallingStep[],
): Promise<CallingStep[]> => {
  const all = await packages.packagesOf(node);
  const leaving = all.find(({ origin, pack }) => origin === 'catalog' && pack.version === packVersion);
  const others = all.filter((one) => one !== leaving);
  // Nobody knows what a damaged package has: whatever no other has may be its.
  const has = (version: string) => !leaving || leaving.version(version) !== undefined;
  return steps.filter(
    (step) => step.node === node && has(step.version) && !others.some((other) => other.version(step.version)),
  );
};

export const addRemove = (program: Command, context: Context): void => {
  program
    .command('remove')
    .description('take a package out of the catalog, unless a flow pins a version that only it has')
    .argument('<node>')
    .argument('<pack version>')
    .addOption(flowsOption('that pins node versions'))
    .option('--json', 'print JSON')
    .addHelpText('after', examples('wxcc-nodes remove queue-task 1.0.0 --flows flows'))
    .action(async (node: string, version: string, options: { flows?: string; json?: boolean }) => {
      const steps = await stepsOfFlows(options.flows, 'which node versions it pins');
      const [orphan, ...more] = await withWorkspace(context, ({ packages }) =>
        orphansOf(packages, node, version, steps),
      );
      if (orphan)
        throw removePinned(
          `The step ${orphan.step.name} of ${orphan.file} pins ${node} ${orphan.version}, which no other package has${more.length > 0 ? `; so do ${more.length} more steps` : ''}.`,
          'Move the steps to another version first (`wxcc-nodes flow upgrade`), or import a package that has it.',
        );
      const removed = await withWorkspace(context, ({ catalog }) => catalog.remove(node, version));
      if (options.json) return printJson(removed);
      console.log(`Removed ${removed.node} ${removed.version} (${removed.digest}).`);
    });
};
