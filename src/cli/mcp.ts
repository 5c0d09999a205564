import { join } from 'node:path';
import type { Command } from 'commander';
import { LineTransport } from '../mcp/line-transport.js';
import { assistantServer } from '../mcp/server.js';
import { fixedToken } from '../runtime/token-source.js';
import { openLocalSandbox } from '../stage/local-sandbox.js';
import type { Context } from './context.js';
import { examples } from './examples.js';
import { withWorkspace } from './open-workspace.js';

interface Options {
  connection?: string;
  send?: boolean;
  allVersions?: boolean;
}

export const addMcp = (program: Command, context: Context, version: string): void => {
  program
    .command('mcp')
    .description(
      'offer nodes and flows to an assistant, by the Model Context Protocol over standard input and output',
    )
    .option('--send', 'calls of nodes are sent (default: each is a dry run)')
    .option('--connection <name|file>', 'where calls go (default: a sandbox of its own)')
    .option('--all-versions', 'a tool for every version of a method, not for the default one alone')
    .addHelpText(
      'after',
      examples(
        "# what an assistant's settings name as the command of the server",
        'wxcc-nodes mcp',
        'wxcc-nodes mcp --all-versions --connection live --send',
      ),
    )
    .action(async ({ connection, send = false, allVersions = false }: Options) => {
      await withWorkspace(context, async (workspace) => {
        // A wrong name is told at the start, not at the first call of an assistant.
        if (connection !== undefined) await workspace.connections.load(connection);
        const sandbox = send && connection === undefined ? await openLocalSandbox({ port: 0 }) : undefined;
        const server = await assistantServer(workspace, {
          ...{ sends: send, allVersions, version },
          ...(connection !== undefined && { connection }),
          ...(sandbox && { connection: sandbox.connection, tokens: fixedToken(sandbox.token) }),
          pagesFolder: join(context.packDirectory, '..', 'docs', 'nodes'),
        });
        // Standard output is the protocol's alone.
        await new Promise<void>((resolve) => {
          server.onclose = resolve;
          void server.connect(new LineTransport(process.stdin, process.stdout));
        });
        await sandbox?.stop();
      });
    });
};
