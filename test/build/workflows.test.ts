import { constants } from 'node:fs';
import { access, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../support/workshop.js';

// GitHub has never run them. What they name is there.

const folder = join(root, '.github/workflows');

/** What steps run, of every workflow and of the script that they run. */
const lines = async (): Promise<string[]> => {
  const files = (await readdir(folder)).map((name) => join(folder, name));
  const texts = await Promise.all([...files, join(root, '.ci/run')].map((file) => readFile(file, 'utf8')));
  return texts.flatMap((text) => text.split('\n')).filter((line) => !line.trim().startsWith('#'));
};

test('every script that a workflow runs is there', async () => {
  const { scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const named = (await lines()).flatMap((line) =>
    [...line.matchAll(/npm (?:run (?:--silent )?)?([a-z-]+)/g)].map(([, name]) => name!),
  );
  expect(named).toEqual(expect.arrayContaining(['ci', 'start', 'check', 'test', 'chaos', 'release']));
  for (const name of named.filter((one) => one !== 'ci')) expect(scripts).toHaveProperty(name);
  await access(join(root, '.ci/run'), constants.X_OK);
});

test('only the step that drafts the release may write to the repository', async () => {
  const text = await readFile(join(folder, 'release.yml'), 'utf8');
  const steps = text.split(/^ {6}- /m);
  expect(steps.filter((step) => step.includes('github.token'))).toEqual([steps.at(-1)]);
  expect(steps.find((step) => step.includes('actions/checkout'))).toContain('persist-credentials: false');
});
