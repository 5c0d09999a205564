import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { startConsole } from '../console/console.js';
import { toldError } from '../ground/told-error.js';
import { jsonText } from '../node-kit/json-text.js';
import { openLocalSandbox } from '../stage/local-sandbox.js';
import { openBrowser } from './auth/open-browser.js';
import type { Context } from './context.js';
import { examples } from './examples.js';
import { interruption } from './interruption.js';
import { withWorkspace } from './open-workspace.js';
import { shownOnce } from './output.js';
import { parsePort } from './port.js';
import { runCount } from './run-count.js';

const consoleUnshown = toldError(
  'operator',
  'console.unshown',
  'The link that opens the console could not be shown.',
);

interface Options {
  port: number;
  flows: string;
  connection?: string;
  keepRuns: number;
  open: boolean;
  json?: boolean;
}

/** The pack's own flows where there are none of one's own. */
const flowsAt = async (folder: string, packDirectory: string): Promise<string> =>
  (await stat(folder).catch(() => undefined)) || folder !== 'flows'
    ? folder
    : join(packDirectory, '..', 'flows');

export const addConsole = (program: Command, context: Context): void => {
  runCount(program.command('console'))
    .description('show nodes, flows, authorizations and a sandbox in the browser, until interrupted')
    .option('--port <number>', '0 takes a free one', parsePort, 4184)
    .option('--flows <folder>', 'the folder of the flow files', 'flows')
    .option('--connection <name|file>', 'where calls of nodes go (default: a sandbox of its own)')
    .option('--no-open', 'print the address and open no browser')
    .option('--json', 'print the address as JSON')
    .addHelpText(
      'after',
      examples('wxcc-nodes console', 'wxcc-nodes console --flows my-flows --port 0 --no-open'),
    )
    .action(async ({ port, flows, connection, keepRuns, open, json }: Options) => {
      const interrupted = interruption();
      await withWorkspace(context, async (workspace) => {
        if (connection !== undefined) await workspace.connections.load(connection);
        const sandbox = connection === undefined ? await openLocalSandbox({ port: 0 }) : undefined;
        try {
          const running = await startConsole({
            ...{ workspace, port, keepRuns, packDirectory: context.packDirectory },
            flows: await flowsAt(flows, context.packDirectory),
            ...(connection !== undefined && { connection }),
            ...(sandbox && { sandbox }),
          });
          const { launchUrl, url } = running;
          if (!json) {
            if (sandbox) console.log(`Its sandbox is at ${sandbox.url}.`);
            console.log(`The console is at ${url}. This link opens it, once:`);
          }
          const told = { url, launchUrl, ...(sandbox && { sandbox: sandbox.url }) };
          await shownOnce(`${json ? jsonText(told, '  ') : launchUrl}\n`).catch(
            async ({ message }: Error) => {
              if (open) return;
              await running.close();
              throw consoleUnshown(
                `The link that opens the console could not be shown (${message}); the console was ended.`,
                'Start it where standard output can be written, or without --no-open.',
              );
            },
          );
          if (open) await openBrowser(launchUrl, (text) => console.error(text));
          await interrupted;
          await running.close();
          if (running.refusals.text) console.error(`While the console ran, ${running.refusals.text}`);
        } finally {
          await sandbox?.stop();
        }
      });
    });
};
