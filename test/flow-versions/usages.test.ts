import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { authorizationUsages, callingSteps, usageLookup } from '../../src/flow/usages.js';
import { temporaryFolder } from '../support/workshop.js';
import { mailFlow } from './flow-text.js';
import { builtPackages } from './neighbours.js';

let folder: string;
beforeAll(async () => {
  folder = await temporaryFolder();
  await mkdir(join(folder, 'more'));
  await writeFile(join(folder, 'more/mail.flow.json'), JSON.stringify(mailFlow()));
  await writeFile(join(folder, 'broken.flow.json'), '{');
  await writeFile(join(folder, 'case.json'), '{');
});

const usagesIn = async (path: string) =>
  authorizationUsages((await callingSteps([path])).steps, builtPackages);

test('every step with a node is found, with the authorization that it names', async () => {
  const usages = await usagesIn(folder);
  expect(usages.map(({ step, authorization, integration }) => [step.id, authorization, integration])).toEqual(
    [
      ['n3', 'main', expect.any(String)],
      ['n4', null, expect.any(String)],
    ],
  );
  expect(usages[0]).toMatchObject({ file: join(folder, 'more/mail.flow.json'), flow: 'mail-inbound' });
});

test('a flow that cannot be read is told: what it uses, nobody knows', async () => {
  const { unreadable } = await callingSteps([folder]);
  expect(unreadable).toMatchObject([{ file: join(folder, 'broken.flow.json'), rule: 'json.syntax' }]);
});

test('an authorization is used by name, and the default one by steps that name none', async () => {
  const found = await usagesIn(folder);
  const integration = found[0]!.integration!;
  const ids = (name: string, isDefault: boolean, of = integration) =>
    usageLookup(found)({ name, isDefault, integration: of }).map(({ step }) => step);
  expect(ids('main', false)).toEqual(['Create']);
  expect(ids('main', true)).toEqual(['Create', 'Queue']);
  expect(ids('MAIN', false)).toEqual(['Create']);
  expect(ids('other', false)).toEqual([]);
  expect(ids('main', true, 'another-integration')).toEqual([]);
});

test('a step whose node is not at hand may use any integration', async () => {
  const file = join(await temporaryFolder(), 'strange.flow.json');
  await writeFile(file, JSON.stringify(mailFlow({ create: { node: 'strange' } })));
  const found = await usagesIn(file);
  expect(found[0]).toMatchObject({ node: 'strange', integration: null });
  expect(usageLookup(found)({ name: 'main', isDefault: false, integration: 'any' })).toHaveLength(1);
});

test('a folder that is not there is an error, not an empty answer', async () => {
  await expect(callingSteps([join(folder, 'nothing')])).rejects.toMatchObject({
    code: 'folder.unreadable',
  });
});
