import { execFile } from 'node:child_process';
import { unlinkSync, writeFileSync } from 'node:fs';
import { mkdir, open, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { lookAgain, WatchedFile } from '../../src/files/watched-file.js';
import { temporaryFolder } from '../support/workshop.js';

let file: string;
let parsed: string[];
let watched: WatchedFile<string>;
beforeEach(async () => {
  file = join(await temporaryFolder(), 'watched.json');
  parsed = [];
  watched = new WatchedFile(file, (text) => {
    if (text === 'broken') throw new Error('broken');
    parsed.push(text);
    return text;
  });
});

/** So that the file is older than what a file system's clock cannot tell apart. */
const settle = () => pause(60);

test('a file is parsed once for as long as it stays as it is, and again when it changes or comes back', async () => {
  expect(await watched.read()).toBeUndefined();
  await writeFile(file, 'one');
  await settle();
  for (let count = 0; count < 3; count += 1) expect(await watched.read()).toBe('one');
  await writeFile(file, 'two');
  await settle();
  expect(await Promise.all([watched.read(), watched.read(), watched.read()])).toEqual(['two', 'two', 'two']);
  expect(parsed).toEqual(['one', 'two']);
  await rm(file);
  expect(await watched.read()).toBeUndefined();
  await writeFile(file, 'two');
  expect(await watched.read()).toBe('two');
});

test('a file that is not there is seen when it comes, also as a link that leads nowhere', async () => {
  await settle();
  for (let count = 0; count < 3; count += 1) expect(await watched.read()).toBeUndefined();
  await writeFile(file, 'one');
  expect(await watched.read()).toBe('one');
  await rm(file);
  await settle();
  for (let count = 0; count < 2; count += 1) expect(await watched.read()).toBeUndefined();
  await symlink(join(file, '..', 'nowhere'), file);
  // What others do is seen from the next turn on.
  await new Promise(setImmediate);
  await expect(watched.read()).rejects.toThrow('leads nowhere');
});

test('a file whose folder is not there is seen when both come, also below a link that leads nowhere', async () => {
  const folder = join(file, '..', 'later', 'deeper');
  const below = new WatchedFile(join(folder, 'file'), (text) => text);
  await settle();
  for (let count = 0; count < 3; count += 1) expect(await below.read()).toBeUndefined();
  await mkdir(folder, { recursive: true });
  await new Promise(setImmediate);
  expect(await below.read()).toBeUndefined();
  await writeFile(join(folder, 'file'), 'one');
  await new Promise(setImmediate);
  expect(await below.read()).toBe('one');
  await rm(join(file, '..', 'later'), { recursive: true });
  await settle();
  expect(await below.read()).toBeUndefined();
  await symlink(join(file, '..', 'elsewhere'), join(file, '..', 'later'));
  await settle();
  for (let count = 0; count < 2; count += 1) expect(await below.read()).toBeUndefined();
  // The link's own folder stays as it is when that which it leads to comes.
  await mkdir(join(file, '..', 'elsewhere', 'deeper'), { recursive: true });
  await writeFile(join(folder, 'file'), 'two');
  await new Promise(setImmediate);
  expect(await below.read()).toBe('two');
});

test('what this process replaces is seen in the same turn', async () => {
  await writeFile(file, 'one');
  await settle();
  const before = watched.read();
  writeFileSync(file, 'second');
  lookAgain();
  expect(await Promise.all([before, watched.read()])).toEqual(['second', 'second']);
  const after = watched.read();
  unlinkSync(file);
  lookAgain();
  expect(await watched.read()).toBeUndefined();
  await after.catch(() => {});
});

test('what cannot be parsed fails every reader, until it can', async () => {
  await writeFile(file, 'broken');
  const reads = await Promise.allSettled([watched.read(), watched.read(), watched.read()]);
  expect(reads.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  await writeFile(file, 'mended');
  expect(await watched.read()).toBe('mended');
});

test('who asks after a change sees it, though an older reading is still under way', async () => {
  // A pipe: its reading lasts until somebody has written to it.
  await promisify(execFile)('mkfifo', [file]);
  const pipe = await open(file, 'r+');
  const before = watched.read();
  // It waits for the pipe by then; were it later, it would find the new file.
  await pause(1000);
  await writeFile(`${file}.new`, 'new');
  await rename(`${file}.new`, file);
  const after = [watched.read(), watched.read()];
  await pipe.writeFile('old');
  await pipe.close();
  expect(await before).toBe('old');
  expect(await Promise.all(after)).toEqual(['new', 'new']);
});
