import { scriptOf } from './script.js';
import { scriptFacts } from './script-facts.js';
import type { Flow } from './types.js';

/** Every custom variable that a flow declares or may set. */
export const customVariables = (flow: Flow): Set<string> =>
  new Set([
    ...Object.keys(flow.variables ?? {}),
    ...[...(flow.start.actions ?? []), ...flow.steps.flatMap(({ actions = [] }) => actions)].map(
      ({ set }) => set,
    ),
    ...flow.steps.flatMap((step) => (step.kind === 'evaluate' ? scriptFacts(scriptOf(step)).sets : [])),
  ]);
