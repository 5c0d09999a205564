import { type Command, InvalidArgumentError } from 'commander';
import { startSandbox } from '../sandbox/sandbox.js';
import { printJson } from './output.js';

const parsePort = (text: string): number => {
  if (!/^[0-9]{1,5}$/.test(text) || Number(text) > 65535)
    throw new InvalidArgumentError('A port is 0 to 65535.');
  return Number(text);
};

export const addSandbox = (program: Command): void => {
  program
    .command('sandbox')
    .description('run the local stand-in for Webex Contact Center until interrupted')
    .option('--port <number>', '0 takes a free one', parsePort, 4180)
    .option('--json', 'print address, token and connection as JSON')
    .action(async ({ port, json }: { port: number; json?: boolean }) => {
      const sandbox = await startSandbox({ port });
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
