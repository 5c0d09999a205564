import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { KeptCall } from '../../../schemas/types.js';
import { isKeptCall } from '../../../schemas/validators.js';
import { securePrivateFolder, writeDurably } from '../../files/private-file.js';
import type { FoundCall, KeptCallStore } from '../stores.js';

const writeNew = async (file: string, text: string) => {
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
};

const isCode = (error: unknown, code: string) => (error as NodeJS.ErrnoException).code === code;

/** The kept calls on disk, one file each, named by what they are kept under. Written whole, readable by their owner. */
export class KeptCallFolder implements KeptCallStore {
  readonly #sizes = new Map<string, number>();
  #bytes = 0;

  constructor(private readonly folder: string) {}

  get count(): number {
    return this.#sizes.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Removes what killed writers left, too. */
  async sweep(keepMs: number): Promise<void> {
    await securePrivateFolder(this.folder);
    const oldest = Date.now() - keepMs;
    const gone = new Set(this.#sizes.keys());
    for (const shard of await readdir(this.folder))
      for (const name of await readdir(join(this.folder, shard)).catch(() => [])) {
        const file = join(this.folder, shard, name);
        const info = await stat(file).catch(() => undefined);
        const id = /^([0-9a-f]{64})\.json$/.exec(name)?.[1];
        const isLeftover = id === undefined && (info?.mtimeMs ?? 0) < Date.now() - 60_000;
        if (!info || info.mtimeMs < oldest || isLeftover) await this.#drop(file, id);
        else if (id !== undefined) this.#count(id, info.size);
        if (id !== undefined) gone.delete(id);
      }
    // Another process may have removed what was counted here.
    for (const id of gone) this.#forget(id);
  }

  async read(id: string): Promise<FoundCall> {
    const text = await readFile(this.#file(id), 'utf8').catch((error: Error) => {
      if (isCode(error, 'ENOENT')) return undefined;
      throw error;
    });
    if (text === undefined) return undefined;
    try {
      const content: unknown = JSON.parse(text);
      return isKeptCall(content) ? content : 'unreadable';
    } catch {
      return 'unreadable';
    }
  }

  /** Writes a record that must not be there yet; false when it is, whoever wrote it. */
  async create(id: string, record: KeptCall): Promise<boolean> {
    const file = this.#file(id);
    const text = JSON.stringify(record);
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    const draft = `${file}.${randomUUID()}`;
    try {
      await writeNew(draft, text);
      // A hard link appears whole and only once, which no other way of writing a file gives both of.
      await link(draft, file);
      this.#count(id, text.length);
      return true;
    } catch (error) {
      if (isCode(error, 'EEXIST')) return false;
      throw error;
    } finally {
      await rm(draft, { force: true });
    }
  }

  async replace(id: string, record: KeptCall): Promise<void> {
    const text = JSON.stringify(record);
    await writeDurably(this.#file(id), text);
    this.#count(id, text.length);
  }

  remove(id: string): Promise<void> {
    return this.#drop(this.#file(id), id);
  }

  async #drop(file: string, id: string | undefined) {
    await rm(file, { force: true });
    if (id !== undefined) this.#forget(id);
  }

  #forget(id: string) {
    this.#bytes -= this.#sizes.get(id) ?? 0;
    this.#sizes.delete(id);
  }

  #count(id: string, size: number) {
    this.#bytes += size - (this.#sizes.get(id) ?? 0);
    this.#sizes.set(id, size);
  }

  #file(id: string) {
    return join(this.folder, id.slice(0, 2), `${id}.json`);
  }
}
