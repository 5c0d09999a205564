import { cp } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { freePort } from '../../scripts/servers/free-port.js';
import { type RunningConsole, startConsole } from '../../src/console/console.js';
import { type LocalSandbox, openLocalSandbox } from '../../src/stage/local-sandbox.js';
import type { RunOptions } from '../cli/run-options.js';
import { packDirectory as builtPack, root, temporaryFolder, workspaceOf } from '../support/workshop.js';

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

/** A console with a sandbox, flows and a home of its own; closed after the tests of the file. */
export interface OpenConsole extends RunningConsole {
  home: string;
  flows: string;
  port: number;
  /** A redirect address on a port that nobody else has. */
  redirect: string;
  sandbox: LocalSandbox | undefined;
  /** Sends a request as it stands: no header is added but Host, and that only when none is given. */
  send(verb: string, path: string, headers?: Record<string, string>, body?: string): Promise<Answer>;
  /** Lets a browser in: the headers that its calls have from then on. */
  enter(): Promise<Record<string, string>>;
}

const closing: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

export const openConsole = async ({
  withSandbox = true,
  packDirectory = builtPack,
  simulated,
  surroundings = {},
}: {
  withSandbox?: boolean;
  packDirectory?: string;
  /** A sandbox in the place of one with a socket. */
  simulated?: LocalSandbox;
  /** What its workspace has instead of the system's. */
  surroundings?: RunOptions['surroundings'];
} = {}): Promise<OpenConsole> => {
  const home = await temporaryFolder();
  const flows = join(home, 'flows');
  await cp(join(root, 'flows'), flows, { recursive: true });
  const workspace = workspaceOf(home, { packDirectory, ...surroundings });
  const redirect = `http://127.0.0.1:${await freePort()}/oauth/callback`;
  const started =
    withSandbox && !simulated ? await openLocalSandbox({ port: 0, redirectUris: [redirect] }) : undefined;
  const sandbox = simulated ?? started;
  const running = await startConsole({
    ...{ workspace, flows, port: 0, keepRuns: 3, packDirectory },
    ...(sandbox ? { sandbox } : { connection: 'sandbox' }),
  });
  closing.push(async () => {
    await running.close();
    await sandbox?.stop();
    await workspace.close();
  });
  const port = Number(new URL(running.url).port);
  const send: OpenConsole['send'] = (verb, path, headers = {}, body) =>
    new Promise((resolve, reject) => {
      const sending = request(
        { host: '127.0.0.1', port, method: verb, path, headers, agent: false },
        (answer) => {
          let text = '';
          answer.setEncoding('utf8').on('data', (part: string) => {
            text += part;
          });
          answer.on('end', () => resolve({ status: answer.statusCode!, headers: answer.headers, text }));
        },
      );
      sending.on('error', reject);
      sending.end(body);
    });
  const enter = async () => {
    const { pathname, search } = new URL(running.launchUrl);
    const launched = await send('GET', pathname + search);
    const [cookie = ''] = String(launched.headers['set-cookie']).split(';');
    const { text } = await send('GET', '/', { cookie });
    const [, key = ''] = /name="console-key" content="([^"]+)"/.exec(text) ?? [];
    return { cookie, 'x-console-key': key, origin: running.url, 'content-type': 'application/json' };
  };
  return { ...running, home, flows, port, redirect, sandbox, send, enter };
};
