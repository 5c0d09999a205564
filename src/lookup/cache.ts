import { createHash } from 'node:crypto';
import type { Connection, LookupCache } from '../../schemas/types.js';
import { isLookupCache } from '../../schemas/validators.js';
import type { ListStore } from '../store/stores.js';

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
  /** Why something is kept that cannot be used. */
  problem?: string;
}

/** A connection that is a file or a value has no name: its organization and API name it. */
const connectionName = ({ asked, connection }: ListIdentity): string => {
  if (asked === undefined) return 'sandbox';
  if (typeof asked === 'string' && /^[A-Za-z0-9_-]{1,64}$/.test(asked)) return asked;
  const digest = createHash('sha256').update(`${connection.orgId} ${connection.configApi}`).digest('hex');
  return `unnamed-${digest.slice(0, 12)}`;
};

const nameOf = (identity: ListIdentity): string =>
  `${connectionName(identity)}-${identity.node}-${identity.list}`;

/** Stores give the same value for as long as what is kept stays as it is: every call asks, and a list may be long. */
const judged = new WeakMap<object, string>();

const contentProblem = (value: unknown): string => {
  if (!isLookupCache(value)) {
    const [first] = isLookupCache.errors ?? [];
    return `${first?.instancePath ?? ''}: ${first?.message}`;
  }
  return Number.isNaN(Date.parse(value.fetchedAt)) ? '/fetchedAt: no such time' : '';
};

const judge = (value: unknown): string => {
  if (value === null || typeof value !== 'object') return contentProblem(value);
  const problem = judged.get(value) ?? contentProblem(value);
  judged.set(value, problem);
  return problem;
};

const problemOf = (found: unknown, { node, list, connection }: ListIdentity): string | undefined => {
  const problem = judge(found);
  if (problem !== '') return problem;
  const value = found as LookupCache;
  const isThis =
    value.node === node &&
    value.list === list &&
    value.orgId === connection.orgId &&
    value.configApi === connection.configApi;
  return isThis ? undefined : 'is of another list, organization or API';
};

/** What an earlier look-up has left. Never throws: a list that cannot be used is as good as none, and says why. */
export const readCache = async (store: ListStore, identity: ListIdentity): Promise<Kept> => {
  const { value, place, problem: unreadable } = await store.read(nameOf(identity));
  if (unreadable !== undefined) return { problem: unreadable };
  if (value === undefined) return {};
  const problem = problemOf(value, identity);
  return problem === undefined
    ? { cache: value as LookupCache }
    : { problem: `${place}${problem.startsWith('/') ? '' : ' '}${problem}` };
};

/** Replaces what is kept, in one step. Throws what the store says. */
export const writeCache = (store: ListStore, identity: ListIdentity, cache: LookupCache): Promise<void> =>
  store.write(nameOf(identity), cache);
