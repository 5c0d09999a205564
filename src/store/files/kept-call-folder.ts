import { randomUUID } from 'node:crypto';
import {
  closeSync,
  constants,
  existsSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { KeptCall } from '../../../schemas/types.js';
import { type HeldLock, LockError, withLock } from '../../files/lock.js';
import { makeFolder } from '../../files/make-folder.js';
import { onDisk, securePrivateFolder, syncFolder } from '../../files/private-file.js';
import { whileHeld } from '../../files/while-held.js';
import { jsonText } from '../../node-kit/json-text.js';
import { keptCallFrom, markOf } from '../kept-call.js';
import type { CallId, FoundCall, Invocation, KeptCallStore } from '../stores.js';
import { Usage, type Used } from '../usage.js';

/**
 * Works with a new file, and waits for the disk. Only that is waited for: the rest is a few microseconds each, and would
 * stand in line in the thread pool behind whatever waits for the disk there, several times a call.
 */
const writeNew = async (file: string, text: string, onWritten: () => void) => {
  const descriptor = openSync(file, 'wx', 0o600);
  try {
    writeFileSync(descriptor, text);
    onWritten();
    await onDisk(descriptor);
  } finally {
    closeSync(descriptor);
  }
};

/** What stands there is a file of ours, or an older name's: no link to follow, and no rights but these to keep. */
const writeOver = async (file: string, text: string, check: () => void) => {
  const draft = `${file}.${randomUUID()}`;
  try {
    await writeNew(draft, text, () => {});
    await whileHeld(async () => {
      check();
      // In the same turn: a process that is stopped here does not find out any more.
      renameSync(draft, file);
    });
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
  await syncFolder(dirname(file));
};

/** A file of ours to read and write; undefined where none is, or a link stands in its place. */
const openOwn = (file: string): number | undefined => {
  try {
    // Windows has no such mark.
    return openSync(file, constants.O_RDWR | (constants.O_NOFOLLOW ?? 0));
  } catch {
    return undefined;
  }
};

const isCode = (error: unknown, code: string) => (error as NodeJS.ErrnoException).code === code;

/** Longer than a lock of a killed process lives; milliseconds. */
const lockWaitMs = 10_000;

/** The disk is full, as a rule; the next try says so. */
const cutOff = new Error('The record could not be written whole.');

const overtaken = new Error('The record is another one by now.');

/** Version 1.0 named no owner. */
const fileName = /^([0-9a-f]{64})(?:\.([0-9a-f]{16}))?\.json$/;

/** The kept calls on disk, one file each, named by what they are kept under; readable by their owner. */
export class KeptCallFolder implements KeptCallStore {
  readonly #usage = new Usage();

  constructor(private readonly folder: string) {}

  used(owner?: string): Used {
    return this.#usage.of(owner);
  }

  /** Removes what killed writers left, too. */
  async sweep(keepMs: number): Promise<number> {
    await securePrivateFolder(this.folder);
    const oldest = Date.now() - keepMs;
    const gone = this.#usage.ids();
    const old: string[] = [];
    for (const shard of await readdir(this.folder))
      for (const name of await readdir(join(this.folder, shard)).catch(() => [])) {
        const file = join(this.folder, shard, name);
        const info = await stat(file).catch(() => undefined);
        const [, id, owner = ''] = fileName.exec(name) ?? [];
        const isLeftover = id === undefined && (info?.mtimeMs ?? 0) < Date.now() - 60_000;
        if (!info || isLeftover) await rm(file, { force: true });
        else if (info.mtimeMs < oldest) old.push(file);
        else if (id !== undefined) {
          this.#usage.set(id, owner, info.size);
          gone.delete(id);
        }
      }
    // Another process may have removed what was counted here.
    for (const id of gone) this.#usage.delete(id);
    if (old.length === 0) return 0;
    let forgotten = 0;
    await this.#alone(async ({ check }) => {
      for (const file of old) {
        check();
        // Another process may have begun the call anew since it was looked at.
        if ((statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? oldest) >= oldest) continue;
        rmSync(file);
        forgotten += 1;
      }
    }).catch((error: unknown) => {
      // Whoever holds the lock forgets the same; the next sweep looks again.
      if (!(error instanceof LockError && error.isContention)) throw error;
    });
    return forgotten;
  }

  async read(call: CallId): Promise<FoundCall> {
    // A new call has neither: two looks, where two readings that fail would go through the thread pool.
    const file = [this.#file(call), this.#oldFile(call)].find((place) => existsSync(place));
    const text = file === undefined ? undefined : await readIfThere(file);
    return text === undefined ? undefined : keptCallFrom(text);
  }

  /** Writes a record that must not be there yet; false when it is, whoever wrote it. */
  async create(call: CallId, record: KeptCall): Promise<boolean> {
    if (existsSync(this.#oldFile(call))) return false;
    const file = this.#file(call);
    const text = jsonText(record);
    const draft = `${file}.${randomUUID()}`;
    let isThere = false;
    // A hard link appears whole and only once, which no other way of writing a file gives both of. The disk is waited for
    // when it stands, so that a power failure does not take the name away either.
    const link = () => {
      linkSync(draft, file);
      isThere = true;
      rmSync(draft);
    };
    try {
      await writeNew(draft, text, link).catch(async (error: unknown) => {
        if (!isCode(error, 'ENOENT')) throw error;
        await makeFolder(dirname(file), 0o700);
        await writeNew(draft, text, link);
      });
      this.#count(call, text);
      return true;
    } catch (error) {
      rmSync(draft, { force: true });
      if (!isThere && isCode(error, 'EEXIST')) return false;
      // Nobody knows whether it would outlive a power failure: it does not count.
      if (isThere) rmSync(file, { force: true });
      throw error;
    }
  }

  async isStill(call: CallId, before: Invocation): Promise<boolean> {
    return this.#place(call, before) !== undefined;
  }

  /**
   * What a record has more than the one that it replaces, its result, is written behind that. The disk is not waited for: the
   * record says already that the call has begun, and without its result it is lost, so that nothing is sent twice. Only a
   * power failure can take a result away, and the disk takes longer than all else that such a call does.
   */
  async replace(call: CallId, before: Invocation, record: KeptCall): Promise<boolean> {
    const file = this.#file(call);
    const text = jsonText(record);
    const descriptor = openOwn(file);
    if (descriptor === undefined) return this.#put(call, before, record);
    try {
      const present = readFileSync(descriptor, 'utf8');
      const begun = present.slice(0, -1);
      const isOurs = begun !== '' && present.includes(markOf(before));
      if (!isOurs || !text.startsWith(begun)) return await this.#put(call, before, record);
      const rest = Buffer.from(text.slice(begun.length));
      if (writeSync(descriptor, rest, 0, rest.length, Buffer.byteLength(begun)) < rest.length) throw cutOff;
    } finally {
      closeSync(descriptor);
    }
    this.#count(call, text);
    return true;
  }

  takeOver(call: CallId, before: Invocation, record: KeptCall): Promise<boolean> {
    return this.#alone(({ check }) => this.#put(call, before, record, check));
  }

  async #put(call: CallId, before: Invocation, record: KeptCall, mayStill = () => {}): Promise<boolean> {
    const text = jsonText(record);
    let place: string | undefined;
    const check = () => {
      mayStill();
      place = this.#place(call, before);
      if (place === undefined) throw overtaken;
    };
    try {
      await writeOver(this.#file(call), text, check);
    } catch (error) {
      if (error === overtaken) return false;
      throw error;
    }
    if (place !== this.#file(call)) rmSync(place!, { force: true });
    this.#count(call, text);
    return true;
  }

  /** What is done to records that are old: those of running calls are their processes' own. */
  #alone<Type>(work: (held: HeldLock) => Promise<Type>): Promise<Type> {
    return withLock(`${this.folder}.lock`, { waitMs: lockWaitMs }, work);
  }

  async remove(call: CallId, before: Invocation): Promise<void> {
    const file = this.#place(call, before);
    if (file === undefined) return;
    rmSync(file, { force: true });
    this.#usage.delete(call.id);
  }

  /** Where the record of an invocation is; in one turn with what is done to it. */
  #place(call: CallId, before: Invocation): string | undefined {
    return [this.#file(call), this.#oldFile(call)].find((file) => {
      try {
        return readFileSync(file, 'utf8').includes(markOf(before));
      } catch {
        return false;
      }
    });
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
