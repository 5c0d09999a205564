import { format } from 'node:util';
import { plainLines } from '../ground/plain-text.js';

/**
 * While the work runs, whatever is printed through the console reaches the terminal without a character that could move
 * the cursor, change colours or turn the direction of the text: names of packages, flows and answers come from outside.
 */
export const withPlainConsole = async <Type>(work: () => Promise<Type>): Promise<Type> => {
  const { log, error } = console;
  const plainly =
    (print: (text: string) => void) =>
    (...parts: unknown[]) =>
      print(plainLines(format(...parts)));
  Object.assign(console, { log: plainly(log.bind(console)), error: plainly(error.bind(console)) });
  try {
    return await work();
  } finally {
    Object.assign(console, { log, error });
  }
};
