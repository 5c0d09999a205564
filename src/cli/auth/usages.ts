import { isUsages } from '../../../schemas/validators.js';
import type { Integration } from '../../authorization/integration.js';
import { noUsages, type UsageLookup, usagesIn } from '../../authorization/usage.js';
import { ConfigurationError } from '../../node-kit/configuration-error.js';
import { readJsonFile } from '../read-text.js';

export const usagesHelp = 'JSON file that says which steps of which flows use which authorization';

/** Looks into a usages file; without one nothing is known to be used. Throws ConfigurationError. */
export const readUsages = async (
  file: string | undefined,
  integrations: Integration[],
): Promise<UsageLookup> => {
  if (file === undefined) return noUsages;
  const usages = await readJsonFile(file, 'usages');
  if (!isUsages(usages)) {
    const [first] = isUsages.errors ?? [];
    throw new ConfigurationError(
      'usages.schema',
      `${file}${first?.instancePath ?? ''}: ${first?.message}`,
      'See schemas/usages.schema.json for what the file holds.',
    );
  }
  return usagesIn(
    usages.steps,
    (node) => integrations.find(({ nodes }) => nodes.some(({ id }) => id === node))?.id,
  );
};
