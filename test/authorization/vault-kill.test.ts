import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { temporaryFolder, workspaceOf } from '../support/workshop.js';
import { bundleProgram } from './bundle-program.js';

const kills = 50;
/** In one process, each on a vault of its own: a kill ends them all, each at another moment of its work. */
const writers = 4;

/** Writes generation after generation: two authorizations whose fields and secrets must be of the same one. */
const writer = `
  const record = (name, generation) => ({
    name, integration: 'webex-cc-task', revision: generation, state: 'Authorized', isDefault: name === 'a',
    clientId: generation, clientAuthentication: 'client_secret_post', scopes: ['x'],
    redirect: 'http://127.0.0.1:4181/callback', createdAt: new Date().toISOString(),
    oauth: { authorize: 'https://webexapis.com/v1/authorize', token: 'https://webexapis.com/v1/access_token' }, secrets: {},
  });
  const write = (vault) => vault.change((content) => {
    const next = String(Number(content.authorizations[0]?.revision ?? 0) + 1);
    content.authorizations.splice(0);
    for (const name of ['a', 'b']) {
      const one = record(name, next);
      content.setSecret(one, 'clientSecret', 'secret ' + next + 'x'.repeat(2000));
      content.authorizations.push(one);
    }
  });
  const vaults = homes.map((one) => vaultOf(one));
  const began = performance.now();
  await Promise.all(vaults.map(write));
  process.stdout.write(String(performance.now() - began));
  await Promise.all(vaults.map(async (vault) => {
    for (;;) await write(vault);
  }));
`;

const generationOf = async (home: string): Promise<number> => {
  const content = await workspaceOf(home).authorizations.vault.read();
  const generations = content.authorizations.flatMap((one) => [
    one.revision,
    /^secret ([0-9]+)x/.exec(content.secret(one, 'clientSecret')!)![1],
  ]);
  if (generations.length === 0) return 0;
  expect(generations).toHaveLength(4);
  expect(new Set(generations).size).toBe(1);
  return Number(generations[0]);
};

/** Kills a process of writers, one for each home, some time after each has written: in the next writing or the one after it. */
const killWriters = async (program: string, homes: string[]): Promise<void> => {
  const child = spawn(process.execPath, [program, ...homes], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const [took] = await Promise.race([once(child.stdout!, 'data'), exited]);
  await sleep(Math.random() * 2 * Number(took));
  child.kill('SIGKILL');
  const [code, signal] = await exited;
  expect({ code, signal }).toEqual({ code: null, signal: 'SIGKILL' });
};

test(`${kills * writers} writers that are killed at random moments leave the old vault or the new one`, async () => {
  const program = await bundleProgram(writer);
  const homes = await Promise.all(Array.from({ length: writers }, temporaryFolder));
  let generations = homes.map(() => 0);
  for (let kill = 0; kill < kills; kill += 1) {
    await killWriters(program, homes);
    const found = await Promise.all(homes.map(generationOf));
    for (const [index, generation] of found.entries())
      expect(generation).toBeGreaterThanOrEqual(generations[index]!);
    generations = found;
    // The dead writers' locks would be free by themselves some seconds later, which 50 kills cannot wait for.
    for (const home of homes) await rm(join(home, 'authorizations.lock'), { recursive: true, force: true });
  }
  for (const home of homes) {
    await workspaceOf(home).authorizations.vault.change(() => {});
    expect((await readdir(home)).sort()).toEqual(['authorizations.json', 'authorizations.key']);
  }
  // Each had written at least once before each kill, and some went on.
  for (const generation of generations) expect(generation).toBeGreaterThanOrEqual(kills);
  expect(generations.reduce((sum, generation) => sum + generation)).toBeGreaterThan(kills * writers);
}, 120_000);

test('the lock of a killed writer is free some seconds later', async () => {
  const program = await bundleProgram(writer);
  const home = await temporaryFolder();
  let isLocked = false;
  for (let round = 0; round < 50 && !isLocked; round += 1) {
    await killWriters(program, [home]);
    isLocked = (await readdir(home)).includes('authorizations.lock');
  }
  expect(isLocked).toBe(true);
  await workspaceOf(home).authorizations.vault.change(() => {});
  expect(await readdir(home)).not.toContain('authorizations.lock');
}, 60_000);
