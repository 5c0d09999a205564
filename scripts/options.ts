import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

export interface Options {
  /** Absolute. */
  root: string;
  json: boolean;
  check: boolean;
  name: string | undefined;
  /** A commit to compare with. */
  against: string | undefined;
  positionals: string[];
}

const flagNames = ['json', 'check', 'name', 'against'] as const;
type Flag = (typeof flagNames)[number];

/** The options of a script; every script takes --root. Wrong ones end the process with exit code 2. */
export const readOptions = (usage: string, flags: Flag[], positionals = 0): Options => {
  try {
    const { values, positionals: given } = parseArgs({
      options: {
        root: { type: 'string', default: '.' },
        json: { type: 'boolean', default: false },
        check: { type: 'boolean', default: false },
        name: { type: 'string' },
        against: { type: 'string' },
      },
      allowPositionals: true,
    });
    const unknown = flagNames.find((flag) => values[flag] && !flags.includes(flag));
    if (unknown) throw new Error(`There is no option --${unknown} here.`);
    if (given.length !== positionals)
      throw new Error(`${given.length} arguments given; ${positionals} are needed.`);
    return {
      ...values,
      name: values.name,
      against: values.against,
      root: resolve(values.root),
      positionals: given,
    };
  } catch (error) {
    console.error(`${(error as Error).message}\nUsage: ${usage}`);
    process.exit(2);
  }
};
