import { basename, sep } from 'node:path';
import { PassThrough } from 'node:stream';
import { FolderWatch } from '../files/folder-watch.js';
import { pathBelow } from '../files/path-below.js';
import { jsonText } from '../node-kit/json-text.js';

/** Tells windows which files have changed: those of the flows, and the page's own when it was built anew. */
export class Changes {
  readonly #windows = new Set<PassThrough>();
  #watch: Promise<FolderWatch> | undefined;

  constructor(
    private readonly flows: string,
    private readonly pageFolder: string,
  ) {}

  /** A stream of server-sent events for one window. Throws ToldError for a folder that cannot be watched. */
  async open(): Promise<PassThrough> {
    this.#watch ??= this.#start();
    await this.#watch;
    const window = new PassThrough();
    this.#windows.add(window);
    window.on('close', () => this.#windows.delete(window));
    // The page knows that it is heard.
    window.write(': open\n\n');
    return window;
  }

  async close(): Promise<void> {
    for (const window of this.#windows) window.end();
    (await this.#watch?.catch(() => undefined))?.close();
  }

  #start(): Promise<FolderWatch> {
    const starting = FolderWatch.open([this.flows, this.pageFolder], (name) =>
      /\.(json|js|css)$/.test(basename(name)),
    );
    starting.then(
      (watch) => this.#tell(watch),
      () => {
        // It may be there when the next window asks.
        this.#watch = undefined;
      },
    );
    return starting;
  }

  async #tell(watch: FolderWatch): Promise<void> {
    for (let changed = await watch.next(); changed.length > 0; changed = await watch.next()) {
      const isPage = (path: string) => path.startsWith(`${this.pageFolder}${sep}`);
      const files = changed.filter((path) => !isPage(path)).map((path) => pathBelow(this.flows, path));
      const event = jsonText({ files, page: changed.some(isPage) });
      for (const window of this.#windows) window.write(`data: ${event}\n\n`);
    }
  }
}
