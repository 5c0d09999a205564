import { readdirSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';

/** What others on this machine may do with a file or folder that is nobody else's. */
export interface Exposure {
  path: string;
  /** As chmod takes them. */
  rights: string;
  /** Of another user than this one and root: its owner may do anything with it. */
  foreignOwner?: number;
}

const rightsOf = ({ mode }: Stats) => (mode & 0o777).toString(8);

const ownerOf = ({ uid }: Stats): Pick<Exposure, 'foreignOwner'> =>
  uid === 0 || uid === process.getuid?.() ? {} : { foreignOwner: uid };

/** Those of the paths that have one of these rights for others, or another owner. */
const exposedOf = (paths: string[], forbidden: number): Exposure[] =>
  // Windows has no rights to look at.
  process.platform === 'win32'
    ? []
    : paths.flatMap((path) => {
        const stats = statSync(path, { throwIfNoEntry: false });
        if (!stats) return [];
        const exposure = { path, rights: rightsOf(stats), ...ownerOf(stats) };
        const isExposed = (stats.mode & forbidden) !== 0 || exposure.foreignOwner !== undefined;
        return isExposed ? [exposure] : [];
      });

/** Secrets that others than their owner may read or write, or that another user owns. */
export const exposedSecrets = (files: string[]): Exposure[] => exposedOf(files, 0o077);

const entriesOf = (folder: string): string[] => {
  try {
    return readdirSync(folder).map((name) => join(folder, name));
  } catch {
    return [];
  }
};

/** Folders in a home whose files say where calls go and what runs. */
const trustedFolders = ['connections', 'catalog'];

/** What of a home anybody may write: the home itself, what lies in it, and the files that calls go by. */
export const writableByAll = (home: string): Exposure[] => {
  const [own] = exposedOf([home], 0o002);
  if (own) return [own];
  const mode = statSync(home, { throwIfNoEntry: false })?.mode ?? 0;
  // Nobody else gets in: what the rights further down say does not matter.
  if ((mode & 0o001) === 0) return [];
  const inner = trustedFolders.flatMap((name) => entriesOf(join(home, name)));
  return exposedOf([...entriesOf(home), ...inner], 0o002);
};
