import { type FSWatcher, watch } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { toldError } from '../ground/told-error.js';

const watchRefused = toldError('caller', 'watch.refused', 'A folder cannot be watched.');

/** Editors write a file in several steps. So long nothing has to happen before anybody looks, milliseconds … */
const quietMs = 40;
/** … but no more often than this: a program that writes without end keeps nobody waiting. */
const mostWaits = 10;

interface Found {
  /** Path → what tells one state of the file from another. */
  files: Map<string, string>;
  /** Path → which folder it is: one that was made anew has to be watched anew. */
  folders: Map<string, number>;
}

const refused = (folder: string, { code, message }: NodeJS.ErrnoException) =>
  watchRefused(
    `${folder} cannot be watched: ${code ?? message}.`,
    code === 'ENOSPC' || code === 'EMFILE'
      ? 'Watch a smaller folder, or let the system watch more (fs.inotify.max_user_watches, ulimit -n).'
      : 'Name a folder that is there and can be read.',
  );

const isSkipped = (name: string) => name.startsWith('.') || name === 'node_modules';

/** What vanishes while it is looked at is not there. */
const walk = async (folder: string, isWanted: (name: string) => boolean, into: Found): Promise<Found> => {
  const info = await stat(folder).catch(() => undefined);
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => undefined);
  if (!info || !entries) return into;
  into.folders.set(folder, info.ino);
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!isSkipped(entry.name)) await walk(path, isWanted, into);
    } else if (isWanted(entry.name)) {
      const file = await stat(path).catch(() => undefined);
      if (file?.isFile()) into.files.set(path, `${file.ino} ${file.mtimeMs} ${file.size}`);
    }
  }
  return into;
};

/**
 * Tells which files of folders, and of the folders in them, have changed. What the system tells is only the reason to look:
 * what has changed is what differs from the last look, so that nothing is missed or told twice. Every folder is watched
 * by itself: of what Node.js watches recursively on Linux, files that editors put in place of others drop out.
 */
export class FolderWatch {
  readonly #watchers = new Map<string, { folder: number; watcher: FSWatcher }>();
  #seen = new Map<string, string>();
  /** What the system told of since the last look. */
  #touched = new Set<string>();
  #isTold = false;
  #isClosed = false;
  #wake = () => {};

  private constructor(
    private readonly folders: string[],
    /** Of file names without their folder. */
    private readonly isWanted: (name: string) => boolean,
  ) {}

  /** Hidden folders and node_modules are left out. Throws ToldError for a folder that cannot be watched. Close it. */
  static async open(folders: string[], isWanted: (name: string) => boolean): Promise<FolderWatch> {
    for (const folder of folders)
      await readdir(folder).catch((error) => {
        throw refused(folder, error);
      });
    const opened = new FolderWatch(folders, isWanted);
    try {
      await opened.#look();
    } catch (error) {
      opened.close();
      throw error;
    }
    return opened;
  }

  /** As at the last look, in order. */
  get files(): string[] {
    return [...this.#seen.keys()].sort();
  }

  /** Resolves with the files that are new, other than before or gone; with none when the watch is closed. */
  async next(): Promise<string[]> {
    while (!this.#isClosed) {
      await this.#told();
      const changed = await this.#look();
      if (changed.length > 0) return changed;
    }
    return [];
  }

  close(): void {
    this.#isClosed = true;
    for (const { watcher } of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
    this.#tell();
  }

  readonly #tell = (): void => {
    this.#isTold = true;
    this.#wake();
  };

  async #told(): Promise<void> {
    if (!this.#isTold)
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    for (let waits = 0; this.#isTold && !this.#isClosed && waits < mostWaits; waits += 1) {
      this.#isTold = false;
      await sleep(quietMs);
    }
    this.#isTold = false;
  }

  async #look(): Promise<string[]> {
    const walked = async (): Promise<Found> => {
      const into: Found = { files: new Map(), folders: new Map() };
      for (const folder of this.folders) await walk(folder, this.isWanted, into);
      return into;
    };
    const touched = this.#touched;
    this.#touched = new Set();
    let found = await walked();
    // What came into a new folder before it was watched has told nobody.
    while (!this.#isClosed && this.#watchNew(found.folders)) found = await walked();
    const before = this.#seen;
    this.#seen = found.files;
    const isGone = (file: string) => !before.has(file) && !found.files.has(file);
    return (
      [...new Set([...before.keys(), ...found.files.keys(), ...touched])]
        // What came and went between two looks may have been read by somebody meanwhile.
        .filter((file) => isGone(file) || before.get(file) !== found.files.get(file))
        .sort()
    );
  }

  /** Whether there were any. */
  #watchNew(folders: Map<string, number>): boolean {
    for (const [path, { folder }] of this.#watchers) if (folders.get(path) !== folder) this.#forget(path);
    let isAny = false;
    for (const [path, folder] of folders) {
      if (this.#watchers.has(path)) continue;
      isAny = true;
      try {
        const watcher = watch(path, (event, name) => {
          if (name !== null && this.isWanted(name)) this.#touched.add(join(path, name));
          if (event === 'rename' || name === null || this.isWanted(name)) this.#tell();
        });
        // On Windows a watched folder that goes is an error.
        watcher.on('error', () => {
          this.#forget(path);
          this.#tell();
        });
        this.#watchers.set(path, { folder, watcher });
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code !== 'ENOENT') throw refused(path, error as NodeJS.ErrnoException);
      }
    }
    return isAny;
  }

  #forget(path: string): void {
    this.#watchers.get(path)?.watcher.close();
    this.#watchers.delete(path);
  }
}
