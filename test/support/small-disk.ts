import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const mount = (folder: string, options: string) =>
  execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { stdio: 'ignore' });
const unmount = (folder: string) => execFileSync('umount', ['-l', folder], { stdio: 'ignore' });

const canMount = ((): boolean => {
  const folder = mkdtempSync(join(tmpdir(), 'wxcc-nodes-disk-'));
  try {
    mount(folder, 'size=64k');
    unmount(folder);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
})();

/** `describe` where a file system can be mounted; elsewhere the tests are left out, which is said once, and with CI set is a failure. */
export const describeWithSmallDisk = (title: string, tests: () => void): void => {
  if (canMount) describe(title, tests);
  else if (process.env.CI) test(title, () => expect('a small file system').toBe('mounted'));
  else {
    process.stderr.write(`Left out, as no file system can be mounted here: ${title}\n`);
    test.skip(title, () => {});
  }
};

/** A file system of its own, which can be full or read-only. */
export class SmallDisk {
  readonly folder = mkdtempSync(join(tmpdir(), 'wxcc-nodes-disk-'));
  readonly #ballast = join(this.folder, 'ballast');

  constructor(kibibytes = 1024) {
    mount(this.folder, `size=${kibibytes}k`);
    disks.push(this);
  }

  /** Leaves so many bytes, or none. */
  async fill(leave = 0): Promise<void> {
    await rm(this.#ballast, { force: true });
    const { bavail, bsize } = await statfs(this.folder);
    await writeFile(this.#ballast, Buffer.alloc(Math.max(0, bavail * bsize - leave)));
  }

  clear(): Promise<void> {
    return rm(this.#ballast, { force: true });
  }

  writable(isSo: boolean): void {
    execFileSync('mount', ['-o', `remount,${isSo ? 'rw' : 'ro'}`, this.folder]);
  }

  remove(): void {
    unmount(this.folder);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const disks: SmallDisk[] = [];
afterAll(() => {
  for (const disk of disks.splice(0)) disk.remove();
});
