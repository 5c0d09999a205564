import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../support/workshop.js';
import { runProcess } from './run-cli.js';

// A folder that takes no new names, for root neither: asked to make one there with all above it, Node.js never ends.
const takesNoNames = '/proc';

const withOddHome = async (args: string[]) =>
  runProcess(args, {
    cwd: await temporaryFolder(),
    env: { WXCC_NODES_HOME: join(takesNoNames, 'wxcc/nodes') },
    stdin: 'a secret\n',
  });

(existsSync(takesNoNames) ? describe : describe.skip)('in a home that cannot be made', () => {
  test.each([
    'key add one --nodes *',
    'auth add --name main --client-id C1 --client-secret-stdin',
    'purge --older-than 14d',
    'serve --port 0 --callback-port 0',
    `flow new one --channel sms --nodes create-task,queue-task --dir ${takesNoNames}/wxcc`,
  ])('%s ends, and says what it could not write', async (line) => {
    const { code, stdout, stderr } = await withOddHome(line.split(' '));
    expect(code).toBe(2);
    expect(stdout + stderr).toMatch(/\/proc\/wxcc/);
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});
