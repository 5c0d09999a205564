import type { Result } from '../../schemas/types.js';

/** What was wrong or worth knowing, where, and what to do; see schemas/result.schema.json. */
export type Diagnostic = Result['diagnostics'][number];

/** The reason of an outcome that is no success. */
export const errorDiagnostic = (code: string, message: string, remedy: string, pointer = ''): Diagnostic => ({
  severity: 'error',
  code,
  pointer,
  message,
  remedy,
});

export const warningDiagnostic = (
  code: string,
  message: string,
  remedy: string,
  pointer = '',
): Diagnostic => ({
  severity: 'warning',
  code,
  pointer,
  message,
  remedy,
});
