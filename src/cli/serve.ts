import { type Command, InvalidArgumentError } from 'commander';
import type { FastifyBaseLogger } from 'fastify';
import { knownWords } from '../evidence/known-words.js';
import { Recording } from '../evidence/recording.js';
import type { Grant } from '../host/calls.js';
import { fixedToken } from '../runtime/token-source.js';
import { type Context, listenAddress } from './context.js';
import { durationOption } from './duration.js';
import { examples, inLines } from './examples.js';
import { interruption } from './interruption.js';
import { logWords } from './log-words.js';
import { withWorkspace } from './open-workspace.js';
import { parsePort } from './port.js';
import { ServiceLog } from './service-log.js';

interface Options {
  port: number;
  host: string;
  callbackPort: number;
  callbackBase?: string;
  serviceUrl?: string;
  connection?: string;
  maxCalls: number;
  grace: number;
  drain: number;
  storeListen?: string;
  storeAway: number;
  workers: number;
  signedOnly?: boolean;
  record?: string;
  json?: boolean;
}

const parseBase = (text: string): string => {
  if (!/^https?:\/\/[A-Za-z0-9.:[\]-]+(\/[A-Za-z0-9._~/-]*)?$/i.test(text) || !URL.canParse(text))
    throw new InvalidArgumentError('Give a whole http or https URL without a query.');
  return text;
};

/** Nothing would mean every address of the machine. */
const parseHost = (text: string): string => {
  if (text.trim() === '') throw new InvalidArgumentError('Give an address, for example 127.0.0.1.');
  return text;
};

const parseCount =
  (least: number, most: number) =>
  (text: string): number => {
    const count = Number(text);
    if (!/^[0-9]+$/.test(text) || count < least || count > most)
      throw new InvalidArgumentError(`Give ${least} to ${most}.`);
    return count;
  };

/** Up to ten minutes; a number alone is seconds. */
const waitOption = (flags: string, description: string, seconds: number) =>
  durationOption(flags, description, { least: 0, most: 600_000, seconds: true, given: seconds * 1000 });

/** For tests, as with `invoke`: the token of the environment stands for the default authorization. */
const tokenUnlessNamed =
  (token: string): Grant =>
  ({ authorization }) =>
    authorization === undefined ? { tokens: fixedToken(token) } : { authorization };

/** A recording of this process's own in a folder that several may write to. */
const recordInto = async (folder: string, context: Context, version: string): Promise<Recording> => {
  const packages = await withWorkspace(context, (workspace) => workspace.packages.nodes());
  return Recording.createIn(folder, version, knownWords(packages));
};

/** Records what goes over the wire; the log says once where the recording has ended early. */
const recordingFor = (recording: Recording, log: Pick<FastifyBaseLogger, 'error'>) => {
  let isTold = false;
  return (...exchange: Parameters<Recording['add']>) => {
    recording.add(...exchange);
    const { problem } = recording;
    if (problem === undefined || isTold) return;
    isTold = true;
    log.error({ code: problem }, 'the recording has ended early; calls go on');
  };
};

export const addServe = (program: Command, context: Context, version: string): void => {
  program
    .command('serve')
    .description('run the service that Webex Connect calls (REST and SOAP) until interrupted')
    .option('--port <number>', 'of the API; 0 takes a free one', parsePort, 4182)
    .option('--host <address>', 'to listen on', parseHost, '127.0.0.1')
    .option('--callback-port <number>', 'of the callback listener; 0 takes a free one', parsePort, 4183)
    .option('--callback-base <url>', 'where the task API reaches the callback listener', parseBase)
    .option('--service-url <url>', 'where callers reach the API, for WSDL and OpenAPI', parseBase)
    .option('--connection <name>', 'where calls go for keys that name none (default: sandbox)')
    .option('--max-calls <number>', 'calls at the same time, of each worker', parseCount(1, 10_000), 256)
    .option('--workers <number>', 'processes behind the one port', parseCount(1, 128), 1)
    .option('--signed-only', 'run no package that no trusted publisher signed, of the pack neither')
    .addOption(waitOption('--drain <time>', 'after SIGTERM: go on while /readyz says stopping', 0))
    .addOption(waitOption('--grace <time>', 'for running calls after SIGTERM', 20))
    .option(
      '--record <dir>',
      'record calls, answers and callbacks without their values, a file for each process',
    )
    .option('--store-listen <address>', 'the database of --store without the pooler between')
    .addOption(
      durationOption('--store-away <time>', 'while its database is away: go on with what is known', {
        least: 0,
        most: 3600_000,
        seconds: true,
        given: 60_000,
      }),
    )
    .option('--json', 'log JSON at a terminal too; it is what files, pipes and journals get')
    .addHelpText(
      'after',
      examples(
        '# for the sandbox, on this machine',
        'WXCC_TOKEN=tour-token wxcc-nodes serve',
        '# for a tenant, behind a proxy',
        inLines(
          'wxcc-nodes serve --connection live --workers 2',
          '--service-url https://nodes.example.com',
          '--callback-base https://callbacks.example.com',
        ),
      ),
    )
    .action(async (given: Options) => {
      const { maxCalls, grace, drain, storeListen, storeAway, workers, record, json, ...options } = given;
      const interrupted = interruption();
      // Loaded when needed: what a service takes would make every other command start late.
      const [{ startService }, { siblingsHere, superviseWorkers }, { pino }] = await Promise.all([
        import('../host/service.js'),
        import('../host/workers.js'),
        import('pino'),
      ]);
      const siblings = siblingsHere();
      const log = new ServiceLog(process.stdout.isTTY && !json ? logWords : undefined);
      if (workers > 1 && !siblings) {
        process.exitCode = await superviseWorkers(workers, interrupted, pino({}, log));
        await log.end();
        return;
      }
      const { WXCC_TOKEN } = process.env;
      const listen = listenAddress(storeListen);
      const logger = pino({}, log);
      const recording = record === undefined ? undefined : await recordInto(record, context, version);
      try {
        const service = await startService({
          home: context.home,
          packDirectory: context.packDirectory,
          ...(context.store && {
            store: { ...context.store, freshMs: 1000, awayMs: storeAway, ...(listen && { listen }) },
          }),
          ...options,
          limits: { calls: maxCalls, graceMs: grace, drainMs: drain },
          environment: process.env,
          ...(WXCC_TOKEN && { grant: tokenUnlessNamed(WXCC_TOKEN) }),
          ...(siblings && { siblings }),
          ...(recording && { onExchange: recordingFor(recording, logger) }),
          log: logger,
          lostLogLines: () => log.lost,
        });
        await siblings?.ready();
        await Promise.race([interrupted, ...(siblings ? [siblings.stopped] : [])]);
        await service.stop();
      } finally {
        recording?.close();
        await log.end();
        siblings?.leave();
      }
    });
};
