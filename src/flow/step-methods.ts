import { ToldError } from '../ground/told-error.js';
import type { Method } from '../package/method.js';
import type { NodeVersion } from '../package/node-package.js';
import type { Packages } from '../package/package-set.js';
import type { Flow, StepOf } from './types.js';

/** What was found out about the node of a step. */
export type StepMethod =
  | { found: Method; version: NodeVersion; problem?: undefined }
  | { found?: undefined; problem: 'node' | 'version' | 'method'; message: string; remedy: string };

const lookUp = async (packages: Packages, { node, version, method }: StepOf<'node'>): Promise<StepMethod> => {
  try {
    const found = await packages.find(node, version);
    return { found: found.method(method), version: found };
  } catch (error) {
    if (!(error instanceof ToldError)) throw error;
    const [, what] = /^(version|method)\.unknown$/.exec(error.code) ?? [];
    const problem = (what ?? 'node') as 'node' | 'version' | 'method';
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
