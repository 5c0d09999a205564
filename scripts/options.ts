import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Format, formats } from '../src/ground/print-findings.js';

export interface Options {
  /** Absolute. */
  root: string;
  json: boolean;
  /** How findings are printed; --json is short for json. */
  format: Format;
  check: boolean;
  name: string | undefined;
  /** A commit to compare with. */
  against: string | undefined;
  /** The name of a connection's file. */
  connection: string | undefined;
  positionals: string[];
}

const flagNames = ['json', 'format', 'check', 'name', 'against', 'connection'] as const;
type Flag = (typeof flagNames)[number];

/** The options of a script; every script takes --root. Wrong ones end the process with exit code 2. */
export const readOptions = (usage: string, flags: Flag[], positionals = 0): Options => {
  try {
    const { values, positionals: given } = parseArgs({
      options: {
        root: { type: 'string', default: '.' },
        json: { type: 'boolean', default: false },
        format: { type: 'string' },
        check: { type: 'boolean', default: false },
        name: { type: 'string' },
        against: { type: 'string' },
        connection: { type: 'string' },
      },
      allowPositionals: true,
    });
    const unknown = flagNames.find((flag) => values[flag] && !flags.includes(flag));
    if (unknown) throw new Error(`There is no option --${unknown} here.`);
    if (given.length !== positionals)
      throw new Error(`${given.length} arguments given; ${positionals} are needed.`);
    const format = formats.find((one) => one === (values.format ?? (values.json ? 'json' : 'text')));
    if (!format) throw new Error(`There is no format ${values.format}; known: ${formats.join(', ')}.`);
    return {
      ...values,
      format,
      name: values.name,
      against: values.against,
      connection: values.connection,
      root: resolve(values.root),
      positionals: given,
    };
  } catch (error) {
    console.error(`${(error as Error).message}\nUsage: ${usage}`);
    process.exit(2);
  }
};

/** Of the pack, for tools that ask which program they read. */
export const packVersion = (): string =>
  JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version;
