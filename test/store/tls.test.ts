import { execFile } from 'node:child_process';
import { chown, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PostgresServer } from '../../scripts/servers/postgres.js';
import { migrateStore } from '../../src/store/postgres/migrate.js';
import { openPostgres } from '../../src/store/postgres/open.js';
import { describeWithPostgres } from '../support/postgres.js';
import { packDirectory } from '../support/workshop.js';

const run = promisify(execFile);

/** A certificate for `localhost` that nobody else vouches for, and its key; the server that Debian brings depends on openssl. */
const writeCertificate = async ({ folder, user }: PostgresServer) => {
  const files = { cert: join(folder, 'data/server.crt'), key: join(folder, 'data/server.key') };
  const name = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-days', '2'];
  await run('openssl', [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-out',
    files.cert,
    '-keyout',
    files.key,
    ...name,
  ]);
  if (user) for (const file of Object.values(files)) await chown(file, user.uid, user.gid);
  return files;
};

describeWithPostgres('a database over TLS', () => {
  let server: PostgresServer;
  let files: { cert: string; key: string };
  beforeAll(async () => {
    server = await PostgresServer.start();
    await migrateStore({ url: server.url() }, packDirectory);
    files = await writeCertificate(server);
  });
  afterAll(() => server.remove());
  const secure = async (isOn: boolean) => {
    await server.ask(`ALTER SYSTEM SET ssl = ${isOn ? 'on' : 'off'}`);
    await server.end();
    await server.begin();
  };
  const open = async (parameters: string, host = 'localhost') => {
    const url = `${server.url().replace('127.0.0.1', host)}?${parameters}`;
    await (await openPostgres({ url }, packDirectory)).close();
  };

  test('that the server does not offer is refused, and not done without', async () => {
    await secure(false);
    await expect(open('sslmode=require')).rejects.toMatchObject({
      code: 'store.tls',
      message: expect.stringContaining('offers no TLS'),
    });
    await open('sslmode=disable');
  });

  test('is as strict as its mode', async () => {
    await secure(true);
    const ca = `sslrootcert=${encodeURIComponent(files.cert)}`;
    const refused = (why: string) => ({ code: 'store.tls', message: expect.stringContaining(why) });
    for (const mode of ['sslmode=require', 'sslmode=verify-full', 'ssl=true'])
      await expect(open(mode)).rejects.toMatchObject(refused('DEPTH_ZERO_SELF_SIGNED_CERT'));
    for (const mode of ['require', 'verify-ca', 'verify-full']) await open(`sslmode=${mode}&${ca}`);
    await expect(open(`sslmode=verify-full&${ca}`, '127.0.0.1')).rejects.toMatchObject(refused('altnames'));
    await open(`sslmode=verify-ca&${ca}`, '127.0.0.1');
    await expect(open('sslmode=verify-ca')).rejects.toMatchObject(refused('no authority'));
  });

  test.each([
    ['sslmode=no-verify', 'sslmode of the address is "no-verify"'],
    ['sslmode=prefer', 'disable, require'],
    ['ssl=perhaps', 'ssl of the address is "perhaps"'],
    ['sslmode=require&sslrootcert=/nowhere.pem', '/nowhere.pem cannot be read (ENOENT)'],
    ['sslmode=require&sslrootcert=/', '/ cannot be read (not a file)'],
  ])('%s is refused before anything is asked', async (parameters, says) => {
    const told = await open(parameters).catch((error) => error);
    expect(told).toMatchObject({ code: 'store.tls' });
    expect(`${told.message} ${told.remedy}`).toContain(says);
  });

  test('a file that holds no certificate is refused, for Node.js would take it for none', async () => {
    const file = join(server.folder, 'empty.pem');
    await writeFile(file, 'nothing\n');
    await expect(open(`sslmode=require&sslrootcert=${file}`)).rejects.toMatchObject({
      message: expect.stringContaining('holds no certificate'),
    });
    const own = `sslmode=require&sslrootcert=${files.cert}&sslcert=${file}&sslkey=${file}`;
    await expect(open(own)).rejects.toMatchObject({ code: 'store.tls' });
  });
});
