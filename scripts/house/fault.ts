import type { Finding } from '../../src/ground/finding.js';

/** What a rule of the house found at a line of a file. */
export const fault = (
  rule: string,
  file: string,
  line: number,
  message: string,
  remedy: string,
): Finding => ({
  severity: 'error',
  rule: `house.${rule}`,
  file,
  pointer: '',
  line,
  column: 1,
  message,
  remedy,
});
