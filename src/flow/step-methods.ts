import { ConfigurationError } from '../ground/configuration-error.js';
import { type MethodVersion, readMethodVersion } from '../package/method-version.js';
import type { FoundPackage, Packages } from '../package/package-set.js';
import type { Flow, StepOf } from './types.js';

/** What was found out about the node of a step. */
export type StepMethod =
  | { found: MethodVersion; package: FoundPackage; problem?: undefined }
  | { problem: 'node' | 'version' | 'method'; message: string; remedy: string };

const lookUp = async (packages: Packages, { node, version, method }: StepOf<'node'>): Promise<StepMethod> => {
  try {
    const found = await packages.find(node, version);
    const methodVersion = readMethodVersion(found.verified, version, method);
    if (methodVersion) return { found: methodVersion, package: found };
    const ids = found.verified.manifest.versions
      .find((one) => one.version === version)
      ?.methods.map(({ id }) => id);
    return {
      problem: 'method',
      message: `${node} ${version} has no method ${JSON.stringify(method)}.`,
      remedy: `Known methods: ${ids?.join(', ')}.`,
    };
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    const problem = error.code === 'version.unknown' ? 'version' : 'node';
    return { problem, message: error.message, remedy: error.remedy };
  }
};

/** The methods of a flow's nodes, by the place of the step. */
export const findMethods = async (flow: Flow, packages: Packages): Promise<Map<number, StepMethod>> => {
  const known = new Map<string, Promise<StepMethod>>();
  const methods = new Map<number, StepMethod>();
  for (const [place, step] of flow.steps.entries()) {
    if (step.kind !== 'node') continue;
    const key = JSON.stringify([step.node, step.version, step.method]);
    const finding = known.get(key) ?? lookUp(packages, step);
    known.set(key, finding);
    methods.set(place, await finding);
  }
  return methods;
};
