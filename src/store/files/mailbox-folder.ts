import { randomBytes, randomUUID } from 'node:crypto';
import { type FSWatcher, watch } from 'node:fs';
import { link, mkdir, readdir, readFile, rename, rm, rmdir, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../../files/make-folder.js';
import { securePrivateFolder } from '../../files/private-file.js';
import { Rounds } from '../rounds.js';
import { type Letter, letterKeepMs, type Mailbox, type MailboxReader, type MailboxStore } from '../stores.js';

const listenedMs = 1000;
const unheardMs = 100;
const lifeSignMs = 60 * 60 * 1000;
/** A folder without a sign of its instance for so long is nobody's. */
const goneMs = 24 * lifeSignMs;

const unlessCode = (code: string) => (error: NodeJS.ErrnoException) => {
  if (error.code !== code) throw error;
};

/** A folder for each instance, with a file for each letter. A letter appears whole, in one step. */
export class MailboxFolder implements MailboxStore {
  constructor(private readonly folder: string) {}

  async secret(): Promise<Buffer> {
    await securePrivateFolder(this.folder);
    const file = join(this.folder, 'secret');
    const draft = `${file}.${randomUUID()}`;
    await writeFile(draft, randomBytes(32), { mode: 0o600, flush: true });
    // The first one stays: a link is made only where there is none.
    await link(draft, file).catch(unlessCode('EEXIST'));
    await rm(draft);
    return readFile(file);
  }

  async send(instance: string, letter: Letter): Promise<void> {
    const name = randomUUID();
    const draft = join(this.folder, `draft.${name}`);
    await writeFile(draft, JSON.stringify(letter), { mode: 0o600 });
    const place = join(this.folder, instance);
    // Nobody has this folder any more, or its instance finds it at its next look.
    await mkdir(place, { mode: 0o700 }).catch(unlessCode('EEXIST'));
    await rename(draft, join(place, name));
  }

  async open(instance: string, { take, isWaiting, onError }: MailboxReader): Promise<Mailbox> {
    const place = join(this.folder, instance);
    await securePrivateFolder(this.folder);
    const sweep = () => this.sweep(letterKeepMs);
    await sweep();
    await makeFolder(place, 0o700);
    let watcher: FSWatcher | undefined;
    const look = async () => {
      for (const name of await readdir(place)) {
        const file = join(place, name);
        const letter = letterFrom(await readFile(file, 'utf8'));
        if (letter) take(letter);
        await rm(file, { force: true });
      }
    };
    const everyMs = () => (watcher ? listenedMs : unheardMs);
    const rounds = new Rounds({ look, isWaiting, everyMs, onError });
    const unheard = () => {
      watcher?.close();
      watcher = undefined;
    };
    try {
      watcher = watch(place, () => rounds.tell())
        .on('error', unheard)
        .unref();
    } catch {
      // The system watches no more folders: asking does.
    }
    const now = () => new Date();
    const sign = setInterval(() => {
      Promise.all([utimes(place, now(), now()), sweep()]).catch(onError);
    }, lifeSignMs).unref();
    return {
      close: async () => {
        clearInterval(sign);
        unheard();
        await rounds.close();
        await rm(place, { recursive: true, force: true });
      },
    };
  }

  async sweep(keepMs: number): Promise<number> {
    const oldest = Date.now() - keepMs;
    let removed = 0;
    for (const folder of await readdir(this.folder).catch(() => [])) {
      const path = join(this.folder, folder);
      const info = await stat(path).catch(() => undefined);
      if (folder === 'secret' || !info) continue;
      const files = info.isDirectory() ? (await readdir(path)).map((name) => join(path, name)) : [path];
      for (const file of files) {
        if (((await stat(file).catch(() => undefined))?.mtimeMs ?? oldest) >= oldest) continue;
        await rm(file, { force: true });
        removed += 1;
      }
      if (info.isDirectory() && info.mtimeMs < Date.now() - goneMs) await rmdir(path).catch(() => {});
    }
    return removed;
  }
}

/** What was cut off at a crash is nobody's any more. */
const letterFrom = (text: string): Letter | undefined => {
  try {
    return JSON.parse(text) as Letter;
  } catch {
    return undefined;
  }
};
