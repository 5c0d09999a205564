import type { FlowReport } from '../../../schemas/types.js';

export type EndReason = FlowReport['end']['reason'];

/** Ends a run from wherever it is; what comes with it is the end of the report. */
export class RunStop extends Error {
  constructor(
    readonly reason: EndReason,
    message: string,
  ) {
    super(message);
  }
}
