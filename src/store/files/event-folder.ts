import { createHash, randomUUID } from 'node:crypto';
import { link, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { securePrivateFolder } from '../../files/private-file.js';
import { type EventKey, type EventStore, eventKeepMs, type KeptEvent } from '../stores.js';

const sweepMs = 60_000;

interface EventFile extends KeptEvent {
  /** Milliseconds since 1970: the clock of the machine whose folder this is. */
  at: number;
}

const digestOf = (...values: string[]) => createHash('sha256').update(JSON.stringify(values)).digest('hex');

const nameOf = ({ orgId, id }: EventKey) => digestOf(orgId, id);

const isEventName = (name: string) => /^[0-9a-f]{64}$/.test(name);

/** A file for each event, by the digest of its id: it appears whole, and once. An empty one beside it for each use. */
export class EventFolder implements EventStore {
  readonly everyMs = 250;
  /** What was read already stays as it is. */
  readonly #read = new Map<string, EventFile>();
  #sweptAt = 0;

  constructor(private readonly folder: string) {}

  async add(event: KeptEvent): Promise<boolean> {
    await securePrivateFolder(this.folder);
    if (Date.now() - this.#sweptAt > sweepMs) await this.sweep(eventKeepMs);
    const draft = join(this.folder, `draft.${randomUUID()}`);
    const file: EventFile = { ...event, at: Date.now() };
    await writeFile(draft, JSON.stringify(file), { mode: 0o600 });
    try {
      // The first one stays: a link is made only where there is none.
      await link(draft, join(this.folder, nameOf(event)));
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw error;
    } finally {
      await rm(draft, { force: true });
    }
  }

  async end(agoMs = 0): Promise<number> {
    return Date.now() - agoMs;
  }

  async after(orgId: string, end: number): Promise<KeptEvent[]> {
    const names = (await readdir(this.folder).catch(() => [])).filter(isEventName);
    const found: EventFile[] = [];
    for (const name of names) {
      const event = await this.#file(name);
      if (event && event.orgId === orgId && event.at >= end) found.push(event);
    }
    for (const name of this.#read.keys()) if (!names.includes(name)) this.#read.delete(name);
    return found.sort((one, other) => one.at - other.at);
  }

  async claim(event: EventKey, use: string): Promise<boolean> {
    await securePrivateFolder(this.folder);
    try {
      await writeFile(join(this.folder, `${nameOf(event)}.${digestOf(use)}`), '', {
        mode: 0o600,
        flag: 'wx',
      });
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw error;
    }
  }

  async sweep(keepMs: number): Promise<number> {
    this.#sweptAt = Date.now();
    const oldest = Date.now() - keepMs;
    let removed = 0;
    for (const name of await readdir(this.folder).catch(() => [])) {
      const path = join(this.folder, name);
      if (((await stat(path).catch(() => undefined))?.mtimeMs ?? oldest) >= oldest) continue;
      await rm(path, { force: true });
      if (isEventName(name)) removed += 1;
    }
    return removed;
  }

  /** What was removed or cut off at a crash is no event. */
  async #file(name: string): Promise<EventFile | undefined> {
    const known = this.#read.get(name);
    if (known) return known;
    try {
      const file = JSON.parse(await readFile(join(this.folder, name), 'utf8')) as EventFile;
      this.#read.set(name, file);
      return file;
    } catch {
      return undefined;
    }
  }
}
