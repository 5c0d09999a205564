import { readFile } from 'node:fs/promises';
import { Command, CommanderError } from 'commander';
import { ConfigurationError } from '../node-kit/configuration-error.js';
import { addAuth } from './auth/auth.js';
import { addConnect } from './connect.js';
import type { Context } from './context.js';
import { addDescribe } from './describe.js';
import { addDiff } from './diff.js';
import { addFlow } from './flow.js';
import { addInvoke } from './invoke.js';
import { addKey } from './key.js';
import { addList } from './list.js';
import { addLookup } from './lookup.js';
import { plain, plainLines, printJson } from './output.js';
import { addCatalog, addImport, addVerify } from './packages.js';
import { addSandbox } from './sandbox.js';
import { addServe } from './serve.js';
import { addTour } from './tour/tour.js';
import { addVersions } from './versions.js';

/** 0 success, 1 an outcome that is no success or a finding, 2 wrong use. */
const wrongUse = 2;

const createProgram = (context: Context, version: string): Command => {
  const program = new Command('wxcc-nodes')
    .description('The Webex Contact Center task nodes: run, check and import them.')
    .version(version)
    .exitOverride()
    .showHelpAfterError('Run with --help for the options.');
  addList(program, context);
  addDescribe(program, context);
  addVersions(program, context);
  addDiff(program, context);
  addInvoke(program, context);
  addAuth(program, context);
  addLookup(program, context);
  addImport(program, context);
  addCatalog(program, context);
  addVerify(program, context);
  addSandbox(program);
  addFlow(program, context, version);
  addServe(program, context);
  addKey(program, context);
  addConnect(program, context);
  addTour(program, context);
  return program;
};

const withSubcommands = (command: Command): Command[] => [
  command,
  ...command.commands.flatMap(withSubcommands),
];

/** Runs the command line; returns the exit code. Errors of the user's go to standard error, or to standard output with --json. */
export const runProgram = async (args: string[], context: Context, packageFile: string): Promise<number> => {
  const json = args.includes('--json');
  const { version } = JSON.parse(await readFile(packageFile, 'utf8')) as { version: string };
  const program = createProgram(context, version);
  const writeErr = json ? () => {} : (text: string) => process.stderr.write(plainLines(text));
  for (const command of withSubcommands(program))
    command
      .configureOutput({ writeErr })
      .exitOverride()
      .showHelpAfterError('Run with --help for the options.');
  try {
    await program.parseAsync(args, { from: 'user' });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return 0;
      if (json)
        printJson({
          error: { code: error.code, message: error.message.replace(/^error: /, ''), remedy: 'See --help.' },
        });
      return wrongUse;
    }
    if (!(error instanceof ConfigurationError)) throw error;
    if (json) printJson({ error });
    else console.error(plain(`${error.message}`), `\n${plain(error.remedy)}`);
    return wrongUse;
  }
};
