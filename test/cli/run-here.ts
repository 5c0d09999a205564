import { Console } from 'node:console';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { packDirectory, root } from '../support/workshop.js';
import type { Finished, Settled } from './run-options.js';

// A command knows its surroundings from `process` and `console` alone. While it runs, these are another's.

/** Puts values in the place of an object's own; gives what puts them back. */
const replace = (object: object, values: Record<string, unknown>): (() => void) => {
  const kept = Object.keys(values).map(
    (name) => [name, Object.getOwnPropertyDescriptor(object, name)] as const,
  );
  for (const [name, value] of Object.entries(values))
    Object.defineProperty(object, name, { value, writable: true, configurable: true, enumerable: true });
  return () => {
    for (const [name, descriptor] of kept)
      if (descriptor) Object.defineProperty(object, name, descriptor);
      else Reflect.deleteProperty(object, name);
  };
};

const run = async (
  args: string[],
  { cwd, env, stdin, limitMs, onOutput, surroundings }: Settled,
): Promise<Finished> => {
  const { createContext } = await import('../../src/cli/context.js');
  const { runProgram } = await import('../../src/cli/program.js');
  const output = { stdout: '', stderr: '' };
  const into = (stream: keyof typeof output) =>
    new Writable({
      decodeStrings: false,
      write: (text: string | Buffer, _encoding, done) => {
        output[stream] += text.toString();
        onOutput?.(output.stdout + output.stderr);
        done();
      },
    });
  const streams = { stdout: into('stdout'), stderr: into('stderr') };
  const before = process.cwd();
  process.chdir(cwd);
  const restores = [
    replace(process, {
      ...streams,
      env,
      stdin: Readable.from([Buffer.from(stdin as string)]),
      exitCode: undefined,
    }),
    replace(globalThis, { console: new Console(streams) }),
  ];
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_resolve, reject) => {
    const fail = () =>
      reject(
        new Error(`wxcc-nodes ${args.join(' ')} ran over ${limitMs} ms: ${output.stdout}${output.stderr}`),
      );
    timer = setTimeout(fail, limitMs);
  });
  try {
    const context = createContext(packDirectory);
    const running = runProgram(
      args,
      surroundings ? { ...context, ...surroundings } : context,
      join(root, 'package.json'),
    );
    return { code: await Promise.race([running, tooLong]), ...output };
  } finally {
    clearTimeout(timer);
    for (const restore of restores) restore();
    process.chdir(before);
  }
};

let last: Promise<unknown> = Promise.resolve();

/** Runs a command line in this process, after those that were asked for before. */
export const runHere = (args: string[], surroundings: Settled): Promise<Finished> => {
  const next = last.then(() => run(args, surroundings));
  last = next.catch(() => {});
  return next;
};
