import type { Diagnostic } from '../ground/diagnostic.js';
import type { WireRequest } from '../node-kit/method.js';
import type { Configuration } from '../node-kit/upgrade.js';
import type { Method } from '../package/method.js';
import { prepareInput } from '../runtime/prepare-input.js';
import { requestOf } from './compare-requests.js';
import { sampleConfigurations } from './sample-configurations.js';

/** A configuration of the one version and what becomes of it in the other. */
export interface ConfigurationPair {
  before: Configuration;
  /** What the other version finds wrong; it sends nothing then. */
  problems: Diagnostic[];
  /** What both would send. */
  requests?: [WireRequest, WireRequest];
}

/** Made-up configurations that are valid for `from`, taken over into `to` by `move`. */
export const configurationPairs = async (
  from: Method,
  to: Method,
  move: (configuration: Configuration) => Promise<Configuration>,
): Promise<ConfigurationPair[]> => {
  const [one, other] = await Promise.all([from.callable(), to.callable()]);
  const pairOf = async (before: Configuration): Promise<ConfigurationPair> => {
    const old = await prepareInput(one, before, {});
    const moved = await prepareInput(other, await move(before), {});
    if (old.input === undefined || moved.input === undefined) return { before, problems: moved.diagnostics };
    const requests: ConfigurationPair['requests'] = [
      await requestOf(one, old.input),
      await requestOf(other, moved.input),
    ];
    return { before, problems: [], requests };
  };
  const pairs: ConfigurationPair[] = [];
  for (const before of await sampleConfigurations(one, from.examples)) pairs.push(await pairOf(before));
  return pairs;
};
