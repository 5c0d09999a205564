import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { KeptCall } from '../../../schemas/types.js';
import { securePrivateFolder, writeDurably } from '../../files/private-file.js';
import { jsonText } from '../../node-kit/json-text.js';
import { keptCallFrom } from '../kept-call.js';
import type { CallId, FoundCall, KeptCallStore } from '../stores.js';
import { Usage, type Used } from '../usage.js';

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

/** Version 1.0 named no owner. */
const fileName = /^([0-9a-f]{64})(?:\.([0-9a-f]{16}))?\.json$/;

/** The kept calls on disk, one file each, named by what they are kept under. Written whole, readable by their owner. */
export class KeptCallFolder implements KeptCallStore {
  readonly #usage = new Usage();

  constructor(private readonly folder: string) {}

  used(owner?: string): Used {
    return this.#usage.of(owner);
  }

  /** Removes what killed writers left, too. */
  async sweep(keepMs: number): Promise<void> {
    await securePrivateFolder(this.folder);
    const oldest = Date.now() - keepMs;
    const gone = this.#usage.ids();
    for (const shard of await readdir(this.folder))
      for (const name of await readdir(join(this.folder, shard)).catch(() => [])) {
        const file = join(this.folder, shard, name);
        const info = await stat(file).catch(() => undefined);
        const [, id, owner = ''] = fileName.exec(name) ?? [];
        const isLeftover = id === undefined && (info?.mtimeMs ?? 0) < Date.now() - 60_000;
        if (!info || info.mtimeMs < oldest || isLeftover) await rm(file, { force: true });
        else if (id !== undefined) {
          this.#usage.set(id, owner, info.size);
          gone.delete(id);
        }
      }
    // Another process may have removed what was counted here.
    for (const id of gone) this.#usage.delete(id);
  }

  async read(call: CallId): Promise<FoundCall> {
    const text = (await readIfThere(this.#file(call))) ?? (await readIfThere(this.#oldFile(call)));
    return text === undefined ? undefined : keptCallFrom(text);
  }

  /** Writes a record that must not be there yet; false when it is, whoever wrote it. */
  async create(call: CallId, record: KeptCall): Promise<boolean> {
    const file = this.#file(call);
    const text = jsonText(record);
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    const draft = `${file}.${randomUUID()}`;
    try {
      await writeNew(draft, text);
      // A hard link appears whole and only once, which no other way of writing a file gives both of.
      await link(draft, file);
      this.#count(call, text);
      return true;
    } catch (error) {
      if (isCode(error, 'EEXIST')) return false;
      throw error;
    } finally {
      await rm(draft, { force: true });
    }
  }

  async replace(call: CallId, record: KeptCall): Promise<void> {
    const text = jsonText(record);
    await writeDurably(this.#file(call), text);
    this.#count(call, text);
  }

  async remove(call: CallId): Promise<void> {
    for (const file of [this.#file(call), this.#oldFile(call)]) await rm(file, { force: true });
    this.#usage.delete(call.id);
  }

  #count({ id, owner }: CallId, text: string) {
    this.#usage.set(id, owner, Buffer.byteLength(text));
  }

  #file({ id, owner }: CallId) {
    return join(this.folder, id.slice(0, 2), `${id}.${owner}.json`);
  }

  #oldFile({ id }: CallId) {
    return join(this.folder, id.slice(0, 2), `${id}.json`);
  }
}

const readIfThere = (file: string): Promise<string | undefined> =>
  readFile(file, 'utf8').catch((error: Error) => {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  });
