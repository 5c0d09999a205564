import type { Connection, LookupCache } from '../../schemas/types.js';
import type { Connections } from '../engine/connections.js';
import type { NodePackage } from '../package/node-package.js';
import { HttpTransport } from '../runtime/http-transport.js';
import type { PublicRate } from '../runtime/public-rate.js';
import type { TokenSource } from '../runtime/token-source.js';
import type { ListStore } from '../store/stores.js';
import { type ListIdentity, readCache, writeCache } from './cache.js';
import { findLookup, type LookupDefinition, type LookupRecord } from './definition.js';
import { fetchList } from './fetch-list.js';
import { LookupError } from './lookup-error.js';

/** A kept list is used this long without asking, milliseconds. */
const freshMs = 24 * 3600 * 1000;

export interface LookupRequest {
  /** The package of the node that declares the look-up. */
  from: Pick<NodePackage, 'manifest'>;
  list: string;
  /** A name, a file, or the connection itself; the sandbox when left out. */
  connection?: string | Connection;
  tokens: TokenSource;
  /** Asks again however fresh the kept list is. */
  refresh?: boolean;
}

export interface LookupResult {
  node: string;
  list: string;
  name: string;
  orgId: string;
  /** Whether the API was asked now. */
  origin: 'api' | 'cache';
  /** When the API gave the list, ISO 8601. */
  fetchedAt: string;
  ageSeconds: number;
  columns: string[];
  records: LookupRecord[];
  /** Why a kept list is shown although the API was asked; absent otherwise. */
  problem?: { code: string; message: string; remedy: string };
  /** What else is worth knowing. */
  notes: string[];
}

interface Asking {
  definition: LookupDefinition;
  identity: ListIdentity;
  tokens: TokenSource;
}

/** The nodes' pickers: lists of the configuration API, kept with their age. */
export class Lookups {
  constructor(
    private readonly connections: Connections,
    private readonly lists: ListStore,
    /** Of Cisco's published APIs, which the configuration API is one of. */
    private readonly rate: PublicRate,
  ) {}

  /**
   * A list, from the cache when that is fresh, else from the API, else (when the API cannot be reached now) from the
   * cache all the same. Throws LookupError, or ToldError for an unknown look-up or connection.
   */
  async get({
    from,
    list,
    connection: asked,
    tokens,
    refresh = false,
  }: LookupRequest): Promise<LookupResult> {
    const { manifest } = from;
    const definition = findLookup(manifest, list);
    const connection = await this.connections.load(asked);
    const identity: ListIdentity = { node: manifest.node.id, list, asked, connection };
    const { cache, problem } = await readCache(this.lists, identity);
    const notes = problem === undefined ? [] : [`The kept list cannot be used: ${problem}`];
    if (cache && !refresh && isFresh(cache)) return { ...result(definition, cache), origin: 'cache', notes };
    try {
      const fetched = await this.#fetch({ definition, identity, tokens }, notes);
      return { ...result(definition, fetched), origin: 'api', notes };
    } catch (error) {
      if (!(error instanceof LookupError) || !error.isPassing || !cache) throw error;
      return { ...result(definition, cache), origin: 'cache', problem: error.toJSON(), notes };
    }
  }

  async #fetch({ definition, identity, tokens }: Asking, notes: string[]): Promise<LookupCache> {
    const { connection, node, list } = identity;
    const transport = new HttpTransport();
    try {
      const { orgId } = connection;
      const records = await fetchList(definition, connection, { tokens, transport, rate: this.rate, orgId });
      const cache: LookupCache = {
        format: 1,
        node,
        list,
        orgId,
        configApi: connection.configApi!,
        fetchedAt: new Date().toISOString(),
        records,
      };
      await writeCache(this.lists, identity, cache).catch((error: Error) => {
        notes.push(`The list cannot be kept: ${error.message}. Make the folder writable.`);
      });
      return cache;
    } finally {
      transport.close();
    }
  }
}

const ageMs = ({ fetchedAt }: LookupCache) => Date.now() - Date.parse(fetchedAt);

/** A list from the future is not: the clock was wrong then, or is now. */
const isFresh = (cache: LookupCache) => ageMs(cache) >= 0 && ageMs(cache) < freshMs;

const result = (definition: LookupDefinition, cache: LookupCache) => ({
  node: cache.node,
  list: cache.list,
  name: definition.name,
  orgId: cache.orgId,
  fetchedAt: cache.fetchedAt,
  ageSeconds: Math.max(0, Math.round(ageMs(cache) / 1000)),
  columns: definition.columns,
  records: cache.records,
});
