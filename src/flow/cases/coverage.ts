import type { FlowReport } from '../../../schemas/types.js';
import type { Packages } from '../../package/package-set.js';
import { expandStep } from '../expand.js';
import { outcomesOf } from '../outcomes.js';
import { findMethods } from '../step-methods.js';
import type { Flow } from '../types.js';

/** How often each outcome of a step was reached. */
export interface StepCoverage {
  flow: string;
  id: string;
  name: string;
  outcomes: { name: string; count: number }[];
}

/** Counts the outcomes that runs reach. */
export class Coverage {
  readonly #steps = new Map<string, StepCoverage>();

  /** Adds the steps of a flow; once for each flow. */
  async add(flow: Flow, packages: Packages): Promise<void> {
    const methods = await findMethods(flow, packages);
    for (const [place, written] of flow.steps.entries()) {
      const method = methods.get(place);
      const step = expandStep(flow, place, method?.found);
      if (written.kind === 'end' || step.kind === 'end') continue;
      const declared = outcomesOf(step, method?.problem === undefined ? method?.found : undefined);
      const key = `${flow.id} ${step.id}`;
      if (!this.#steps.has(key))
        this.#steps.set(key, {
          flow: flow.id,
          id: step.id,
          name: step.name,
          outcomes: (declared ?? []).map(({ name }) => ({ name, count: 0 })),
        });
    }
  }

  count({ steps }: Pick<FlowReport, 'steps'>): void {
    for (const { flow, id, outcome, intermediate = [] } of steps)
      for (const one of this.#steps.get(`${flow} ${id}`)?.outcomes ?? [])
        if (one.name === outcome || intermediate.includes(one.name)) one.count += 1;
  }

  steps(): StepCoverage[] {
    return [...this.#steps.values()];
  }

  /** Outcomes reached, of all that there are; 100 when there are none. */
  percent(): number {
    const outcomes = this.steps().flatMap((step) => step.outcomes);
    const reached = outcomes.filter(({ count }) => count > 0).length;
    return outcomes.length === 0 ? 100 : Math.floor((reached / outcomes.length) * 1000) / 10;
  }
}
