import type { StepOf } from './types.js';

/** The script of an Evaluate as one text; in the file it may be a list of lines. */
export const scriptOf = ({ script }: StepOf<'evaluate'>): string =>
  typeof script === 'string' ? script : script.join('\n');
