import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder on which there may be no room, or that cannot be written to at all. */
interface SmallDisk {
  folder: string;
  /** What the system says of a write for which there is no room. */
  code: 'ENOSPC' | 'EFBIG';
  /** Leaves so many bytes, or none; what stands there may be written again. */
  fill(leave?: number): Promise<void>;
  clear(): Promise<void>;
  writable(isSo: boolean): void;
}

export type OpenDisk = (kibibytes?: number) => SmallDisk;

const newFolder = () => mkdtempSync(join(tmpdir(), 'wxcc-nodes-disk-'));
const quiet = { stdio: 'ignore' } as const;
const mount = (folder: string, options: string) =>
  execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], quiet);
const unmount = (folder: string) => execFileSync('umount', ['-l', folder], quiet);
/** Of this process, which the environment of the tests lets outlive what goes over it. */
const limitFiles = (bytes: number | 'unlimited') =>
  execFileSync('prlimit', [`--pid=${process.pid}`, `--fsize=${bytes}:`], quiet);

const works = (way: () => void): boolean => {
  try {
    way();
    return true;
  } catch {
    return false;
  }
};

const canMount = works(() => {
  const folder = newFolder();
  try {
    mount(folder, 'size=64k');
    unmount(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
const canLimit = works(() => limitFiles('unlimited'));

const cleanups: (() => void)[] = [];

/** A file system of its own. */
const mounted: OpenDisk = (kibibytes = 1024) => {
  const folder = newFolder();
  const ballast = join(folder, 'ballast');
  mount(folder, `size=${kibibytes}k`);
  cleanups.push(() => {
    unmount(folder);
    rmSync(folder, { recursive: true, force: true });
  });
  const clear = () => rm(ballast, { force: true });
  return {
    folder,
    code: 'ENOSPC',
    fill: async (leave = 0) => {
      await clear();
      const { bavail, bsize } = await statfs(folder);
      await writeFile(ballast, Buffer.alloc(Math.max(0, bavail * bsize - leave)));
    },
    clear,
    writable: (isSo) => {
      execFileSync('mount', ['-o', `remount,${isSo ? 'rw' : 'ro'}`, folder]);
    },
  };
};

/** A folder as any other, while no file may become larger: a write goes in up to there, as on a disk that fills up. */
const limited: OpenDisk = () => {
  const folder = newFolder();
  cleanups.push(() => {
    limitFiles('unlimited');
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    folder,
    code: 'EFBIG',
    fill: async (leave = 0) => {
      const files = readdirSync(folder).map((name) => statSync(join(folder, name)));
      const sizes = files.flatMap((one) => (one.isFile() ? [one.size] : []));
      limitFiles(Math.max(leave, ...sizes));
    },
    clear: async () => {
      limitFiles('unlimited');
    },
    writable: (isSo) => {
      limitFiles(isSo ? 'unlimited' : 0);
    },
  };
};

const ways: { name: string; isThere: boolean; open: OpenDisk }[] = [
  { name: 'a small file system', isThere: canMount, open: mounted },
  { name: 'a limit of file size', isThere: canLimit, open: limited },
];

/** What is left out is said once, and with CI set is a failure. */
const leftOut = (title: string, need: string) => {
  if (process.env.CI) test(title, () => expect(need).toBe('there'));
  else {
    process.stderr.write(`Left out, as ${need} is not there: ${title}\n`);
    test.skip(title, () => {});
  }
};

const describeBy = (kinds: typeof ways, title: string, tests: (open: OpenDisk) => void): void => {
  const usable = kinds.filter(({ isThere }) => isThere);
  if (usable.length === 0) leftOut(title, kinds.map(({ name }) => name).join(' or '));
  for (const { name, open } of usable)
    describe(`${title} (${name})`, () => {
      // A limit that outlived its test would meet whatever is written next.
      afterEach(() => {
        if (canLimit) limitFiles('unlimited');
      });
      tests(open);
    });
};

/** `describe`, once for each way in which a disk can be full here: a small file system, and a limit of file size. */
export const describeWithSmallDisk = (title: string, tests: (open: OpenDisk) => void): void =>
  describeBy(ways, title, tests);

/** Where other processes write, which no limit of ours meets: on a small file system alone. */
export const describeWithMountedDisk = (title: string, tests: (open: OpenDisk) => void): void =>
  describeBy(ways.slice(0, 1), title, tests);

afterAll(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});
