import { type Command, Option } from 'commander';
import schema from '../../../schemas/usages.schema.json' with { type: 'json' };
import { isUsages } from '../../../schemas/validators.js';
import type { Integration } from '../../authorization/integration.js';
import { noUsages, type UsageLookup, usagesIn } from '../../authorization/usage.js';
import { authorizationUsages, usageLookup } from '../../flow/usages.js';
import { rounded } from '../../ground/exact-number.js';
import { toldError } from '../../ground/told-error.js';
import { firstFileProblem } from '../../schema/explain-violations.js';
import type { Context } from '../context.js';
import { withWorkspace } from '../open-workspace.js';
import { readJsonFile } from '../read-text.js';
import { flowsOption, stepsOfFlows } from '../workspace-flows.js';

const usagesSchema = toldError(
  'caller',
  'usages.schema',
  'The usages file does not hold what such a file holds.',
);

export interface UsageOptions {
  flows?: string;
  usages?: string;
}

const usageOptions = (): Option[] => [
  flowsOption('whose steps use authorizations'),
  new Option('--usages <file>', 'JSON file that says which steps of other flows use which authorization'),
];

export const addUsageOptions = (command: Command): Command =>
  usageOptions().reduce((one, option) => one.addOption(option), command);

/** Looks into a usages file; without one nothing is known to be used. Throws ToldError. */
const usagesOfFile = async (file: string | undefined, integrations: Integration[]): Promise<UsageLookup> => {
  if (file === undefined) return noUsages;
  const given = await readJsonFile(file, 'usages');
  const usages = rounded(given);
  if (!isUsages(usages)) throw usagesSchema(...firstFileProblem(file, isUsages.errors, schema, given));
  return usagesIn(
    usages.steps,
    (node) => integrations.find(({ nodes }) => nodes.some(({ id }) => id === node))?.id,
  );
};

const usagesOfFlows = async (path: string | undefined, context: Context): Promise<UsageLookup> => {
  const steps = await stepsOfFlows(path, 'which authorizations it uses');
  return usageLookup(await withWorkspace(context, ({ packages }) => authorizationUsages(steps, packages)));
};

/** Who uses an authorization: the steps of the workspace's flows, and what a usages file adds. */
export const readUsages = async (
  { flows, usages }: UsageOptions,
  integrations: Integration[],
  context: Context,
): Promise<UsageLookup> => {
  const lookups = [await usagesOfFlows(flows, context), await usagesOfFile(usages, integrations)];
  return (of) => lookups.flatMap((lookup) => lookup(of));
};
