import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCli } from '../cli/run-cli.js';
import { root, temporaryFolder } from '../support/workshop.js';

test('the picture of the README is that of a real run', async () => {
  const flow = join(root, 'flows/sms-inbound.flow.json');
  const event = join(root, 'flows/events/sms-first-message.json');
  const fault = 'step=queue,outcome=onTimeout';
  const run = await runCli(['flow', 'run', flow, '--event', event, '--fault', fault, '--json']);
  const report = join(await temporaryFolder(), 'run.json');
  await writeFile(report, run.stdout);
  const { stdout } = await runCli(['flow', 'draw', flow, '--run', report]);
  expect(stdout).toBe(await readFile(join(root, 'docs/images/sms-inbound-run.svg'), 'utf8'));
});
