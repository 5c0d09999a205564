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

/** Of one kind of trouble; whoever mends these sees the rest. */
export const mostDiagnostics = 20;

/** The first of many, and how many more there are: an answer must not be larger than what it answers. */
export const firstOf = (diagnostics: Diagnostic[], count = diagnostics.length): Diagnostic[] => {
  const more = count - mostDiagnostics;
  if (more <= 0) return diagnostics;
  const { severity } = diagnostics[0]!;
  return [
    ...diagnostics.slice(0, mostDiagnostics),
    {
      severity,
      code: 'diagnostics.more',
      pointer: '',
      message: `There are ${more} more of this kind.`,
      remedy: 'Mend the first ones; the rest is told then.',
    },
  ];
};
