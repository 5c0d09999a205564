import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root, temporaryFolder } from '../support/workshop.js';
import { jsonOf, runCli } from './run-cli.js';

// What the shells and editors of Windows do differently, seen on any system: no shell stands between here and the program.

const example = join(root, 'flows/sms-inbound.flow.json');

const folderOfFlows = async (...names: string[]): Promise<string> => {
  const folder = await temporaryFolder();
  for (const name of names) await copyFile(example, join(folder, name));
  return folder;
};

const checked = async (...files: string[]): Promise<string> =>
  (await runCli(['flow', 'check', ...files])).stdout.trim().split('\n').at(-1)!;

test('a name with * stands for the files of its folder that fit', async () => {
  const folder = await folderOfFlows('a.flow.json', 'b.flow.json', 'b+flow!json', '.c.flow.json');
  expect(await checked(join(folder, '*.flow.json'))).toMatch(/^2 files, 0 errors/);
  expect(await checked(join(folder, '?.flow.json'), join(folder, 'b+*'))).toMatch(/^3 files, 0 errors/);
});

test('a file that is called so is itself', async () => {
  const folder = await folderOfFlows('a.flow.json', '*.flow.json');
  expect(await checked(join(folder, '*.flow.json'))).toMatch(/^1 file, 0 errors/);
});

test('a name that fits nothing is refused by name', async () => {
  const pattern = join(await temporaryFolder(), '*.zip');
  const run = await runCli(['verify', pattern, '--json']);
  expect(run.code).toBe(2);
  expect(jsonOf(run)).toMatchObject([{ file: pattern, whole: false }]);
});

test('packages are verified and imported by pattern', async () => {
  const packages = join(root, 'dist/packages/*-task-*.zip');
  const verified = jsonOf<{ node: string }[]>(await runCli(['verify', packages, '--json']));
  expect(verified.map(({ node }) => node)).toEqual(['close-task', 'create-task', 'queue-task']);
  const imported = jsonOf<unknown[]>(await runCli(['import', packages, '--json']));
  expect(imported).toHaveLength(3);
});

test('an input with a byte order mark and line breaks of Windows is read', async () => {
  const folder = await temporaryFolder();
  await mkdir(join(folder, 'inputs'));
  const file = join(folder, 'inputs', 'create task.json');
  const text = await readFile(join(root, 'docs/tour/create-task.json'), 'utf8');
  await writeFile(file, `\uFEFF${text.replaceAll('\n', '\r\n')}`);
  const run = await runCli([
    'invoke',
    'create-task',
    '--input',
    file,
    '--set',
    'task=93912f11-6017-404b-bf14-5331890b1797',
    '--dry-run',
    '--json',
  ]);
  expect(run).toMatchObject({ code: 0, stderr: '' });
  expect(jsonOf(run)).toMatchObject({ method: 'POST' });
});
