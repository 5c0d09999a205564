import { basename, sep } from 'node:path';
import { PassThrough } from 'node:stream';
import { FolderWatch } from '../files/folder-watch.js';
import { pathBelow } from '../files/path-below.js';
import { jsonText } from '../node-kit/json-text.js';
import type { LocalSandbox } from '../stage/local-sandbox.js';

/** What the windows are told, over one connection for all of it: a browser opens only six to one server. */
interface Change {
  /** Of the flows, by their names below the folder. */
  files?: string[];
  /** The page or a node was built anew. */
  page?: true;
  /** The sandbox is other than before, or has ended. */
  sandbox?: true;
}

/** Much happens in a sandbox at once; windows are told no more often than this, milliseconds. */
const sandboxPauseMs = 50;

/** Which files of a built pack are written with whatever is new in it: the page, and what names all packages. */
const built = ['app.js', 'style.css', 'manifest.json'];

/** Tells windows what has changed: flow files, what the page is made of, the sandbox. */
export class Changes {
  readonly #windows = new Set<PassThrough>();
  #watch: Promise<FolderWatch> | undefined;
  #pause: NodeJS.Timeout | undefined;

  constructor(
    private readonly flows: string,
    private readonly packDirectory: string,
    private readonly sandbox: LocalSandbox | undefined,
  ) {
    sandbox?.changes.on('change', this.#soon).on('end', this.#soon);
  }

  /** A stream of server-sent events for one window. Of a folder that cannot be watched it tells nothing. */
  async open(): Promise<PassThrough> {
    this.#watch ??= this.#start();
    await this.#watch.catch(() => undefined);
    const window = new PassThrough();
    this.#windows.add(window);
    window.on('close', () => this.#windows.delete(window));
    // The page knows that it is heard.
    window.write(': open\n\n');
    return window;
  }

  async close(): Promise<void> {
    clearTimeout(this.#pause);
    this.sandbox?.changes.off('change', this.#soon).off('end', this.#soon);
    for (const window of this.#windows) window.end();
    (await this.#watch?.catch(() => undefined))?.close();
  }

  readonly #soon = (): void => {
    if (this.#windows.size === 0) return;
    this.#pause ??= setTimeout(() => {
      this.#pause = undefined;
      this.#tell({ sandbox: true });
    }, sandboxPauseMs);
  };

  #tell(change: Change): void {
    for (const window of this.#windows) window.write(`data: ${jsonText(change)}\n\n`);
  }

  #start(): Promise<FolderWatch> {
    const starting = FolderWatch.open(
      [this.flows, this.packDirectory],
      (name) => name.endsWith('.json') || built.includes(name),
    );
    starting.then(
      (watch) => this.#follow(watch),
      () => {
        // It may be there when the next window asks.
        this.#watch = undefined;
      },
    );
    return starting;
  }

  async #follow(watch: FolderWatch): Promise<void> {
    for (let changed = await watch.next(); changed.length > 0; changed = await watch.next()) {
      const isBuilt = (path: string) => path.startsWith(`${this.packDirectory}${sep}`);
      const files = changed.filter((path) => !isBuilt(path)).map((path) => pathBelow(this.flows, path));
      const page = changed.some((path) => isBuilt(path) && built.includes(basename(path)));
      this.#tell({ ...(files.length > 0 && { files }), ...(page && { page }) });
    }
  }
}
