import { root, temporaryFolder } from '../support/workshop.js';
import { quickNpx, runShell, shellBlocks } from './shell-blocks.js';

// Commands that need no second terminal and no token, as they stand there, in the checkout.
const run = async (page: string) => {
  const { WXCC_TOKEN: _, ...rest } = process.env;
  const env = { ...rest, WXCC_NODES_HOME: await temporaryFolder() };
  const blocks = await shellBlocks(page);
  expect(blocks.map(({ terminal }) => terminal)).not.toContain(1);
  return runShell(quickNpx + blocks.map(({ code }) => code).join('\n'), { cwd: root, env });
};

test('the five minutes of the README', async () => {
  const { code, out } = await run('README.md');
  expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining('no error.') });
  expect(out).toContain('The flow ended with exit result 101. success');
  expect(out).toMatch(/flows\/sms-inbound\.flow\.json: \d+ runs/);
}, 600_000);

test('the commands of docs/flows.md', async () => {
  const { code, out } = await run('docs/flows.md');
  expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining('close-after-agent') });
  expect(out).toMatch(/is somebody there .*inWorkingHours/);
  expect(out).toMatch(/is somebody there .*onNoMatch/);
}, 600_000);
