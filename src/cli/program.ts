import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Command, CommanderError, Help, type Option } from 'commander';
import { plain, plainLines } from '../ground/plain-text.js';
import { ToldError, toldError } from '../ground/told-error.js';
import { withCommandName } from './command-name.js';
import type { Context } from './context.js';
import { examples } from './examples.js';
import { printJson } from './output.js';
import { withPlainConsole } from './plain-console.js';
import { terminalWidth } from './terminal.js';

/** 0 success; 1 an outcome that is no success, a finding, or the platform's no; 2 wrong use. */
const failed = 1;
const wrongUse = 2;

const systemRefused = toldError(
  'operator',
  'system.refused',
  'The operating system refuses what the program needs.',
);

/** What the operating system refused and nobody on the way has told better; everything else is a fault of ours. */
const systemError = (error: unknown): ToldError | undefined => {
  const { code, syscall, message } = error as NodeJS.ErrnoException;
  return code === undefined || syscall === undefined
    ? undefined
    : systemRefused(`${message}.`, 'Check what is named there, its rights, and the room on the disk.');
};

type Install = (program: Command, context: Context, version: string) => void;

/** What a command needs is loaded when it is called, or when all of them are to be listed: under these headings. */
const groups: Record<string, Record<string, () => Promise<Install>>> = {
  'Nodes:': {
    list: async () => (await import('./list.js')).addList,
    describe: async () => (await import('./describe.js')).addDescribe,
    versions: async () => (await import('./versions.js')).addVersions,
    diff: async () => (await import('./diff.js')).addDiff,
    invoke: async () => (await import('./invoke.js')).addInvoke,
  },
  'Flows:': {
    flow: async () => (await import('./flow.js')).addFlow,
    runs: async () => (await import('./runs.js')).addRuns,
    sandbox: async () => (await import('./sandbox.js')).addSandbox,
    tour: async () => (await import('./tour/tour.js')).addTour,
  },
  'A Webex organization:': {
    connection: async () => (await import('./connection.js')).addConnection,
    auth: async () => (await import('./auth/auth.js')).addAuth,
    lookup: async () => (await import('./lookup.js')).addLookup,
    subscription: async () => (await import('./subscription.js')).addSubscription,
    events: async () => (await import('./events.js')).addEvents,
    evidence: async () => (await import('./evidence.js')).addEvidence,
  },
  'Packages:': {
    verify: async () => (await import('./verify.js')).addVerify,
    import: async () => (await import('./packages.js')).addImport,
    catalog: async () => (await import('./packages.js')).addCatalog,
    remove: async () => (await import('./remove.js')).addRemove,
    publisher: async () => (await import('./publisher.js')).addPublisher,
    sign: async () => (await import('./sign.js')).addSign,
    trust: async () => (await import('./trust.js')).addTrust,
  },
  'For Webex Connect:': {
    connect: async () => (await import('./connect.js')).addConnect,
    serve: async () => (await import('./serve.js')).addServe,
    key: async () => (await import('./key.js')).addKey,
    store: async () => (await import('./store.js')).addStore,
    purge: async () => (await import('./purge.js')).addPurge,
  },
  'Console and assistants:': {
    console: async () => (await import('./console.js')).addConsole,
    mcp: async () => (await import('./mcp.js')).addMcp,
  },
  'Other:': {
    completion: async () => (await import('./completion.js')).addCompletion,
  },
};

const commands = Object.entries(groups).flatMap(([heading, group]) =>
  Object.entries(group).map(([name, load]) => ({ name, heading, load })),
);

const helpWidth = () => terminalWidth() ?? 80;

/** A command and all below it. */
const withSubcommands = (command: Command): Command[] => [
  command,
  ...command.commands.flatMap(withSubcommands),
];

/** A list that is empty unless somebody adds to it is no default to tell. */
function optionDescription(this: Help, option: Option): string {
  return Help.prototype.optionDescription.call(this, option).replace(/ \(default: \[\]\)$/, '');
}

/** The program with the command that is asked for, or with all of them where none is. */
export const createProgram = async (
  [asked = '']: string[],
  context: Context,
  version: string,
): Promise<Command> => {
  const program = new Command('wxcc-nodes')
    .description('The Webex Contact Center task nodes: run, check and import them.')
    .version(version)
    .option('--store <address>', 'a database in place of the home folder: postgres://user@host/database')
    .addHelpText(
      'after',
      examples(
        'wxcc-nodes list',
        'wxcc-nodes describe queue-task',
        'wxcc-nodes flow run flows/sms-inbound.flow.json',
        'wxcc-nodes flow run --help',
      ),
    )
    .hook('preAction', () => {
      const { store } = program.opts<{ store?: string }>();
      if (store !== undefined) context.store = { url: store };
    });
  // Completion is made from all of them.
  const alone = commands.filter(({ name }) => name === asked && name !== 'completion');
  const wanted = alone.length > 0 ? alone : commands;
  const loaded = wanted.map(async ({ heading, load }) => ({ heading, install: await load() }));
  for (const { heading, install } of await Promise.all(loaded)) {
    program.commandsGroup(heading);
    install(program, context, version);
  }
  program.helpCommand(true);
  for (const command of withSubcommands(program))
    command
      .configureHelp({ minWidthToWrap: 20, subcommandTerm: (one) => one.name(), optionDescription })
      .configureOutput({ getOutHelpWidth: helpWidth, getErrHelpWidth: helpWidth })
      .exitOverride()
      .showHelpAfterError('Run with --help for the options.');
  return program;
};

/**
 * `help flow check` becomes `flow check --help`. Where a word names no command, nobody asks for help any more: commander
 * would answer with that of the command above, and say nothing of the word.
 */
const withHelpLast = (program: Command, args: string[]): string[] => {
  let command = program;
  let words = args;
  let place = 0;
  while (command.commands.length > 0 && command.registeredArguments.length === 0 && place < words.length) {
    const word = words[place]!;
    const next = command.commands.find((one) => one.name() === word || one.aliases().includes(word));
    if (next) {
      command = next;
      place += 1;
    } else if (word === 'help') {
      words = [...words.slice(0, place), ...words.slice(place + 1), '--help'];
    } else if (word.startsWith('-')) {
      const takesNext = command.options.some(
        ({ short, long, required }) => required && [short, long].includes(word),
      );
      place += takesNext ? 2 : 1;
    } else {
      return words.filter((one) => one !== '--help' && one !== '-h');
    }
  }
  return words;
};

const run = async (args: string[], context: Context, packageFile: string): Promise<number> => {
  const json = args.includes('--json');
  const { version } = JSON.parse(await readFile(packageFile, 'utf8')) as { version: string };
  const program = await createProgram(args, context, version);
  const named = (text: string) => withCommandName(text, dirname(packageFile));
  const writeErr = json ? () => {} : (text: string) => process.stderr.write(plainLines(named(text)));
  const writeOut = (text: string) => process.stdout.write(named(text));
  for (const command of withSubcommands(program)) command.configureOutput({ writeErr, writeOut });
  try {
    await program.parseAsync(withHelpLast(program, args), { from: 'user' });
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
    const told = error instanceof ToldError ? error : systemError(error);
    if (!told) throw error;
    if (json) printJson({ error: told });
    else console.error(`${plain(told.message)}\n${plain(told.remedy)}`);
    return told.kind === 'platform' ? failed : wrongUse;
  }
};

/**
 * Runs the command line; returns the exit code. Errors of the user's go to standard error, or to standard output with
 * --json. Output that cannot be written is a failure.
 */
export const runProgram = async (args: string[], context: Context, packageFile: string): Promise<number> => {
  const { result: code, unwritten } = await withPlainConsole(
    () => run(args, context, packageFile),
    dirname(packageFile),
  );
  if (code !== 0 || unwritten === undefined) return code;
  process.stderr.write(`The output could not be written (${unwritten}). Give it a place with room.\n`);
  return failed;
};
