import { type Command, InvalidArgumentError, Option } from 'commander';
import type { AuditEntry } from '../connect/audit-log.js';
import type { OutdatedExport } from '../connect/recorded-exports.js';
import { authorizationFor, authorizationTokens } from '../engine/authorization-tokens.js';
import { plain } from '../ground/plain-text.js';
import { plural } from '../ground/print-findings.js';
import { calendarTime } from '../ground/time-zone.js';
import { toldError } from '../ground/told-error.js';
import { isLoopback } from '../network/loopback.js';
import { HttpTransport } from '../runtime/http-transport.js';
import type { RecordedExport } from '../store/stores.js';
import type { Workspace } from '../workspace/workspace.js';
import type { Context } from './context.js';
import { examples } from './examples.js';
import { tokenOf } from './invoke.js';
import { withWorkspace } from './open-workspace.js';
import { printJson, printTable } from './output.js';
import { readTextFile } from './read-text.js';

const driftSinceMissing = toldError(
  'caller',
  'drift.since',
  'It is not known since when changes are asked for.',
);
const driftLog = toldError('caller', 'drift.log', 'There is no audit log to look into.');
const driftVerb = toldError(
  'operator',
  'drift.verb',
  'The verb of the audit log is assumed, and nobody has confirmed it for the host.',
);

interface Options {
  since?: number;
  file?: string;
  api?: string;
  verb?: string;
  path?: string;
  authorization?: string;
  token?: string;
  json?: boolean;
}

/** As the audit log writes it, so that no zone is guessed. */
const parseMoment = (text: string): number => {
  const isWhole = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/.test(text);
  const at = isWhole ? calendarTime(text) : Number.NaN;
  if (!Number.isNaN(at)) return at;
  throw new InvalidArgumentError('Give a day, 2026-01-15, or a moment with its zone, 2026-01-15T12:00:00Z.');
};

/** A log of months. */
const logLimit = {
  bytes: 16 * 1024 * 1024,
  refuse: () => driftLog('The audit log is over 16 MiB.', 'Export a shorter time.'),
};

const designer = () => import('../connect/index.js');

/** Webex Connect's nodes have the integration that the Service App's grant is kept for. */
const tokensFor = async ({ packages, authorizations, connections }: Workspace, options: Options) => {
  const { tokens, authorization: asked } = tokenOf(options);
  if (tokens) return tokens;
  const [first] = await packages.nodes();
  const authorization = authorizationFor(await connections.load(undefined), asked);
  return authorizationTokens(authorizations, {
    integration: first!.manifest.integration,
    ...(authorization !== undefined && { authorization }),
  });
};

const checkApi = (api: string, verb: string | undefined, assumed: string): void => {
  if (!URL.canParse(api) || (!isLoopback(api) && new URL(api).protocol !== 'https:'))
    throw driftLog(`${api} is no https address.`, 'Give the address of your Webex Connect region.');
  if (verb === undefined && !isLoopback(api))
    throw driftVerb(
      `Cisco's page does not say how the audit log is asked for; ${assumed} is assumed. Nothing was sent.`,
      'Say which verb is right with --verb, or export the log and give it with --file.',
    );
};

const readLog = async (
  workspace: Workspace,
  options: Options,
  times: { from: number; to: number },
): Promise<AuditEntry[]> => {
  const { assumedVerb, auditLogPath, fetchAuditLog, readAuditLog } = await designer();
  const { file, api, verb, path = auditLogPath } = options;
  if (file !== undefined)
    return readAuditLog(
      await readTextFile(file, 'audit-log', logLimit),
      file === '-' ? 'standard input' : file,
    );
  if (api === undefined)
    throw driftLog(
      'Neither --file nor --api gives an audit log.',
      'Give --api with the address of Webex Connect, or --file with an exported log.',
    );
  checkApi(api, verb, assumedVerb);
  const transport = new HttpTransport();
  try {
    const tokens = await tokensFor(workspace, options);
    const address = { base: api, verb: verb ?? assumedVerb, path };
    const { orgId } = await workspace.connections.load(undefined);
    const rate = workspace.engine.publicRate;
    return await fetchAuditLog(address, times, { tokens, transport, rate, orgId });
  } finally {
    transport.close();
  }
};

/** The moment that was asked for; else the first record's, as each export has its own. Throws ToldError. */
const sinceOf = (asked: number | undefined, recorded: RecordedExport[]): number => {
  const since = asked ?? Math.min(...recorded.map(({ at }) => Date.parse(at)));
  if (Number.isFinite(since)) return since;
  throw driftSinceMissing(
    'No export is recorded, and no --since is given.',
    'Give --since, or export with --record.',
  );
};

/** What to do about an export that would be another one now. */
const outdatedText = ({ node, version, at, now }: OutdatedExport): string =>
  now === null
    ? `${node}@${version}, recorded at ${at}, is in no package any more: import the one that has it.`
    : `${node}@${version} would be exported otherwise now than it was recorded at ${at}: \`wxcc-nodes connect diff <the export> ${node}@${version}\` says what to type again, if anything.`;

export const addDrift = (connect: Command, context: Context): void => {
  connect
    .command('drift')
    .description(
      'name what somebody changed in the tenant (custom nodes, methods, authorizations), and recorded exports that would be others now; exit 1 when there is one',
    )
    .addOption(
      new Option(
        '--since <moment>',
        'a day or a moment with its zone (default: the record of the export that a change is of, else the last one)',
      ).argParser(parseMoment),
    )
    .option('--file <file>', 'an exported audit log; - reads standard input')
    .option('--api <url>', 'where Webex Connect is, as https://wxconnectplatform.us.webexconnect.io')
    .addOption(
      new Option('--verb <verb>', 'how the log is asked for (assumed: POST)').choices(['POST', 'PUT']),
    )
    .option('--path <path>', 'where the log is (default: /connectapi/v1/auditlogs)')
    .option('--authorization <name>', "whose token to use (default: the integration's default)")
    .option('--token <token>', 'access token: before --authorization and WXCC_TOKEN')
    .option('--json', 'print JSON')
    .addHelpText('after', examples('wxcc-nodes connect drift --since 2026-01-15 --file audit-log.json'))
    .action(async (options: Options) => {
      const { driftSince, outdatedExports } = await designer();
      const { since, entries, drift, outdated } = await withWorkspace(context, async (workspace) => {
        const recorded = await workspace.stores.exports.list();
        const from = sinceOf(options.since, recorded);
        const log = await readLog(workspace, options, { from, to: Date.now() });
        return {
          since: new Date(from).toISOString(),
          entries: log.length,
          drift: driftSince(log, options.since, recorded),
          outdated: await outdatedExports(recorded, workspace.packages),
        };
      });
      if (drift.length > 0 || outdated.length > 0) process.exitCode = 1;
      if (options.json) return printJson({ since, entries, drift, outdated });
      if (drift.length > 0)
        printTable(
          ['at', 'what', 'action', 'exports', 'description'],
          drift.map((one) => [
            ...[one.at ?? 'unknown', one.what, one.action],
            ...[one.exports.join(' ') || '-', one.description],
          ]),
        );
      console.log(
        plain(
          `${plural(entries, 'line')} since ${since}: ${drift.length === 0 ? 'nobody changed a custom node, a method or an authorization' : plural(drift.length, 'change')}.`,
        ),
      );
      for (const one of outdated) console.log(plain(outdatedText(one)));
    });
};
