import { format } from 'node:util';
import { plain, plainLines } from '../ground/plain-text.js';
import { withCommandName } from './command-name.js';
import { beginWaiting, endWaiting } from './progress.js';
import { fitted, painted } from './terminal.js';

/** What people read: plain, in lines that fit, with colour of ours alone. */
const forPeople = (root: string) => (text: string) =>
  withCommandName(text, root)
    .split('\n')
    .map((line) => painted(fitted(plain(line))))
    .join('\n');

/**
 * While the work runs, whatever is printed through the console reaches the terminal without a character that could move
 * the cursor, change colours or turn the direction of the text: names of packages, flows and answers come from outside.
 * `console.log` and `console.error` are for people, `console.info` for programs: its lines stay as long as they are.
 * `root` is the folder of package.json. `unwritten` is why standard output did not take all of it; that its reader has gone away is no reason.
 */
export const withPlainConsole = async <Type>(
  work: () => Promise<Type>,
  root: string,
): Promise<{ result: Type; unwritten?: string }> => {
  const { stdout } = process;
  let problem: NodeJS.ErrnoException | undefined;
  const onError = (cause: NodeJS.ErrnoException) => {
    problem ??= cause;
  };
  stdout.on('error', onError);
  const { log, error, info } = console;
  const through =
    (made: (text: string) => string, print: (text: string) => void) =>
    (...parts: unknown[]) => {
      endWaiting();
      print(made(format(...parts)));
    };
  Object.assign(console, {
    log: through(forPeople(root), log.bind(console)),
    error: through(forPeople(root), error.bind(console)),
    info: through(plainLines, info.bind(console)),
  });
  beginWaiting();
  try {
    const result = await work();
    // What is asked of a file is done by now; a pipe may have some left. The log of a service goes its own way.
    await new Promise((resolve) => setImmediate(resolve));
    if (!problem && stdout.writableLength > 0)
      await new Promise<void>((resolve) => stdout.write('', () => resolve()));
    const { code, message } = problem ?? {};
    return { result, ...(problem && code !== 'EPIPE' && { unwritten: code ?? message! }) };
  } finally {
    endWaiting();
    stdout.off('error', onError);
    Object.assign(console, { log, error, info });
  }
};
