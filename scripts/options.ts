import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

export interface Options {
  /** Absolute. */
  root: string;
  json: boolean;
  check: boolean;
  name: string | undefined;
  positionals: string[];
}

type Flag = 'json' | 'check' | 'name';

/** The options of a script; every script takes --root. Wrong ones end the process with exit code 2. */
export const readOptions = (usage: string, flags: Flag[], positionals = 0): Options => {
  try {
    const { values, positionals: given } = parseArgs({
      options: {
        root: { type: 'string', default: '.' },
        json: { type: 'boolean', default: false },
        check: { type: 'boolean', default: false },
        name: { type: 'string' },
      },
      allowPositionals: true,
    });
    const unknown = (['json', 'check', 'name'] as const).find(
      (flag) => values[flag] && !flags.includes(flag),
    );
    if (unknown) throw new Error(`There is no option --${unknown} here.`);
    if (given.length !== positionals)
      throw new Error(`${given.length} arguments given; ${positionals} are needed.`);
    return { ...values, name: values.name, root: resolve(values.root), positionals: given };
  } catch (error) {
    console.error(`${(error as Error).message}\nUsage: ${usage}`);
    process.exit(2);
  }
};
