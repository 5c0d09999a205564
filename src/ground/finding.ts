/**
 * `error`: the flow cannot run as it is; `warning`: it can, but should be looked at; `note`: nothing to do, for example
 * what only a run can tell.
 */
export type Severity = 'error' | 'warning' | 'note';

/** Something that a reader or a rule found in a file. */
export interface Finding {
  severity: Severity;
  /** The rule's id, for example `outcome.unwired`. */
  rule: string;
  file: string;
  /** JSON pointer into the file; empty for the whole. */
  pointer: string;
  /** From 1, as editors count; absent for the whole file. */
  line?: number;
  column?: number;
  message: string;
  /** What to do. */
  remedy: string;
}
