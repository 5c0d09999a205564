import { type Command, InvalidArgumentError } from 'commander';
import { plain } from '../ground/plain-text.js';
import { toldError } from '../ground/told-error.js';
import { jsonText } from '../node-kit/json-text.js';
import { openLocalSandbox } from '../stage/local-sandbox.js';
import { readSandboxState, type SandboxState } from '../stage/sandbox-state.js';
import { day, durationOption } from './duration.js';
import { examples, inLines } from './examples.js';
import { interruption } from './interruption.js';
import { printJson, printTable } from './output.js';
import { parsePort } from './port.js';
import { readScenario } from './read-scenario.js';

const sandboxStart = toldError('operator', 'sandbox.start', 'The sandbox cannot start.');

const parseToken = (text: string): string => {
  if (!/^[!-~]{6,200}$/.test(text))
    throw new InvalidArgumentError('A token has 6 to 200 visible characters.');
  return text;
};

const lifetimes = { least: 1000, most: 9999 * day, seconds: true };

const parseRedirectUri = (text: string, before: string[]): string[] => {
  if (!/^https?:\/\/[^\s#]+$/.test(text) || !URL.canParse(text))
    throw new InvalidArgumentError('Give a whole http or https address without #.');
  return [...before, text];
};

interface Options {
  port: number;
  scenario?: string;
  token?: string;
  redirectUri: string[];
  accessTokenSeconds?: number;
  refreshTokenSeconds?: number;
  json?: boolean;
}

const oauthSettings = ({ accessTokenSeconds, refreshTokenSeconds }: Options) => ({
  ...(accessTokenSeconds !== undefined && { accessTokenSeconds: accessTokenSeconds / 1000 }),
  ...(refreshTokenSeconds !== undefined && { refreshTokenSeconds: refreshTokenSeconds / 1000 }),
});

const parseUrl = (text: string): string => {
  if (URL.canParse(text) && /^https?:\/\/[^\s#?]+$/.test(text)) return text;
  throw new InvalidArgumentError('Give the address that the sandbox prints, such as http://127.0.0.1:4180.');
};

const printState = ({ orgId, tasks, queues, entryPoints, faults, calls }: SandboxState): void => {
  console.log(plain(`Organization ${orgId}`));
  printTable(
    ['task', 'state', 'channel'],
    tasks.map(({ id, state, mediaType, mediaChannel }) => [id, state, `${mediaType} ${mediaChannel}`]),
  );
  printTable(
    ['queue', 'id'],
    queues.map(({ name, id }) => [name, id]),
  );
  console.log(plain(`Entry points: ${entryPoints.join(', ') || 'none'}`));
  printTable(
    ['call, the last first', 'status'],
    [...calls]
      .reverse()
      .slice(0, 20)
      .map(({ method, url, status }) => [`${method} ${url}`, status]),
  );
  if (faults.length > 0) console.log(plain(`Ordered faults: ${jsonText(faults)}`));
};

const addState = (sandbox: Command) => {
  sandbox
    .command('state')
    .description('show a sandbox that runs: tasks, queues, calls, ordered faults')
    .option('--url <address>', 'of the sandbox, as its start prints it', parseUrl, 'http://127.0.0.1:4180')
    .option('--json', 'print everything as JSON')
    .addHelpText('after', examples('wxcc-nodes sandbox state', 'wxcc-nodes sandbox state --json'))
    .action(async ({ url }: { url: string }, command: Command) => {
      const state = await readSandboxState(url);
      // `sandbox` itself has --json too, and takes it wherever it stands.
      if (command.optsWithGlobals<{ json?: boolean }>().json) printJson(state);
      else printState(state);
    });
};

export const addSandbox = (program: Command): void => {
  const sandboxCommand = program
    .command('sandbox')
    .description('run the local stand-in for Webex Contact Center until interrupted')
    .option('--port <number>', '0 takes a free one', parsePort, 4180)
    .option('--scenario <file>', 'organizations, queues, agents and their habits to start with')
    .option('--token <token>', 'take this token instead of a new one', parseToken)
    .option('--redirect-uri <uri>', 'where sign-ins may come back to; may be repeated', parseRedirectUri, [])
    .addOption(
      durationOption(
        '--access-token-seconds <time>',
        'lifetime, such as 60 or 14d (default: 1209599)',
        lifetimes,
      ),
    )
    .addOption(
      durationOption(
        '--refresh-token-seconds <time>',
        'lifetime, such as 60 or 14d (default: 90d)',
        lifetimes,
      ),
    )
    .option('--json', 'print address, token, OAuth client and connection as JSON')
    .addHelpText(
      'after',
      examples(
        'wxcc-nodes sandbox --token tour-token',
        '# a free port, your own organization, tokens that end after a minute',
        inLines('wxcc-nodes sandbox --port 0 --scenario scenario.json', '--access-token-seconds 60'),
      ),
    )
    .action(async (options: Options) => {
      const interrupted = interruption();
      const { port, scenario: file, token, json } = options;
      const scenario = file === undefined ? undefined : await readScenario(file);
      const sandbox = await openLocalSandbox({
        port,
        ...(scenario && { scenario }),
        ...(token && { token }),
        oauth: oauthSettings(options),
        redirectUris: options.redirectUri,
      }).catch((error: Error) => {
        throw sandboxStart(`The sandbox cannot start: ${error.message}`, 'Try --port 0.');
      });
      const { url, connection, oauth } = sandbox;
      if (json) printJson({ url, token: sandbox.token, oauth, connection });
      else {
        console.log(`Sandbox at ${url} (task API below /wxcc-task, admin below /_sandbox)`);
        console.log(`export WXCC_TOKEN=${sandbox.token}`);
        console.log(`OAuth client: id ${oauth.clientId}, secret ${oauth.clientSecret}`);
        console.log(`  redirect addresses: ${oauth.redirectUris.join(', ')}`);
        const isUsual = url === 'http://127.0.0.1:4180';
        if (!isUsual) console.info(`Connection, for a file sandbox.json: ${JSON.stringify(connection)}`);
        console.log('To authorize the nodes at it:');
        console.log(
          [
            `  echo ${oauth.clientSecret} |`,
            'wxcc-nodes auth add --name sandbox',
            `--client-id ${oauth.clientId} --client-secret-stdin`,
            `--connection ${isUsual ? 'sandbox' : 'sandbox.json'}`,
            `--redirect ${oauth.redirectUris[0]}`,
          ].join(' \\\n    '),
        );
        console.log('  wxcc-nodes auth authorize sandbox --open');
      }
      await interrupted;
      await sandbox.stop();
    });
  addState(sandboxCommand);
};
