import type { FlowEvent } from '../event.js';
import { type Flow, findStep } from '../types.js';

export type GivenAnswers = NonNullable<FlowEvent['answers']>;
/** What a step that reaches outside comes to, as the case or the event says. */
export type GivenAnswer = GivenAnswers[string][number];

/** Gives each execution its answer; the last one is that of all further executions. */
export class Answers {
  readonly #byStep = new Map<string, GivenAnswer[]>();

  constructor(flow: Flow, ...given: (GivenAnswers | undefined)[]) {
    for (const answers of given)
      for (const [reference, list] of Object.entries(answers ?? {}))
        this.#byStep.set(findStep(flow, reference)?.id ?? reference, [...list]);
  }

  take(id: string): GivenAnswer | undefined {
    const list = this.#byStep.get(id);
    return list && list.length > 1 ? list.shift() : list?.[0];
  }
}
