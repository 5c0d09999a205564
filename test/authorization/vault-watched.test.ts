import { randomBytes } from 'node:crypto';
import { readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Office } from './office.js';

// A service reads the vault at every call, and opens it anew only when the vault or its key has changed.

let office: Office;
let keyFile: string;
beforeEach(async () => {
  office = await Office.open();
  keyFile = join(office.home, 'authorizations.key');
  await office.addAuthorized('main');
  // The first call notes in the vault that it was used.
  expect((await office.token()).token).toBe('access-token-1-of-the-test');
  // Old enough for a reader to trust its time.
  const past = new Date(2020, 0);
  for (const file of [office.vaultFile, keyFile]) await utimes(file, past, past);
});

test('as long as nothing changes the same content is given', async () => {
  const { vault } = office.authorizations;
  const [first, second] = [await vault.read(), await vault.read()];
  expect(second.authorizations).toBe(first.authorizations);
});

test('who is given the list may change it without changing what others get', async () => {
  const [listed] = await office.authorizations.list();
  listed!.clientId = 'another';
  expect((await office.authorizations.find('main')).clientId).toBe('client-id-of-the-test');
});

test('what another program stores is there at the next call', async () => {
  await office.another().update('main', { clientId: 'a-new-client' });
  expect((await office.authorizations.find('main')).clientId).toBe('a-new-client');
  expect((await office.token()).token).toBeUndefined();
});

test('a vault that was changed by hand is refused at the next call', async () => {
  const text = await readFile(office.vaultFile, 'utf8');
  await writeFile(office.vaultFile, text.replace('client-id-of-the-test', 'client-id-of-a-thief'));
  await expect(office.token()).rejects.toMatchObject({ code: 'vault.broken' });
  await writeFile(office.vaultFile, text);
  expect((await office.token()).token).toBe('access-token-1-of-the-test');
});

test('a key that is gone or another one opens nothing any more', async () => {
  const text = await readFile(keyFile, 'utf8');
  await rm(keyFile);
  await expect(office.token()).rejects.toMatchObject({ code: 'vault.wrong-key' });
  await writeFile(keyFile, randomBytes(32).toString('base64'));
  await expect(office.token()).rejects.toMatchObject({ code: 'vault.wrong-key' });
  await writeFile(keyFile, text);
  expect((await office.token()).token).toBe('access-token-1-of-the-test');
});
