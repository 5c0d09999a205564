import type { Finding } from '../../../src/ground/finding.js';

/** One thing that is wrong in the sources, as a rule says it; whoever runs the rule adds its name. */
export interface Draft {
  /** Below the root, with /. */
  file: string;
  /** JSON pointer into the file, where there is one. */
  pointer?: string;
  problem: string;
  /** What to do. */
  remedy: string;
}

export const findingsOf = (rule: string, drafts: Draft[]): Finding[] =>
  drafts.map(({ file, pointer = '', problem, remedy }) => ({
    severity: 'error',
    rule,
    file,
    pointer,
    message: problem,
    remedy,
  }));

const key = ({ file, pointer, message }: Finding) => `${file}\n${pointer}\n${message}`;

/** By file and place, each once. */
export const inOrder = (findings: Finding[]): Finding[] =>
  [...new Map(findings.map((finding) => [key(finding), finding])).entries()]
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([, finding]) => finding);
