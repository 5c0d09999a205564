import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Authorizations } from '../../schemas/types.js';
import { bundleProgram } from './bundle-program.js';
import { clientSecret, Office } from './office.js';

const newKey = (fill: number) => Buffer.alloc(32, fill).toString('base64');

let office: Office;
beforeEach(async () => {
  office = await Office.open();
});

const readVault = async (): Promise<Authorizations> => JSON.parse(await readFile(office.vaultFile, 'utf8'));
const keyFile = () => join(office.home, 'authorizations.key');
const newServiceKeys = () => join(office.home, 'authorizations.key.new');
const files = async () => (await readdir(office.home)).sort();

/** The vault opens in these surroundings, with every secret. */
const expectOpen = async (environment: Record<string, string> = {}) => {
  const content = await office.another(environment).vault.read();
  const [main] = content.authorizations;
  expect(content.secret(main!, 'clientSecret')).toBe(clientSecret);
  expect(content.secret(main!, 'refreshToken')).toBe('refresh-token-1-of-the-test');
};

describe('a rekey', () => {
  beforeEach(() => office.addAuthorized('main'));

  test('to a new key file encrypts every secret anew', async () => {
    const before = await readVault();
    const oldKey = await readFile(keyFile(), 'utf8');
    expect(await office.authorizations.rekey('file')).toEqual({ key: keyFile(), authorizations: 1 });
    const after = await readVault();
    expect(after.key).not.toBe(before.key);
    expect(await readFile(keyFile(), 'utf8')).not.toBe(oldKey);
    for (const [field, { data }] of Object.entries(before.authorizations[0]!.secrets))
      expect(after.authorizations[0]!.secrets).not.toMatchObject({ [field]: { data } });
    expect(await files()).toEqual(['authorizations.json', 'authorizations.key']);
    await expectOpen();
  });

  test('to WXCC_NODES_KEY removes the key file', async () => {
    const environment = { WXCC_NODES_KEY: newKey(1) };
    await office.another(environment).rekey('environment');
    expect(await files()).toEqual(['authorizations.json']);
    await expectOpen(environment);
    await expect(office.another().list()).rejects.toMatchObject({ code: 'vault.wrong-key' });
  });

  test('from one WXCC_NODES_KEY to another, and back to a key file', async () => {
    await office.another({ WXCC_NODES_KEY: newKey(1) }).rekey('environment');
    const environment = { WXCC_NODES_KEY: newKey(2), WXCC_NODES_OLD_KEY: newKey(1) };
    await office.another(environment).rekey('environment');
    await expectOpen({ WXCC_NODES_KEY: newKey(2) });
    await office.another({ WXCC_NODES_KEY: newKey(2) }).rekey('file');
    await expectOpen();
  });

  test('to the key that is in use is refused with what to do', async () => {
    const environment = { WXCC_NODES_KEY: newKey(1) };
    await office.another(environment).rekey('environment');
    await expect(office.another(environment).rekey('environment')).rejects.toMatchObject({
      code: 'rekey.same',
      remedy: expect.stringMatching(/WXCC_NODES_OLD_KEY/),
    });
    await expect(office.another().rekey('environment')).rejects.toMatchObject({ code: 'rekey.no-key' });
  });

  test('without the key of before is refused, and nothing is lost', async () => {
    const key = await readFile(keyFile(), 'utf8');
    await rm(keyFile());
    for (const target of ['file', 'environment'] as const)
      await expect(office.another({ WXCC_NODES_KEY: newKey(9) }).rekey(target)).rejects.toMatchObject({
        code: 'vault.wrong-key',
      });
    expect(await files()).toEqual(['authorizations.json']);
    await writeFile(keyFile(), key);
    await expectOpen();
  });

  test('that was killed before the vault was replaced left the old key in use', async () => {
    await writeFile(newServiceKeys(), newKey(5));
    await expectOpen();
    await office.authorizations.rekey('file');
    await expectOpen();
    expect(await files()).toEqual(['authorizations.json', 'authorizations.key']);
  });

  test('that was killed after the vault was replaced left the new key beside the old one, and the next change settles it', async () => {
    const oldKey = await readFile(keyFile());
    await office.authorizations.rekey('file');
    await copyFile(keyFile(), newServiceKeys());
    await writeFile(keyFile(), oldKey);
    await expectOpen();
    await office.authorizations.vault.change(() => {});
    await expectOpen();
    expect(await files()).toEqual(['authorizations.json', 'authorizations.key']);
  });

  test('that follows one that was cut short does not throw away the key that opens the vault', async () => {
    const oldKey = await readFile(keyFile());
    await office.authorizations.rekey('file');
    await copyFile(keyFile(), newServiceKeys());
    await writeFile(keyFile(), oldKey);
    await office.authorizations.rekey('file');
    await expectOpen();
  });
});

test('an empty vault can be given another key', async () => {
  expect(await office.authorizations.rekey('file')).toMatchObject({ authorizations: 0 });
  expect(await office.authorizations.list()).toEqual([]);
});

test('a rekey that is killed at random moments leaves a vault that a key at hand opens', async () => {
  await office.addAuthorized('main');
  const rekeyer = await bundleProgram(`
    const authorizations = authorizationsOf(home, process.env);
    const other = authorizationsOf(home, { WXCC_NODES_KEY: process.env.OTHER_KEY });
    for (;;) {
      const began = performance.now();
      await authorizations.rekey('file');
      await other.rekey('environment');
      process.stdout.write(performance.now() - began + ' ');
    }
  `);
  const environment = { WXCC_NODES_KEY: newKey(4) };
  const openedBy = { file: 0, environment: 0 };
  for (let kill = 0; kill < 40; kill += 1) {
    const child = spawn(process.execPath, [rekeyer, office.home], {
      env: { OTHER_KEY: newKey(4), WXCC_NODES_OLD_KEY: newKey(4) },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exited = once(child, 'exit');
    const [took] = await Promise.race([once(child.stdout!, 'data'), exited]);
    await sleep(Math.random() * Number.parseFloat(String(took)));
    child.kill('SIGKILL');
    expect((await exited)[1]).toBe('SIGKILL');
    const isFile = await office
      .another()
      .list()
      .then(
        () => true,
        () => false,
      );
    await expectOpen(isFile ? {} : environment);
    openedBy[isFile ? 'file' : 'environment'] += 1;
    // The dead program's lock would be free by itself some seconds later.
    await rm(join(office.home, 'authorizations.lock'), { recursive: true, force: true });
  }
  expect(openedBy.file).toBeGreaterThan(0);
  expect(openedBy.environment).toBeGreaterThan(0);
}, 60_000);
