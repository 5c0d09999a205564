import { setImmediate as turn } from 'node:timers/promises';
import { checkRead } from '../../src/flow/check/index.js';
import { parseFlow } from '../../src/flow/read-flow.js';
import { temporaryFolder, workspaceOf } from '../support/workshop.js';

/** Each step lacks inputs and leads back: there is much to find. */
const longFlow = (count: number) =>
  parseFlow(
    'long.flow.json',
    JSON.stringify({
      ...{ id: 'long', name: 'Long', service: 'Care' },
      start: { kind: 'webhook', outputs: ['taskId'], to: 'n3' },
      steps: Array.from({ length: count }, (_, at) => ({
        ...{ kind: 'node', id: `n${at + 3}`, name: `Queue ${at + 1}`, node: 'queue-task', version: 'v1.3' },
        ...{ method: 'queue-task', input: { taskId: '$(n2.inboundWebhook.taskId)' } },
        transitions: { Queued: at + 1 < count ? { to: `n${at + 4}` } : { end: {} }, Error: { to: 'n3' } },
      })),
    }),
  );

test('a long flow is checked in pieces: the console answers other windows meanwhile, and the service other calls', async () => {
  const { packages } = workspaceOf(await temporaryFolder());
  const options = { packages, today: '2026-11-28' };
  // What is read once is known then.
  await checkRead(longFlow(1), options);
  const checking = checkRead(longFlow(2000), options);
  let isChecked = false;
  const end = checking.finally(() => {
    isChecked = true;
  });
  let turns = 0;
  for (; !isChecked; turns += 1) await turn();
  expect((await end).length).toBeGreaterThan(2000);
  expect(turns).toBeGreaterThan(3);
});
