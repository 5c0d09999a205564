import { type Command, InvalidArgumentError } from 'commander';

const parseCount = (text: string): number => {
  if (!/^\d{1,4}$/.test(text)) throw new InvalidArgumentError('Give a whole number from 0 to 9999.');
  return Number(text);
};

/** Adds the option of how many runs are kept. */
export const runCount = (command: Command): Command =>
  command.option(
    '--keep-runs <number>',
    'how many runs are kept, with their inputs; 0 keeps none',
    parseCount,
    100,
  );
