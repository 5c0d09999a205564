import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { root, temporaryFolder } from '../support/workshop.js';
import { cleanEnvironment, program } from './run-cli.js';

const onPosix = process.platform === 'win32' ? test.skip : test;

onPosix('Ctrl-C ends a program whose script is in one native loop', async () => {
  const folder = await temporaryFolder();
  const flow = JSON.parse(await readFile(join(root, 'flows/task-routed.flow.json'), 'utf8'));
  const step = flow.steps.find(({ kind }: { kind: string }) => kind === 'evaluate');
  step.script = Array.from(
    { length: 20 },
    () => 'try { Array.prototype.indexOf.call({ length: 9007199254740991 }, 1); } catch (e) {}',
  );
  const file = join(folder, 'loop.flow.json');
  await writeFile(file, JSON.stringify(flow));
  const child = spawn(process.execPath, [program, 'flow', 'run', file], {
    env: cleanEnvironment(folder),
    stdio: 'ignore',
  });
  // Of the seconds that it takes until the script itself is stopped.
  await pause(1000);
  child.kill('SIGINT');
  expect(await once(child, 'exit')).toEqual([null, 'SIGINT']);
});
