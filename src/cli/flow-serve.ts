import type { Command } from 'commander';
import { readFlow } from '../flow/read-flow.js';
import type { Finding } from '../ground/finding.js';
import { findingsText } from '../ground/print-findings.js';
import { toldError } from '../ground/told-error.js';
import { eventKeepMs } from '../store/stores.js';
import type { Workspace } from '../workspace/workspace.js';
import { connectionWorld } from './connection-world.js';
import type { Context } from './context.js';
import { durationOption } from './duration.js';
import { examples } from './examples.js';
import { namedFiles } from './find-files.js';
import { checkIn } from './flow-check.js';
import { interruption } from './interruption.js';
import { logWords } from './log-words.js';
import { withWorkspace } from './open-workspace.js';
import { setExitCode } from './output.js';
import { parsePort } from './port.js';
import { runCount } from './run-count.js';
import { ServiceLog } from './service-log.js';

interface Options {
  port: number;
  host: string;
  connection: string;
  token?: string;
  keepRuns: number;
  missed: number;
  json?: boolean;
}

const sameId = toldError('caller', 'flow.same-id', 'Two flows to be served have one id.');

/** What this is and is not; said at each start. */
const purpose =
  'This tries flows against an organization, from one machine; it does not replace Webex Connect: Delay and Receive do not wait, Send reaches no customer, and webhooks that come while this does not run start nothing.';

/** Those that can be read; what is wrong with a file is told, and the others are served. Throws ToldError for two of one id. */
const checkFiles = async (
  files: string[],
  check: (file: string) => Promise<Finding[]>,
): Promise<{ sound: number; errors: Finding[] }> => {
  const ids = new Map<string, string>();
  const errors: Finding[] = [];
  let sound = 0;
  for (const file of files) {
    const id = (await readFlow(file)).value?.id;
    const other = id === undefined ? undefined : ids.get(id);
    if (other !== undefined)
      throw sameId(`${other} and ${file} both have the id ${id}.`, 'Give one of them another id.');
    if (id !== undefined) ids.set(id, file);
    const found = (await check(file)).filter(({ severity }) => severity === 'error');
    errors.push(...found);
    if (found.length === 0) sound += 1;
  }
  return { sound, errors };
};

const serve = async (workspace: Workspace, files: string[], options: Options): Promise<void> => {
  const { connection: to, token, json, missed: missedMs, ...others } = options;
  const interrupted = interruption();
  // Loaded when needed: what a server takes would make every other command start late.
  const [{ startFlowDoor }, { pino }] = await Promise.all([
    import('../host/flows/flow-door.js'),
    import('pino'),
  ]);
  const { orgId } = await workspace.connections.load(to);
  const lines = new ServiceLog(process.stdout.isTTY && !json ? logWords : undefined);
  const log = pino({}, lines);
  try {
    log.info(purpose);
    const door = await startFlowDoor({
      ...{ workspace, files, to, orgId, log, missedMs, ...others },
      openWorld: () => connectionWorld(workspace.engine, to, token),
      lostLogLines: () => lines.lost,
    });
    await interrupted;
    await door.stop();
  } finally {
    await lines.end();
  }
};

export const addFlowServe = (flow: Command, context: Context): void => {
  runCount(flow.command('serve'))
    .description(
      'start flows for events of an organization and for webhooks, until interrupted: to try them, not to replace Webex Connect',
    )
    .argument('<file...>', 'flow files, read anew at each start')
    .option('--port <number>', '0 takes a free one', parsePort, 4185)
    .option('--host <address>', 'to listen on', '127.0.0.1')
    .option('--connection <name>', 'whose events start flows, and where calls go', 'sandbox')
    .option('--token <token>', "access token for the connection, for tests: before the steps' authorizations")
    .addOption(
      durationOption(
        '--missed <time>',
        'start flows also for events of this time before the start that started nothing, 0 for none',
        { least: 0, most: eventKeepMs, seconds: true, given: eventKeepMs },
      ),
    )
    .option('--json', 'log JSON at a terminal too; it is what files and pipes get')
    .addHelpText(
      'after',
      examples(
        '# for webhooks, and events that `subscription add live` has sent',
        'wxcc-nodes flow serve flows/*.flow.json --connection live',
      ),
    )
    .action(async (given: string[], options: Options) => {
      const files = await namedFiles(given);
      await withWorkspace(context, async (workspace) => {
        const check = await checkIn(workspace, options);
        const { sound, errors } = await checkFiles(files, check);
        if (errors.length > 0) console.error(findingsText(errors));
        if (sound > 0) return serve(workspace, files, options);
        setExitCode(errors);
        console.error('Nothing is served: correct these first.');
      });
    });
};
