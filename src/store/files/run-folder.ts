import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Run } from '../../../schemas/types.js';
import { namesIn } from '../../files/names-in.js';
import { securePrivateFolder, writeDurably } from '../../files/private-file.js';
import { readRegularFile, UnreadableFile } from '../../files/regular-file.js';
import { headFrom, idStartAt, runFrom, runText } from '../run-record.js';
import type { RunHead, RunStore } from '../stores.js';

const fileName = /^(\d{8}T\d{9}-[0-9a-f]{8})\.json$/;

/** Bytes; whatever is larger was not written here. */
const maxBytes = 64 * 1024 * 1024;

/** The runs on disk, one file each, named by their id. Written whole, readable by their owner. */
export class RunFolder implements RunStore {
  constructor(private readonly folder: string) {}

  async list(): Promise<{ runs: RunHead[]; unreadable: string[] }> {
    const runs: RunHead[] = [];
    const unreadable: string[] = [];
    for (const id of await this.#ids()) {
      const text = await this.#text(id);
      const head = headFrom(text ?? '');
      if (head) runs.push(head);
      // Another process may have forgotten it since the folder was read.
      else if (text !== undefined) unreadable.push(id);
    }
    return { runs, unreadable };
  }

  async read(id: string): Promise<Run | 'unreadable' | undefined> {
    if (!fileName.test(`${id}.json`)) return undefined;
    const text = await this.#text(id);
    return text === undefined ? undefined : runFrom(text);
  }

  async add(run: Run, most: number): Promise<void> {
    await securePrivateFolder(this.folder);
    await writeDurably(this.#file(run.id), runText(run));
    await this.#forget((await this.#ids()).slice(most));
  }

  async remove(id?: string): Promise<number> {
    const ids = await this.#ids();
    return this.#forget(id === undefined ? ids : ids.filter((one) => one === id));
  }

  async sweep(keepMs: number): Promise<number> {
    const oldest = idStartAt(Date.now() - keepMs);
    return this.#forget((await this.#ids()).filter((id) => id < oldest));
  }

  async #forget(ids: string[]): Promise<number> {
    for (const id of ids) await rm(this.#file(id), { force: true });
    return ids.length;
  }

  /** Newest first. */
  async #ids(): Promise<string[]> {
    return (await namesIn('runs', this.folder))
      .flatMap((name) => fileName.exec(name)?.[1] ?? [])
      .sort()
      .reverse();
  }

  /** Undefined when there is none; empty when it is there and cannot be read. */
  async #text(id: string): Promise<string | undefined> {
    try {
      return (await readRegularFile(this.#file(id), maxBytes)).toString('utf8');
    } catch (error) {
      if (!(error instanceof UnreadableFile)) throw error;
      return error.code === 'absent' ? undefined : '';
    }
  }

  #file(id: string): string {
    return join(this.folder, `${id}.json`);
  }
}
