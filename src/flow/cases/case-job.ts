import type { FlowReport } from '../../../schemas/types.js';
import type { Finding } from '../../ground/finding.js';
import { ToldError } from '../../ground/told-error.js';
import type { WorldSource } from '../run/open-world.js';
import type { Flow } from '../types.js';

/** What a case came to. */
export interface CaseResult {
  file: string;
  name: string;
  /** What is not as recorded; empty when all is. */
  differences: string[];
  /** The executions, in the words of a case. */
  steps: string[];
  end: string;
  /** Of virtual time. */
  milliseconds: number;
}

/** A case that is ready to be run. */
export type CaseJob = (worlds: WorldSource) => Promise<{ result: CaseResult; reports: FlowReport[] }>;

/** The cases of a file with the flows that they run, or what keeps them from being run. */
export interface CaseJobs {
  jobs: CaseJob[];
  flows: Flow[];
  findings: Finding[];
}

/** Every run has the same seed: cases do not depend on their order. */
export const seedOfCases = 1;

/** The first place in which two lists differ, in words; none when they are the same. */
export const firstDifference = (what: string, expected: string[], actual: string[]): string[] => {
  const length = Math.max(actual.length, expected.length);
  const index = Array.from({ length }).findIndex((_, place) => expected[place] !== actual[place]);
  if (index < 0) return [];
  return [
    `${what} ${index + 1}: expected ${expected[index] ?? 'no more'}, got ${actual[index] ?? 'no more'}`,
  ];
};

/** More tasks may be open than a case allows. */
export const openTasksDifference = (most: number | undefined, open: number): string[] =>
  most !== undefined && open > most ? [`open tasks: expected at most ${most}, got ${open}`] : [];

/** A fault of a case that cannot be ordered. */
interface WrongFault extends Finding {
  /** What is wrong, whatever the case and the rest of the fault. */
  reason: string;
}

/** A step that has another name now is one mistake, however many cases name it. */
export const mergedFaults = (wrong: WrongFault[]): Finding[] => {
  const mistakes = new Map<string, WrongFault[]>();
  for (const one of wrong) mistakes.set(one.reason, [...(mistakes.get(one.reason) ?? []), one]);
  return [...mistakes.values()].map(([first, ...others]) => {
    const { reason: _, ...finding } = first!;
    const more = others.length === 0 ? '' : ` The same in ${others.length} more.`;
    return { ...finding, message: `${finding.message}${more}` };
  });
};

/** What is wrong with the faults of a case; `parse` throws ToldError for one. */
export const faultFindings = (
  file: string,
  { name, faults = [] }: { name: string; faults?: string[] },
  parse: (text: string) => unknown,
): WrongFault[] =>
  faults.flatMap((text): WrongFault[] => {
    try {
      parse(text);
      return [];
    } catch (error) {
      if (!(error instanceof ToldError)) throw error;
      const { message, remedy } = error;
      return [
        {
          severity: 'error',
          rule: 'case.fault',
          file,
          pointer: '',
          line: 1,
          column: 1,
          message: `${name}: ${message}`,
          remedy,
          reason: message.replace(`--fault ${text}: `, ''),
        },
      ];
    }
  });
