export interface Finding {
  rule: string;
  /** An error must be mended; a warning is worth knowing; a note says what the service checks instead. */
  severity: 'error' | 'warning' | 'note';
  file: string;
  /** JSON pointer into a JSON file; empty for the whole file. */
  pointer: string;
  message: string;
  remedy: string;
}

/** What a rule says; the file is added by who runs it. */
export type SheetFinding = Omit<Finding, 'file'>;
