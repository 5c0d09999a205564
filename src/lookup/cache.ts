import { createHash } from 'node:crypto';
import { mkdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Connection, LookupCache } from '../../schemas/types.js';
import { isLookupCache } from '../../schemas/validators.js';
import { replaceFile } from '../files/replace-file.js';

/** Bytes; a list is far smaller, and whatever is larger was not written here. */
const maxBytes = 64 * 1024 * 1024;

/** Which list of which organization. */
export interface ListIdentity {
  node: string;
  list: string;
  /** As the user gave it; undefined is the sandbox. */
  asked: string | Connection | undefined;
  connection: Connection;
}

/** What is kept, if anything that can be used. */
export interface Kept {
  cache?: LookupCache;
  /** Why there is a file and nothing that can be used. */
  problem?: string;
}

/** A connection that is a file or a value has no name: its organization and API name it. */
const connectionName = ({ asked, connection }: ListIdentity): string => {
  if (asked === undefined) return 'sandbox';
  if (typeof asked === 'string' && /^[A-Za-z0-9_-]{1,64}$/.test(asked)) return asked;
  const digest = createHash('sha256').update(`${connection.orgId} ${connection.configApi}`).digest('hex');
  return `unnamed-${digest.slice(0, 12)}`;
};

const cacheFile = (home: string, identity: ListIdentity): string =>
  join(home, 'lookups', `${connectionName(identity)}-${identity.node}-${identity.list}.json`);

const problemOf = (value: unknown, { node, list, connection }: ListIdentity): string | undefined => {
  if (!isLookupCache(value)) {
    const [first] = isLookupCache.errors ?? [];
    return `${first?.instancePath ?? ''}: ${first?.message}`;
  }
  if (Number.isNaN(Date.parse(value.fetchedAt))) return '/fetchedAt: no such time';
  const isThis =
    value.node === node &&
    value.list === list &&
    value.orgId === connection.orgId &&
    value.configApi === connection.configApi;
  return isThis ? undefined : 'is of another list, organization or API';
};

/** What an earlier look-up has left. Never throws: a file that cannot be used is as good as none, and says why. */
export const readCache = async (home: string, identity: ListIdentity): Promise<Kept> => {
  const file = cacheFile(home, identity);
  try {
    const info = await stat(file);
    if (!info.isFile() || info.size > maxBytes) return { problem: `${file} is no file of a list.` };
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    const problem = problemOf(value, identity);
    return problem === undefined
      ? { cache: value as LookupCache }
      : { problem: `${file}${problem.startsWith('/') ? '' : ' '}${problem}` };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' || code === 'ENOTDIR' ? {} : { problem: `${file}: ${code ?? message}` };
  }
};

/** Replaces what is kept, in one step. Throws what the file system says. */
export const writeCache = async (home: string, identity: ListIdentity, cache: LookupCache): Promise<void> => {
  const file = cacheFile(home, identity);
  await mkdir(dirname(file), { recursive: true });
  await replaceFile(file, `${JSON.stringify(cache, null, 2)}\n`, { mode: 0o600 });
};
