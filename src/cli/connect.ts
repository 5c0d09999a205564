import { stat } from 'node:fs/promises';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { BuildSheet } from '../../schemas/types.js';
import type { BodyChoice } from '../connect/body-section.js';
import { defaultDeadlineMs } from '../engine/connections.js';
import { plain } from '../ground/plain-text.js';
import { countsText, plural, printFindings } from '../ground/print-findings.js';
import { addDrift } from './connect-drift.js';
import type { Context } from './context.js';
import { examples, inLines } from './examples.js';
import { addFormat, type FormatOptions, formatOf } from './format-option.js';
import { parseNodeArgument } from './node-argument.js';
import { withWorkspace } from './open-workspace.js';
import { printJson, printTable, setExitCode } from './output.js';

/** Loaded when needed: XML and zip writers would make every other command start late. */
const designer = () => import('../connect/index.js');

interface ExportOptions {
  serviceUrl: string;
  out: string;
  keyName: string;
  body: BodyChoice;
  connection?: string;
  replace?: boolean;
  record?: boolean;
  json?: boolean;
}

/** As `key add` takes it: what is none may be the key itself, which no export may hold. */
const parseKeyName = (text: string): string => {
  if (/^[a-z0-9][a-z0-9-]{0,63}$/.test(text)) return text;
  throw new InvalidArgumentError('Give the name of the key, as key list shows it.');
};

const addExport = (connect: Command, context: Context): void => {
  connect
    .command('export')
    .description(
      'write what the designer takes for a node version: a WSDL to import, and a build sheet to type from',
    )
    .argument('<node[@version]>')
    .requiredOption('--service-url <url>', 'public https address of the service')
    .requiredOption('--out <folder>', 'new or empty folder')
    .option('--key-name <name>', 'name of the key at the service', parseKeyName, 'webex-connect')
    .addOption(
      new Option('--body <format>', 'how inputs travel; auto takes JSON only where nothing needs escaping')
        .choices(['auto', 'form-data', 'JSON'])
        .default('auto'),
    )
    .option('--connection <name>', 'connection of the key: the time-outs follow its deadline')
    .option('--replace', 'replace an export')
    .option('--record', 'note digest and time: connect drift begins there')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      examples(
        inLines(
          'wxcc-nodes connect export queue-task@v1.3 --out queue-task-v1.3',
          '--service-url https://nodes.example.com',
        ),
      ),
    )
    .action(async (argument: string, { out, replace, record, json, ...options }: ExportOptions) => {
      const { buildSheetOf, exportFiles, recordExport, serviceUrlOf, writeFolder } = await designer();
      const { node, version } = parseNodeArgument(argument);
      const serviceUrl = serviceUrlOf(options.serviceUrl);
      const { from, deadlineMs } = await withWorkspace(context, async ({ packages, connections }) => ({
        from: await packages.find(node, version),
        deadlineMs: (await connections.load(options.connection)).deadlineMs ?? defaultDeadlineMs,
      }));
      const sheetOptions = { ...options, serviceUrl, deadlineMs };
      const sheet = buildSheetOf(from, sheetOptions);
      const files = await exportFiles(from, sheet);
      await writeFolder(out, files, replace ?? false);
      const recorded = record
        ? await withWorkspace(context, ({ stores }) =>
            recordExport(stores.exports, sheet, { files, options: sheetOptions, now: Date.now() }),
          )
        : undefined;
      const written = [...files].map(([path, bytes]) => ({ path, bytes: bytes.length }));
      if (json)
        return printJson({
          node,
          version: from.version,
          folder: out,
          files: written,
          ...(recorded && { recorded }),
        });
      printTable(
        ['file', 'bytes'],
        written.map(({ path, bytes }) => [path, bytes]),
      );
      console.log(
        plain(
          `${node} ${from.version} → ${out}. Only the WSDL is a file that the designer imports; build-sheet.html says what to type. Check it with wxcc-nodes connect lint.`,
        ),
      );
      if (recorded) console.log(plain(`Recorded at ${recorded.at}: wxcc-nodes connect drift begins there.`));
    });
};

const addLint = (connect: Command, version: string): void => {
  addFormat(connect.command('lint'))
    .description('hold an export to what is documented of the designer; exit 1 with errors')
    .argument('<folder|build-sheet.json>')
    .addHelpText('after', examples('wxcc-nodes connect lint queue-task-v1.3'))
    .action(async (path: string, options: FormatOptions) => {
      const { lintExport } = await designer();
      const findings = await lintExport(path);
      setExitCode(findings);
      const notes = findings.filter(({ severity }) => severity === 'note').length;
      printFindings(findings, {
        format: formatOf(options),
        version,
        summary: `${countsText(findings)}, ${plural(notes, 'note')}`,
      });
    });
};

/** Stands for the address where two versions are compared without an export. */
const anyAddress = 'https://service.invalid';

const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );

/** An export by its path; else a node version by its name, as if exported with the options of the other. */
const sheetsOf = async (context: Context, names: [string, string]): Promise<BuildSheet[]> => {
  const { buildSheetOf, readSheet, timeoutSlackMs } = await designer();
  const read = await Promise.all(
    names.map(async (name) => ((await exists(name)) ? readSheet(name) : undefined)),
  );
  const known = read.find((sheet) => sheet !== undefined);
  const method = known?.methods[0];
  const user = method?.authorization.username;
  const options = {
    serviceUrl: known?.service.url ?? anyAddress,
    keyName: user?.type === 'Static' ? user.value : 'webex-connect',
    body: method?.body.format ?? ('auto' as const),
    deadlineMs: method ? method.request.requestTimeoutMs - timeoutSlackMs : defaultDeadlineMs,
  };
  return Promise.all(
    read.map(async (sheet, at) => {
      if (sheet) return sheet;
      const { node, version } = parseNodeArgument(names[at]!);
      return buildSheetOf(
        await withWorkspace(context, ({ packages }) => packages.find(node, version)),
        options,
      );
    }),
  );
};

const addDiff = (connect: Command, context: Context): void => {
  connect
    .command('diff')
    .description('what must be typed again to turn one into the other, screen by screen')
    .argument('<before>', 'an export, or node@version')
    .argument('<after>', 'an export, or node@version')
    .option('--json', 'print JSON')
    .addHelpText('after', examples('wxcc-nodes connect diff queue-task-v1.3 queue-task@v1.5'))
    .action(async (before: string, after: string, { json }: { json?: boolean }) => {
      const [old, next] = (await sheetsOf(context, [before, after])) as [BuildSheet, BuildSheet];
      const { diffSheets } = await designer();
      const changes = diffSheets(old, next);
      if (json) return printJson(changes);
      if (changes.length === 0) return console.log('Nothing to type again.');
      printTable(
        ['method', 'screen', 'row', 'do', 'column', 'before', 'after'],
        changes.map((one) => [
          one.method,
          one.screen,
          one.row,
          one.change,
          one.column ?? '',
          one.before ?? '',
          one.after ?? '',
        ]),
      );
    });
};

/** The commands for Webex Connect's node designer, as one group. */
export const addConnect = (program: Command, context: Context, version: string): void => {
  const connect = program
    .command('connect')
    .description("what Webex Connect's node designer takes")
    .addHelpText(
      'after',
      examples(
        inLines(
          'wxcc-nodes connect export queue-task@v1.3 --out queue-task-v1.3',
          '--service-url https://nodes.example.com',
        ),
        'wxcc-nodes connect lint queue-task-v1.3',
      ),
    );
  addExport(connect, context);
  addLint(connect, version);
  addDiff(connect, context);
  addDrift(connect, context);
};
