import { type Command, InvalidArgumentError } from 'commander';
import { isScenario } from '../../schemas/validators.js';
import { ConfigurationError } from '../node-kit/configuration-error.js';
import { startSandbox } from '../sandbox/sandbox.js';
import type { Scenario } from '../sandbox/seed.js';
import { printJson } from './output.js';
import { readJsonFile } from './read-text.js';

const parsePort = (text: string): number => {
  if (!/^[0-9]{1,5}$/.test(text) || Number(text) > 65535)
    throw new InvalidArgumentError('A port is 0 to 65535.');
  return Number(text);
};

interface Options {
  port: number;
  scenario?: string;
  token?: string;
  json?: boolean;
}

const parseToken = (text: string): string => {
  if (!/^[!-~]{6,200}$/.test(text))
    throw new InvalidArgumentError('A token has 6 to 200 visible characters.');
  return text;
};

const readScenario = async (file: string): Promise<Scenario> => {
  const scenario = await readJsonFile(file, 'scenario');
  if (isScenario(scenario)) return scenario;
  const [first] = isScenario.errors ?? [];
  throw new ConfigurationError(
    'scenario.schema',
    `${file}${first?.instancePath ?? ''}: ${first?.message}`,
    'See schemas/scenario.schema.json for what a scenario holds.',
  );
};

export const addSandbox = (program: Command): void => {
  program
    .command('sandbox')
    .description('run the local stand-in for Webex Contact Center until interrupted')
    .option('--port <number>', '0 takes a free one', parsePort, 4180)
    .option('--scenario <file>', 'organizations, queues, agents and their habits to start with')
    .option('--token <token>', 'take this token instead of a new one', parseToken)
    .option('--json', 'print address, token and connection as JSON')
    .action(async ({ port, scenario: file, token, json }: Options) => {
      const scenario = file === undefined ? undefined : await readScenario(file);
      const sandbox = await startSandbox({
        port,
        ...(scenario && { scenario }),
        ...(token && { token }),
      }).catch((error: Error) => {
        throw new ConfigurationError(
          'sandbox.start',
          `The sandbox cannot start: ${error.message}`,
          'Try --port 0.',
        );
      });
      const connection = {
        orgId: sandbox.orgId,
        taskApi: `${sandbox.url}/wxcc-task`,
        configApi: sandbox.url,
      };
      if (json) printJson({ url: sandbox.url, token: sandbox.token, connection });
      else {
        console.log(`Sandbox at ${sandbox.url} (task API below /wxcc-task, admin below /_sandbox)`);
        console.log(`export WXCC_TOKEN=${sandbox.token}`);
        if (port !== 4180) console.log(`Connection: ${JSON.stringify(connection)}`);
      }
      await new Promise<void>((resolve) => {
        for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
      });
      await sandbox.stop();
    });
};
