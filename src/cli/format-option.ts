import { type Command, Option } from 'commander';
import { type Format, formats } from '../ground/print-findings.js';

export interface FormatOptions {
  format?: Format;
  json?: boolean;
}

/** For commands that print findings. */
export const addFormat = (command: Command): Command =>
  command
    .addOption(new Option('--format <format>', 'how to print the findings (default: text)').choices(formats))
    .option('--json', 'short for --format json');

export const formatOf = ({ format, json }: FormatOptions): Format => format ?? (json ? 'json' : 'text');
