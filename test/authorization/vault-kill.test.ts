import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Vault } from '../../src/authorization/vault.js';
import { temporaryFolder } from '../support/workshop.js';
import { bundleProgram } from './bundle-program.js';

const kills = 200;
const atOnce = 4;

/** Writes generation after generation: two authorizations whose fields and secrets must be of the same one. */
const writer = `
  const vault = new Vault(home, {});
  const record = (name, generation) => ({
    name, integration: 'webex-cc-task', revision: generation, state: 'Authorized', isDefault: name === 'a',
    clientId: generation, clientAuthentication: 'client_secret_post', scopes: ['x'],
    redirect: 'http://127.0.0.1:4181/callback', createdAt: new Date().toISOString(),
    oauth: { authorize: 'https://webexapis.com/v1/authorize', token: 'https://webexapis.com/v1/access_token' }, secrets: {},
  });
  for (let round = 0; ; round += 1) {
  await vault.change((content) => {
    const next = String(Number(content.authorizations[0]?.revision ?? 0) + 1);
    content.authorizations.splice(0);
    for (const name of ['a', 'b']) {
      const one = record(name, next);
      content.setSecret(one, 'clientSecret', 'secret ' + next + 'x'.repeat(2000));
      content.authorizations.push(one);
    }
  });
  if (round === 0) process.stdout.write('ready');
  }
`;

const generationOf = async (home: string): Promise<number> => {
  const content = await new Vault(home, {}).read();
  const generations = content.authorizations.flatMap((one) => [
    one.revision,
    /^secret ([0-9]+)x/.exec(content.secret(one, 'clientSecret')!)![1],
  ]);
  if (generations.length === 0) return 0;
  expect(generations).toHaveLength(4);
  expect(new Set(generations).size).toBe(1);
  return Number(generations[0]);
};

const killOneWriter = async (program: string, home: string): Promise<void> => {
  const child = spawn(process.execPath, [program, home], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  await Promise.race([once(child.stdout!, 'data'), exited]);
  await sleep(Math.random() * 15);
  child.kill('SIGKILL');
  const [code, signal] = await exited;
  expect({ code, signal }).toEqual({ code: null, signal: 'SIGKILL' });
};

const killWriters = async (program: string, count: number): Promise<number> => {
  const home = await temporaryFolder();
  let generation = 0;
  for (let kill = 0; kill < count; kill += 1) {
    await killOneWriter(program, home);
    const found = await generationOf(home);
    expect(found).toBeGreaterThanOrEqual(generation);
    generation = found;
    // The dead writer's lock would be free by itself some seconds later, which 200 kills cannot wait for.
    await rm(join(home, 'authorizations.lock'), { recursive: true, force: true });
  }
  await new Vault(home, {}).change(() => {});
  expect((await readdir(home)).sort()).toEqual(['authorizations.json', 'authorizations.key']);
  return generation;
};

test(`a writer that is killed ${kills} times at random moments leaves the old vault or the new one`, async () => {
  const program = await bundleProgram(writer);
  const generations = await Promise.all(
    Array.from({ length: atOnce }, () => killWriters(program, kills / atOnce)),
  );
  // Each had written at least once, and was killed while it went on.
  for (const generation of generations) expect(generation).toBeGreaterThan(kills / atOnce);
}, 120_000);

test('the lock of a killed writer is free some seconds later', async () => {
  const program = await bundleProgram(writer);
  const home = await temporaryFolder();
  let isLocked = false;
  for (let round = 0; round < 50 && !isLocked; round += 1) {
    await killOneWriter(program, home);
    isLocked = (await readdir(home)).includes('authorizations.lock');
  }
  expect(isLocked).toBe(true);
  await new Vault(home, {}).change(() => {});
  expect(await readdir(home)).not.toContain('authorizations.lock');
}, 60_000);
