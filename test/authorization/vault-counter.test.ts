import { copyFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '../support/workshop.js';
import { Office } from './office.js';

const rejected = { rejected: 'access-token-1-of-the-test' };

/** An office whose vault is counted in a file outside of its home. */
const counted = async () => {
  const counter = join(await temporaryFolder(), 'vault.count');
  const environment = { WXCC_NODES_COUNTER: counter };
  const office = await Office.open(environment);
  await office.addAuthorized('main');
  return { office, counter, environment };
};

const countIn = async (file: string) => (JSON.parse(await readFile(file, 'utf8')) as { count: number }).count;

test('a vault that was rolled back whole is noticed before its refresh token is sent again', async () => {
  const { office, counter, environment } = await counted();
  const copy = `${office.vaultFile}.copy`;
  await copyFile(office.vaultFile, copy);
  await office.token(undefined, rejected);
  expect(office.server.refreshes).toHaveLength(1);
  await copyFile(copy, office.vaultFile);

  const other = office.another(environment);
  for (const asking of [
    other.list(),
    office.token(undefined, rejected, other),
    other.test('main'),
    other.makeDefault('main'),
  ])
    await expect(asking).rejects.toMatchObject({
      code: 'vault.rolled-back',
      message: expect.stringContaining('it was rolled back'),
      remedy: expect.stringContaining(counter),
    });
  expect(office.server.refreshes).toHaveLength(1);
  expect(await readFile(office.vaultFile, 'utf8')).toBe(await readFile(copy, 'utf8'));

  // Who knows that there is no newer one says so, and counting begins anew.
  await rm(counter);
  expect(await office.another(environment).list()).toHaveLength(1);
});

test('a vault that is gone is noticed', async () => {
  const { office, environment } = await counted();
  await rm(office.vaultFile);
  await expect(office.another(environment).list()).rejects.toMatchObject({
    code: 'vault.rolled-back',
    message: expect.stringContaining('There is no vault'),
  });
});

test('whoever does not count counts on, so that its changes are no roll-back', async () => {
  const { office, counter, environment } = await counted();
  const before = await countIn(counter);
  const other = office.another();
  await other.makeDefault('main');
  expect(await office.another(environment).list()).toHaveLength(1);
  await office.another(environment).makeDefault('main');
  expect(await countIn(counter)).toBe(before + 2);
});

test('a rekey counts, and the count cannot be taken out of the vault', async () => {
  const { office, counter, environment } = await counted();
  const before = await countIn(counter);
  await office.another(environment).vault.rekey('file');
  expect(await countIn(counter)).toBe(before + 1);
  const vault = JSON.parse(await readFile(office.vaultFile, 'utf8')) as { count?: number };
  expect(vault.count).toBe(before + 1);
  await writeFile(office.vaultFile, JSON.stringify({ ...vault, count: before + 50 }));
  await expect(office.another().list()).rejects.toMatchObject({ code: 'vault.broken' });
});

test('a counter that is damaged, or cannot be written, is named', async () => {
  const { office, counter } = await counted();
  await writeFile(counter, '{"format":1,"count":"many"}');
  await expect(office.another({ WXCC_NODES_COUNTER: counter }).list()).rejects.toMatchObject({
    code: 'counter.broken',
    message: expect.stringContaining(counter),
  });
  const nowhere = join(office.vaultFile, 'counter');
  await expect(office.another({ WXCC_NODES_COUNTER: nowhere }).list()).rejects.toMatchObject({
    code: expect.stringMatching(/^counter\./),
  });
});

test('changes of many processes at once are no roll-back', async () => {
  const { office, environment } = await counted();
  const programs = Array.from({ length: 4 }, () => office.another(environment));
  await Promise.all(
    programs.flatMap((program) => [program.list(), program.makeDefault('main'), program.list()]),
  );
  expect(await office.another(environment).list()).toHaveLength(1);
});
