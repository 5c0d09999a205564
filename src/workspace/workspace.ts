import { Authorizations, type AuthorizationsOptions } from '../authorization/authorizations.js';
import { type Environment, KeyRing } from '../authorization/key-ring.js';
import { SubscriptionRecords } from '../authorization/subscription-records.js';
import { usagesByConnections } from '../authorization/usage.js';
import { VaultCounter } from '../authorization/vault-counter.js';
import { Connections } from '../engine/connections.js';
import type { InputCheck } from '../engine/contract.js';
import { Engine, type EngineOptions } from '../engine/engine.js';
import { checkAgainstLists } from '../lookup/check-input.js';
import { keptLists } from '../lookup/kept-lists.js';
import { Admission } from '../package/admission.js';
import { Catalog } from '../package/catalog.js';
import { PackageSet } from '../package/package-set.js';
import { TrustPolicy } from '../package/trust.js';
import { Events } from '../runtime/events.js';
import { fileStores } from '../store/files/file-stores.js';
import type { OpenStore, StoreAddress, Stores } from '../store/stores.js';
import { refuseNewerHome } from './home-marker.js';
import { Runs } from './runs.js';

export interface WorkspaceOptions
  extends Pick<EngineOptions, 'transport' | 'clock' | 'newId' | 'callbacks' | 'strictOutputs'>,
    Pick<AuthorizationsOptions, 'now' | 'refreshAheadMs' | 'onRefresh' | 'resolve'> {
  /** Of what is kept, and of the key file; `$WXCC_NODES_HOME` of the command line. */
  home: string;
  /** A database that keeps what the home would; the home keeps it when left out. */
  store?: StoreAddress;
  /** The folder of the pack's own manifest.json and packages/; dist/ of a checkout. */
  packDirectory: string;
  /** Whether only packages are run that a trusted publisher signed, the pack's own as well. */
  signedOnly?: boolean;
  /** Where WXCC_NODES_KEY and WXCC_NODES_COUNTER may stand; nowhere when left out. */
  environment?: Environment;
}

/** What belongs together: a home, the pack, and what is made of them. Close it when done. */
export class Workspace<Nodes = object> {
  readonly stores: Stores;
  readonly catalog: Catalog;
  readonly trust: TrustPolicy;
  readonly packages: PackageSet;
  readonly connections: Connections;
  readonly authorizations: Authorizations;
  /** The organizations' events that come to what shares the store. */
  readonly events: Events;
  readonly engine: Engine<Nodes>;
  /** What the kept lists say of an input. */
  readonly checkInput: InputCheck;
  readonly runs: Runs;

  constructor(
    { home, packDirectory, environment = {}, store: _, signedOnly = false, ...options }: WorkspaceOptions,
    private readonly kept: OpenStore = {
      stores: fileStores(home),
      check: async () => {},
      close: async () => {},
    },
  ) {
    this.stores = kept.stores;
    const { catalog, trust, connections, authorizations, lists, rates, runs } = this.stores;
    this.catalog = new Catalog(catalog);
    this.trust = new TrustPolicy(trust);
    this.packages = new PackageSet(
      this.catalog,
      packDirectory,
      new Admission(this.trust, packDirectory, signedOnly),
    );
    this.connections = new Connections(connections, () => this.packages.served());
    const keys = new KeyRing(home, environment);
    this.authorizations = new Authorizations({
      ...{ ...options, store: authorizations, keys, counter: VaultCounter.from(environment) },
      usedElsewhere: async () => usagesByConnections(await this.connections.authorizations()),
    });
    this.events = new Events(this.stores.events, new SubscriptionRecords(this.authorizations.vault));
    this.checkInput = checkAgainstLists(lists);
    this.runs = new Runs(runs);
    this.engine = new Engine({
      ...options,
      packages: this.packages,
      connections: this.connections,
      authorizations: this.authorizations,
      events: this.events,
      rates,
      checkInput: this.checkInput,
      keptLists: keptLists(lists),
    });
  }

  /** Throws ToldError when the database does not answer. A home always does. */
  checkStore(): Promise<void> {
    return this.kept.check();
  }

  async close(): Promise<void> {
    await this.engine.close();
    await this.kept.close();
  }
}

/**
 * All doors start here. Throws ToldError for a home that a newer program has changed, and for a database that does not
 * answer or that this program does not fit.
 */
export const openWorkspace = async <Nodes = object>(options: WorkspaceOptions): Promise<Workspace<Nodes>> => {
  await refuseNewerHome(options.home);
  if (!options.store) return new Workspace<Nodes>(options);
  // Loaded when it is asked for: most have no database.
  const { openPostgres } = await import('../store/postgres/open.js');
  return new Workspace<Nodes>(options, await openPostgres(options.store, options.packDirectory));
};
