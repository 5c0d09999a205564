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
export const configurationPairs = (
  from: Method,
  to: Method,
  move: (configuration: Configuration) => Configuration,
): ConfigurationPair[] =>
  sampleConfigurations(from).map((before) => {
    const old = prepareInput(from, before, {});
    const moved = prepareInput(to, move(before), {});
    if (old.input === undefined || moved.input === undefined) return { before, problems: moved.diagnostics };
    return {
      before,
      problems: [],
      requests: [requestOf(from, old.input), requestOf(to, moved.input)],
    };
  });
