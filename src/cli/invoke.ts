import { type Command, InvalidArgumentError } from 'commander';
import type { Result } from '../../schemas/types.js';
import type { DryRun, Engine, InvokeCall } from '../engine/engine.js';
import { dryRunView } from '../engine/plan.js';
import { knownWords } from '../evidence/known-words.js';
import { Recording } from '../evidence/recording.js';
import { jsonObject } from '../ground/json-limits.js';
import { plain } from '../ground/plain-text.js';
import { withoutPointer } from '../ground/print-findings.js';
import { toldError } from '../ground/told-error.js';
import { jsonText } from '../node-kit/json-text.js';
import { type Exchange, withTellingHeaders } from '../runtime/exchange.js';
import { fixedToken } from '../runtime/token-source.js';
import type { Workspace } from '../workspace/workspace.js';
import type { Context } from './context.js';
import { examples, inLines } from './examples.js';
import { parseNodeArgument } from './node-argument.js';
import { withWorkspace } from './open-workspace.js';
import { printJson } from './output.js';
import { readJsonFile } from './read-text.js';

interface Options {
  method?: string;
  input?: string;
  field: [string, string][];
  variables?: string;
  set: [string, string][];
  package?: string;
  connection?: string;
  token?: string;
  authorization?: string;
  record?: string;
  exchange?: boolean;
  dryRun?: boolean;
  json?: boolean;
}

const parseField = (text: string, before: [string, string][]): [string, string][] => {
  const fields = parseSetting(text, before, 'name=value', '--input');
  const [name] = fields.at(-1)!;
  if (before.some(([known]) => known === name)) throw new InvalidArgumentError(`${name} is given twice.`);
  return fields;
};

const parseSetting = (
  text: string,
  before: [string, string][],
  form = 'variable=value',
  file = '--variables',
): [string, string][] => {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError(`Give ${form}.`);
  // Node.js makes it of bytes that are no text.
  if (text.includes('\ufffd')) throw new InvalidArgumentError(`It is not UTF-8: use ${file} and a file.`);
  return [...before, [text.slice(0, at), text.slice(at + 1)]];
};

export const printDiagnostics = (diagnostics: Result['diagnostics']): void => {
  for (const { severity, pointer, message, remedy } of diagnostics)
    console.log(
      plain(`  ${severity}${pointer ? ` at ${pointer}` : ''}: ${withoutPointer(message, pointer)} ${remedy}`),
    );
};

const effects: Record<Result['effect'], string> = {
  none: 'none; the call may be repeated',
  possible: 'possible; look at the task before the call is repeated',
  done: 'done',
};

export const printResult = (result: Result): void => {
  const { timings, package: from } = result;
  console.log(
    plain(`${result.node} ${result.version} ${result.method} → ${result.outcome} (${result.type})`),
  );
  for (const { outcome, at } of result.intermediate)
    console.log(plain(`  before: ${outcome} after ${at} ms`));
  for (const [name, value] of Object.entries(result.outputs))
    console.log(plain(`  ${name}: ${typeof value === 'string' ? value : jsonText(value)}`));
  printDiagnostics(result.diagnostics);
  if (result.type !== 'success') console.log(`  effect: ${effects[result.effect]}`);
  console.log(
    `  ${timings.total} ms (token ${timings.token}, send ${timings.send}, wait ${timings.wait}); ${from.name} ${from.version} from the ${from.origin}`,
  );
};

const printContent = ({ headers, body }: { headers: Record<string, string>; body?: unknown }): void => {
  for (const [name, value] of Object.entries(headers)) console.log(plain(`${name}: ${value}`));
  if (body !== undefined) printJson(body);
};

const printRequest = (request: Pick<DryRun, 'method' | 'url' | 'headers' | 'body'>): void => {
  console.log(plain(`${request.method} ${request.url}`));
  printContent(request);
};

/** What went over the wire: each request, its answer, and what came for it. */
const printExchange = (exchange: Exchange[]): void => {
  for (const one of exchange) {
    console.log('');
    if ('callback' in one) {
      console.log('Callback');
      printJson(one.callback);
      continue;
    }
    printRequest(one.request);
    if (one.answer) {
      console.log(`\nAnswer ${one.answer.status}`);
      printContent(one.answer);
    }
    if (one.error !== undefined) console.log(plain(`\nNo whole answer: ${one.error}`));
  }
};

const dryRun = async (engine: Engine, call: InvokeCall, json: boolean | undefined) => {
  const planned = await (await engine.plan(call)).show();
  if ('diagnostics' in planned) process.exitCode = 1;
  if (json) return printJson(dryRunView(planned));
  if ('diagnostics' in planned) {
    console.log('onInvalidData: nothing would be sent');
    return printDiagnostics(planned.diagnostics);
  }
  printRequest(planned.call);
  printDiagnostics(planned.warnings ?? []);
};

/** In this order: --token, --authorization, WXCC_TOKEN, the default authorization. */
export const tokenOf = ({
  token,
  authorization,
}: Pick<Options, 'token' | 'authorization'>): Pick<InvokeCall, 'tokens' | 'authorization'> => {
  if (token !== undefined) return { tokens: fixedToken(token) };
  if (authorization !== undefined) return { authorization };
  const { WXCC_TOKEN } = process.env;
  return WXCC_TOKEN ? { tokens: fixedToken(WXCC_TOKEN) } : {};
};

const inputMissing = toldError('caller', 'input.missing', 'No inputs were given.');

/** The inputs of a file, and before them those of the command line. */
const inputOf = async ({ input, field }: Pick<Options, 'input' | 'field'>): Promise<unknown> => {
  if (input === undefined && field.length === 0)
    throw inputMissing(
      'Neither --input nor --field gives an input.',
      'Give a file of them, or name=value for each.',
    );
  const fields = Object.fromEntries(field);
  if (input === undefined) return fields;
  const given = await readJsonFile(input, 'input');
  return field.length === 0 ? given : { ...jsonObject(given, 'input'), ...fields };
};

/** Calls, tells what goes over the wire, and records it where a file is named. */
const invokeRecorded = async (
  { engine, packages }: Workspace,
  call: InvokeCall,
  file: string | undefined,
  program: string,
): Promise<Result> => {
  if (file === undefined) return engine.invoke(call);
  const recording = Recording.create(file, program, knownWords(await packages.nodes()));
  const onExchange: InvokeCall['onExchange'] = (...one) => {
    call.onExchange?.(...one);
    recording.add(...one);
  };
  try {
    return await engine.invoke({ ...call, onExchange });
  } finally {
    recording.close();
    if (recording.problem !== undefined)
      console.error(plain(`The recording ${file} has ended early: ${recording.problem}. The call went on.`));
  }
};

export const addInvoke = (program: Command, context: Context, programVersion: string): void => {
  program
    .command('invoke')
    .description('call a method; exit 0 when its outcome is a success, 1 when not')
    .argument('<node[@version]>')
    .option('--method <id>', 'needed when the version has several')
    .option('--input <file>', 'JSON object; - reads standard input')
    .option(
      '--field <name=value>',
      'one input, typed as into the form; JSON text for a list or an object; before --input; may be repeated',
      parseField,
      [],
    )
    .option('--variables <file>', 'JSON object whose values fill $(name)')
    .option(
      '--set <variable=value>',
      'one variable; may be repeated',
      (text, before) => parseSetting(text, before),
      [] as [string, string][],
    )
    .option('--package <zip>', 'run this package instead of those at hand')
    .option('--connection <name|file>', 'where to call (default: sandbox)')
    .option('--authorization <name>', "Node Runtime Authorization (default: the integration's)")
    .option('--token <token>', 'access token, for tests: before --authorization and WXCC_TOKEN')
    .option('--record <file>', 'record calls, answers and callbacks without their values, into a new file')
    .option('--exchange', 'print what went over the wire too, without the token')
    .option('--dry-run', 'print the request and send nothing')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      examples(
        '# see what would be sent',
        inLines(
          'wxcc-nodes invoke piq-and-ewt --field taskId=t-1',
          '--field queueId=q-1 --field lookbackMinutes=30',
          '--dry-run',
        ),
        '# send it; the file holds $(task) and $(priority)',
        inLines(
          'wxcc-nodes invoke queue-task@v1.3',
          '--input docs/tour/queue-task.json',
          '--set task=t-1 --set priority=2 --token tour-token',
        ),
      ),
    )
    .action(async (argument: string, options: Options) => {
      await withWorkspace(context, async (workspace) => {
        const asked = parseNodeArgument(argument);
        // What was mistyped is told before what is missing.
        if (options.package === undefined) {
          const version = await workspace.packages.find(asked.node, asked.version);
          version.method(options.method);
        }
        const variables =
          options.variables === undefined ? {} : await readJsonFile(options.variables, 'variables');
        const call: InvokeCall = {
          ...asked,
          ...(options.method !== undefined && { method: options.method }),
          ...(options.package !== undefined && { packageFile: options.package }),
          ...(options.connection !== undefined && { connection: options.connection }),
          input: await inputOf(options),
          variables: { ...jsonObject(variables, 'variables'), ...Object.fromEntries(options.set) },
          ...tokenOf(options),
        };
        if (options.dryRun) return dryRun(workspace.engine, call, options.json);
        const exchange: Exchange[] = [];
        if (options.exchange) call.onExchange = (one) => exchange.push(withTellingHeaders(one));
        const result = await invokeRecorded(workspace, call, options.record, programVersion);
        if (options.json) printJson(options.exchange ? { result, exchange } : result);
        else {
          printResult(result);
          if (options.exchange) printExchange(exchange);
        }
        process.exitCode = result.type === 'success' ? 0 : 1;
      });
    });
};
