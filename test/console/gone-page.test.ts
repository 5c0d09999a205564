import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { flowRoutes } from '../../src/console/flow-routes.js';
import { Asked } from '../../src/console/route.js';
import { temporaryFolder, workspaceOf } from '../support/workshop.js';

const step = (index: number) => ({
  ...{ kind: 'evaluate', id: `n${10 + index}`, name: `step ${index}`, script: "'ok';" },
  transitions: { ok: { to: 'done' } },
  otherwise: { to: 'done' },
});

const flow = {
  ...{ id: 'some', name: 'Some', service: 's', variables: {} },
  start: { kind: 'channelMessage', channel: 'sms', to: 'step 0' },
  steps: [step(0), { kind: 'end', id: 'n900', name: 'done', exitResult: 101 }],
};

test.each(['/flow/check', '/flow/explore'])('%s ends when the page that asked is gone', async (path) => {
  const home = await temporaryFolder();
  const flows = join(home, 'flows');
  await mkdir(flows);
  await writeFile(join(flows, 'some.flow.json'), JSON.stringify(flow));
  const workspace = workspaceOf(home);
  const route = flowRoutes({ workspace, flows, keepRuns: 0 }).find((one) => one.path === path)!;
  const ask = (signal?: AbortSignal) => route.run(new Asked({}, { file: 'some.flow.json' }, signal));
  await expect(ask()).resolves.toMatchObject({ json: { findings: [] } });
  await expect(ask(AbortSignal.abort())).rejects.toThrow('aborted');
  await workspace.close();
});
