/** One part of the page: what was measured, and how. */
export interface Section {
  title: string;
  /** Paragraphs before the table: what is measured, and how. */
  about: string[];
  head: string[];
  rows: (string | number)[][];
  /** Paragraphs after it. */
  notes: string[];
}

/** Two trees side by side; without a commit to compare with, this one alone. */
export const beside = (commit: string | undefined): string[] =>
  commit === undefined ? ['here'] : ['here', `at ${commit}`];

export const fixed = (value: number, digits = 2): string => value.toFixed(digits);
