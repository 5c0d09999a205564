import { join } from 'node:path';
import { root, temporaryFolder } from '../support/workshop.js';
import { runCli } from './run-cli.js';

const remedyIn = async (cwd: string, PATH: string) => {
  const { stdout } = await runCli(['auth', 'list'], { cwd, env: { PATH } });
  return /Add one: (.*) auth add /.exec(stdout)?.[1];
};

test('a command is named as it works where the reader is', async () => {
  const elsewhere = await temporaryFolder();
  expect(await remedyIn(elsewhere, join(root, 'test/cli/bin'))).toBe('wxcc-nodes');
  expect(await remedyIn(root, '/usr/bin')).toBe('npx wxcc-nodes');
  expect(await remedyIn(join(root, 'docs'), '/usr/bin')).toBe('npx wxcc-nodes');
  expect(await remedyIn(elsewhere, '/usr/bin')).toBe(`node ${join(root, 'dist', 'wxcc-nodes.js')}`);
});
