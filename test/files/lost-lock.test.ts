import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { withLock } from '../../src/files/lock.js';
import { replaceWithBackup } from '../../src/flow/upgrade/backup.js';
import { digestOf } from '../../src/package/digest.js';
import { jsonOf, runProcess } from '../cli/run-cli.js';
import { asPackVersion, honestZip } from '../package/honest.js';
import { temporaryFolder } from '../support/workshop.js';

// A lock is a folder that its holder touches every few seconds. Who finds it gone or touched by somebody else has lost
// it; the lock library's own answer to that is an exception from a timer, which nothing catches.

const until = async (isSo: () => unknown): Promise<void> => {
  for (let count = 0; !(await isSo()); count += 1) {
    if (count > 1000) throw new Error('waited in vain');
    await pause(10);
  }
};

const isThere = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );

const removed = (lock: string) => rm(lock, { recursive: true });
const aged = (lock: string) => utimes(lock, new Date(2000, 0), new Date(2000, 0));

/** Longer than it takes a holder to look after its lock; milliseconds. */
const noticedMs = 4000;

/** A pipe instead of a file: who reads it waits until somebody writes. */
const makePipe = async (file: string) => {
  await promisify(execFile)('mkfifo', [file]);
  return file;
};

/** To write into a pipe that somebody reads: only then it can be opened so. */
const whereRead = async (pipe: string): Promise<FileHandle> => {
  let found: FileHandle | undefined;
  await until(async () => {
    found = await open(pipe, constants.O_WRONLY | constants.O_NONBLOCK).catch(() => undefined);
    return found;
  });
  return found!;
};

/** Takes the lock away while its holder reads the pipe, and lets it read on once it has noticed. */
const takeAway = async (lock: string, take: (lock: string) => Promise<void>, pipe: string, text: string) => {
  const writing = await whereRead(pipe);
  expect(await isThere(lock)).toBe(true);
  await take(lock);
  await pause(noticedMs);
  await writing.writeFile(text);
  await writing.close();
};

test.concurrent.each([
  ['removed', removed],
  ['aged', aged],
])('the work is told when its lock is %s from outside, and may ask before it matters', async (_how, take) => {
  const lock = join(await temporaryFolder(), 'a.lock');
  const working = withLock(lock, { waitMs: 1000 }, async (held) => {
    held.check();
    await take(lock);
    await until(() => held.isLost);
    held.check();
  });
  await expect(working).rejects.toMatchObject({ name: 'Error', code: 'lost', file: lock });
});

test.concurrent('a lock that is free in the end lets the next one work, one that is not is told', async () => {
  const lock = join(await temporaryFolder(), 'a.lock');
  await withLock(lock, { waitMs: 1000 }, async () => {
    await expect(withLock(lock, { waitMs: 100 }, async () => {})).rejects.toMatchObject({ code: 'busy' });
  });
  expect(await withLock(lock, { waitMs: 100 }, async () => 'done')).toBe('done');
  await expect(
    withLock(join(lock, 'nowhere', 'b.lock'), { waitMs: 100 }, async () => {}),
  ).rejects.toMatchObject({ code: 'ENOENT', isContention: false });
});

test.concurrent.each([
  ['removed', removed],
  ['aged', aged],
])('an import whose lock is %s changes nothing and says so', async (_how, take) => {
  const home = await temporaryFolder();
  const catalog = join(home, 'catalog');
  await mkdir(catalog);
  const index = await makePipe(join(catalog, 'catalog.json'));
  const zip = await asPackVersion(honestZip(), '2.0.0');
  const file = join(await temporaryFolder(), 'queue-task.zip');
  await writeFile(file, zip);
  const importing = runProcess(['import', file, '--trust', digestOf(zip), '--json'], { home });
  await takeAway(`${catalog}.lock`, take, index, '{"format":1,"packages":[]}');
  const run = await importing;
  expect(run).toMatchObject({ code: 2, stderr: '' });
  expect(jsonOf(run)).toMatchObject({
    error: { code: 'catalog.busy', message: expect.stringContaining('catalog.lock') },
  });
  expect((await stat(index)).isFIFO()).toBe(true);
});

test.concurrent('a key is not added when the lock of the keys is lost', async () => {
  const home = await temporaryFolder();
  const keys = await makePipe(join(home, 'keys.json'));
  const adding = runProcess(['key', 'add', 'main', '--json'], { home });
  await takeAway(`${keys}.lock`, removed, keys, '{"format":1,"keys":[]}');
  const run = await adding;
  expect(run).toMatchObject({ code: 2, stderr: '' });
  expect(jsonOf(run)).toMatchObject({ error: { code: 'keys.busy' } });
  expect((await stat(keys)).isFIFO()).toBe(true);
});

test.concurrent('a flow is not upgraded when its lock is lost', async () => {
  const folder = await temporaryFolder();
  const flow = await makePipe(join(folder, 'a.flow.json'));
  const upgrading = replaceWithBackup(flow, 'before', 'after').catch((error: unknown) => error);
  await takeAway(`${flow}.lock`, removed, flow, 'before');
  expect(await upgrading).toMatchObject({ name: 'ToldError', code: 'upgrade.busy' });
  expect((await stat(flow)).isFIFO()).toBe(true);
});
