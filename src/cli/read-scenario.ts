import schema from '../../schemas/scenario.schema.json' with { type: 'json' };
import type { Scenario } from '../../schemas/types.js';
import { isScenario } from '../../schemas/validators.js';
import { rounded } from '../ground/exact-number.js';
import { toldError } from '../ground/told-error.js';
import { firstFileProblem } from '../schema/explain-violations.js';
import { readJsonFile } from './read-text.js';

const scenarioSchema = toldError(
  'caller',
  'scenario.schema',
  'The scenario does not hold what a scenario holds.',
);

/** What a sandbox starts with, from a file. Throws ToldError. */
export const readScenario = async (file: string): Promise<Scenario> => {
  const given = await readJsonFile(file, 'scenario');
  const scenario = rounded(given);
  if (isScenario(scenario)) return scenario;
  throw scenarioSchema(...firstFileProblem(file, isScenario.errors, schema, given));
};
