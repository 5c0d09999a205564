import { spawnSync } from 'node:child_process';
import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hasBrowser } from '../../scripts/servers/browser.js';
import { leaveOut } from '../support/postgres.js';
import { root, temporaryFolder } from '../support/workshop.js';

const check = (folder: string) =>
  spawnSync(
    process.execPath,
    [join(root, 'node_modules/tsx/dist/cli.mjs'), 'scripts/screenshots.ts', '--check', '--root', folder],
    { cwd: root, encoding: 'utf8' },
  );

const describeWithBrowser = (title: string, tests: () => void) =>
  hasBrowser ? describe(title, tests) : leaveOut(title, 'Chromium');

describeWithBrowser("the pictures of the console's pages", () => {
  test('show what the pages say', () => {
    const { status, stdout, stderr } = check(root);
    expect([status, stdout, stderr]).toEqual([0, '', '']);
  });

  test('are told when they do not', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'docs'));
    await cp(join(root, 'docs/images'), join(folder, 'docs/images'), { recursive: true });
    for (const name of ['dist', 'flows']) await symlink(join(root, name), join(folder, name));
    const file = join(folder, 'docs/images/console-nodes.txt');
    await writeFile(file, (await readFile(file, 'utf8')).replace('Queue Task', 'Queue a Task'));
    const { status, stdout } = check(folder);
    expect([status, stdout.match(/console-\w+\.txt/g)]).toEqual([1, ['console-nodes.txt']]);
  });
});
