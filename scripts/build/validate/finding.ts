/** One thing that is wrong in the sources. */
export interface Finding {
  /** Below the root, with /. */
  file: string;
  /** JSON pointer into the file, where there is one. */
  pointer?: string;
  problem: string;
  /** What to do. */
  remedy: string;
}

const key = ({ file, pointer = '', problem }: Finding) => `${file}\n${pointer}\n${problem}`;

/** By file and place, each once. */
export const inOrder = (findings: Finding[]): Finding[] =>
  [...new Map(findings.map((finding) => [key(finding), finding])).entries()]
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([, finding]) => finding);
