import { chmod, chown, lstat, mkdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Authorizations } from '../../schemas/types.js';
import { temporaryFolder } from '../support/workshop.js';
import { clientSecret, Office } from './office.js';

const newKey = (fill: number) => Buffer.alloc(32, fill).toString('base64');

let office: Office;
beforeEach(async () => {
  office = await Office.open();
});

const readVault = async (): Promise<Authorizations> => JSON.parse(await readFile(office.vaultFile, 'utf8'));
const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);

/** The vault is refused as it is, for reading and for writing, and every byte of it stays. */
const expectRefused = async (code: string, problem: RegExp, environment: Record<string, string> = {}) => {
  const before = await readFile(office.vaultFile).catch(() => undefined);
  const authorizations = office.another(environment);
  const refusal = {
    name: 'ToldError',
    code,
    message: expect.stringMatching(problem),
    remedy: expect.stringMatching(/\w/),
  };
  await expect(authorizations.list()).rejects.toMatchObject(refusal);
  await expect(authorizations.makeDefault('main')).rejects.toMatchObject(refusal);
  expect(await readFile(office.vaultFile).catch(() => undefined)).toEqual(before);
};

test.each(['the vault', 'the home folder'])(
  '%s as a link that leads nowhere is no empty vault',
  async (what) => {
    const path = what === 'the vault' ? office.vaultFile : office.home;
    await rm(path, { recursive: true, force: true });
    await symlink(join(await temporaryFolder(), 'away'), path);
    const authorizations = office.another();
    await expect(authorizations.list()).rejects.toMatchObject({
      code: 'vault.unreadable',
      message: expect.stringContaining('a link that leads nowhere'),
    });
    await expect(authorizations.vault.change(() => {})).rejects.toMatchObject({ name: 'ToldError' });
    expect((await lstat(path)).isSymbolicLink()).toBe(true);
  },
);

describe('the files', () => {
  test('are readable by their owner only, and so is the folder', async () => {
    const home = join(await temporaryFolder(), 'deep', 'home');
    Object.assign(office, { home });
    await office.another().vault.change(() => {});
    expect(await modeOf(home)).toBe('700');
    expect(await modeOf(join(home, 'authorizations.json'))).toBe('600');
    expect(await modeOf(join(home, 'authorizations.key'))).toBe('600');
  });

  test('are made so again when somebody opened them up', async () => {
    await office.add('main');
    await chmod(office.home, 0o755);
    await chmod(office.vaultFile, 0o644);
    await office.authorizations.vault.change(() => {});
    expect(await modeOf(office.home)).toBe('700');
    expect(await modeOf(office.vaultFile)).toBe('600');
  });

  test('hold no secret in the clear, and what killed writers left is removed', async () => {
    await office.addAuthorized('main');
    const leftover = `${office.vaultFile}.1234567`;
    await writeFile(leftover, 'half');
    const text = await readFile(office.vaultFile, 'utf8');
    for (const secret of [clientSecret, 'access-token-1', 'refresh-token-1'])
      for (const form of [secret, Buffer.from(secret).toString('base64').slice(0, 12)])
        expect(text).not.toContain(form);
    await office.authorizations.vault.change(() => {});
    await expect(stat(leftover)).rejects.toThrow(/ENOENT/);
  });
});

describe('a secret', () => {
  test('has a nonce of its own each time', async () => {
    await office.addAuthorized('main');
    await office.add('other');
    const nonces = (await readVault()).authorizations.flatMap(({ secrets }) =>
      Object.values(secrets).map(({ nonce }) => nonce),
    );
    expect(nonces).toHaveLength(4);
    expect(new Set(nonces).size).toBe(4);
  });

  test('is bound to its authorization and its field', async () => {
    await office.addAuthorized('main');
    await office.add('other');
    const { vault } = office.authorizations;
    await vault.change(({ authorizations: [main, other] }) => {
      other!.secrets.clientSecret = main!.secrets.clientSecret;
      main!.secrets.accessToken = main!.secrets.refreshToken!;
    });
    const content = await vault.read();
    const [main, other] = content.authorizations;
    expect(() => content.secret(other!, 'clientSecret')).toThrow(/clientSecret of "other" was changed/);
    expect(() => content.secret(main!, 'accessToken')).toThrow(/accessToken of "main" was changed/);
    expect(content.secret(main!, 'refreshToken')).toBe('refresh-token-1-of-the-test');
  });
});

describe('the key', () => {
  test('of WXCC_NODES_KEY opens what it closed, and needs no file', async () => {
    const key = { WXCC_NODES_KEY: newKey(1) };
    const first = office.another(key);
    await first.vault.change(() => {});
    expect(await office.another(key).list()).toEqual([]);
    await expect(stat(join(office.home, 'authorizations.key'))).rejects.toThrow(/ENOENT/);
  });

  test.each(['short', newKey(1).slice(0, 40), `${newKey(1)}AAAA`, 'é'.repeat(32), '*'.repeat(44)])(
    'that is none is refused: %j',
    async (key) => {
      await expect(office.another({ WXCC_NODES_KEY: key }).vault.change(() => {})).rejects.toMatchObject({
        code: 'vault.key',
        message: expect.stringMatching(/WXCC_NODES_KEY holds no key/),
        remedy: expect.stringMatching(/openssl rand -base64 32/),
      });
      await expect(stat(office.vaultFile)).rejects.toThrow(/ENOENT/);
    },
  );

  test('that is another one is refused, and nothing is overwritten', async () => {
    await office.another({ WXCC_NODES_KEY: newKey(1) }).vault.change(() => {});
    await expectRefused('vault.wrong-key', /WXCC_NODES_KEY is not the key/, { WXCC_NODES_KEY: newKey(2) });
    await expectRefused('vault.wrong-key', /there is no key/);
  });

  test('in the environment does not silently replace the one in the file', async () => {
    await office.add('main');
    await expectRefused('vault.wrong-key', /encrypted with the key in .*authorizations\.key, not with/, {
      WXCC_NODES_KEY: newKey(2),
    });
  });

  test('whose file is gone, another one, or no key is refused, and no new one is made', async () => {
    await office.add('main');
    const keyFile = join(office.home, 'authorizations.key');
    await writeFile(keyFile, newKey(3));
    await expectRefused('vault.wrong-key', /authorizations\.key is not the one/);
    await writeFile(keyFile, 'rubbish');
    await expectRefused('vault.key', /authorizations\.key holds no key/);
    await rm(keyFile);
    await expectRefused('vault.wrong-key', /authorizations\.key is missing/);
    await expect(stat(keyFile)).rejects.toThrow(/ENOENT/);
    await mkdir(keyFile);
    await expectRefused('vault.key', /cannot be read/);
  });
});

describe('a vault', () => {
  test('of a newer format is refused, not damaged', async () => {
    await office.add('main');
    await office.writeVault(JSON.stringify({ ...(await readVault()), format: 3, more: true }));
    await expectRefused('vault.newer', /written by a newer version.*format 3/);
  });

  test.each([
    ['empty', '', /empty/],
    ['white space', '  \n', /empty/],
    ['another JSON file', '{"format": 1}', /not a vault/],
    ['a list', '[]', /not a vault/],
    ['null', 'null', /not a vault/],
    ['no JSON', '\u0000\u0001', /not whole JSON/],
  ])('that is %s is refused', async (_what, text, problem) => {
    await office.add('main');
    await office.writeVault(text);
    await expectRefused('vault.broken', problem);
  });

  test('that is a folder is refused', async () => {
    await mkdir(office.vaultFile);
    await expectRefused('vault.broken', /a folder, not a file/);
  });

  test('that is cut off anywhere is refused', async () => {
    await office.add('main');
    const whole = await readFile(office.vaultFile, 'utf8');
    for (let length = 1; length < whole.trimEnd().length; length += 7) {
      await office.writeVault(whole.slice(0, length));
      await expect(office.authorizations.list()).rejects.toMatchObject({ code: 'vault.broken' });
    }
    await office.writeVault(whole);
    expect(await office.authorizations.list()).toHaveLength(1);
  });

  test('that is changed by one bit, whichever, is refused', async () => {
    await office.add('main');
    const whole = await readFile(office.vaultFile);
    const codes = new Set<string>();
    for (let bit = 0; bit < (whole.length - 1) * 8; bit += 1) {
      const changed = Buffer.from(whole);
      changed[bit >> 3]! ^= 1 << (bit & 7);
      await writeFile(office.vaultFile, changed);
      const code = await office.authorizations.list().then(
        () => `bit ${bit} was not noticed`,
        (error) => error.code,
      );
      codes.add(code);
    }
    // A changed version or fingerprint is what it looks like.
    expect([...codes].sort()).toEqual(['vault.broken', 'vault.newer', 'vault.wrong-key']);
    await writeFile(office.vaultFile, whole);
    expect(await office.secret('main', 'clientSecret')).toBe(clientSecret);
  });

  test('is not touched by a change that throws', async () => {
    await office.add('main');
    const before = await readFile(office.vaultFile, 'utf8');
    const failing = office.authorizations.vault.change((content) => {
      content.authorizations.pop();
      throw new Error('half way');
    });
    await expect(failing).rejects.toThrow('half way');
    expect(await readFile(office.vaultFile, 'utf8')).toBe(before);
  });

  test('whose folder cannot be one is refused with what to do', async () => {
    const file = join(await temporaryFolder(), 'file');
    await writeFile(file, '');
    Object.assign(office, { home: join(file, 'home') });
    await expect(office.another().vault.change(() => {})).rejects.toMatchObject({
      code: 'vault.unwritable',
      remedy: expect.stringMatching(/WXCC_NODES_HOME/),
    });
  });

  test('in a folder that cannot be written is read, and a change is refused at once with what to do', async () => {
    await office.addAuthorized('main');
    await chmod(office.home, 0o500);
    const isRoot = process.getuid!() === 0;
    const nobody = 65_534;
    if (isRoot)
      for (const path of ['', 'authorizations.json', 'authorizations.key'])
        await chown(join(office.home, path), nobody, nobody);
    try {
      // Root may write everywhere.
      if (isRoot) process.seteuid!(nobody);
      await expect(office.authorizations.vault.change(() => {})).rejects.toMatchObject({
        code: 'vault.unwritable',
        message: expect.stringMatching(/EACCES/),
        remedy: expect.stringMatching(/Nothing was lost/),
      });
      // A call does not fail because its use cannot be noted.
      expect((await office.token()).token).toBe('access-token-1-of-the-test');
    } finally {
      if (isRoot) process.seteuid!(0);
      await chmod(office.home, 0o700);
    }
    expect((await office.authorizations.list()).map(({ name }) => name)).toEqual(['main']);
  });

  test('loses nothing when many change it at the same moment', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `number ${index}`);
    await Promise.all(names.map((name) => office.add(name)));
    expect((await office.authorizations.list()).map(({ name }) => name).sort()).toEqual([...names].sort());
  });
});
