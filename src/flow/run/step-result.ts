import type { FlowReport } from '../../../schemas/types.js';
import type { OutcomeType } from '../../node-kit/method.js';

export type StepRecord = FlowReport['steps'][number];

/** What the execution of a step came to; the runner adds the rest of the record. */
export interface StepResult
  extends Pick<
    Partial<StepRecord>,
    'node' | 'version' | 'method' | 'package' | 'forced' | 'kept' | 'exchanges' | 'sent'
  > {
  outcome: string;
  type: OutcomeType;
  intermediate?: string[];
  outputs?: Record<string, string>;
  /** Custom variables that the step sets. */
  sets?: Record<string, string>;
  diagnostics?: StepRecord['diagnostics'];
  timings?: StepRecord['timings'];
}
