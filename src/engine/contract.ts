import type { Connection, PackageManifest, Result } from '../../schemas/types.js';
import type { Authorizations } from '../authorization/authorizations.js';
import type { Clock } from '../ground/clock.js';
import type { CallContext } from '../node-kit/method.js';
import type { PackageSet } from '../package/package-set.js';
import type { CallbackDoor } from '../runtime/callback-door.js';
import type { Events } from '../runtime/events.js';
import type { Exchange, ExchangeOwner } from '../runtime/exchange.js';
import type { TokenSource } from '../runtime/token-source.js';
import type { Transport } from '../runtime/transport.js';
import type { RateStore } from '../store/stores.js';
import type { Connections } from './connections.js';

export interface EngineOptions {
  /** The packages at hand. */
  packages: PackageSet;
  connections: Connections;
  /** Outputs that do not fit are errors, not warnings: for tests. */
  strictOutputs?: boolean;
  /** How calls travel; HTTP when left out. */
  transport?: Transport;
  /** The time that deadlines go by; the system's when left out. */
  clock?: Clock;
  /** Makes the ids of calls; random ones when left out. */
  newId?: () => string;
  /** Where callbacks come in; listeners of the engine's own when left out. */
  callbacks?: CallbackDoor;
  /** Where the organizations' events come in; nobody has subscribed when left out. */
  events?: Events;
  /** Where tokens come from when a call brings none; without them such a call has no token. */
  authorizations?: Authorizations;
  /** Where all count who call Cisco's published APIs for the same client; this engine alone when left out, or on a clock of its own. */
  rates?: RateStore;
  /** Looks at each valid input before the call. */
  checkInput?: InputCheck;
  /** Gives handlers the lists that were fetched before. */
  keptLists?: KeptLists;
}

/** What there is to say of a valid input; the call goes on. Asks nobody and never throws. */
export type InputCheck = (call: {
  manifest: PackageManifest;
  method: string;
  input: unknown;
  /** The connection as the caller gave it, and what it says. */
  asked: string | Connection | undefined;
  connection: Connection;
}) => Promise<Result['diagnostics']>;

/** The lists of a node that a method builds its request from, as far as they are kept. Asks nobody and never throws. */
export type KeptLists = (call: Omit<Parameters<InputCheck>[0], 'input'>) => Promise<CallContext['fetched']>;

export interface InvokeCall {
  node: string;
  /** The node's default version when left out. */
  version?: string;
  /** May be left out when the version has one method. */
  method?: string;
  /** A JSON object of at most 1 MiB; `$(name)` in texts is filled from `variables`. */
  input: unknown;
  variables?: unknown;
  /** Texts stay as they are, `$(` and all: for callers whose platform has filled them already. */
  literal?: boolean;
  /** The input has just been read by `parseJson`, and nobody else has it: it is taken as it is, not looked through and copied. */
  isRead?: boolean;
  /** A name, a file, or the connection itself; the sandbox when left out. */
  connection?: string | Connection;
  /** Runs this package file instead of those at hand. */
  packageFile?: string;
  /** The Node Runtime Authorization: a name; the default of the node's integration when left out. Not for nodes without auth. */
  authorization?: string;
  /** Instead of an authorization. */
  tokens?: TokenSource;
  /** A UUID; a new one when left out. */
  invocationId?: string;
  /** Told of what goes over the wire, tokens masked. */
  onExchange?: (exchange: Exchange, owner: ExchangeOwner) => void;
}

/** A call as it would be sent. */
export interface DryRun {
  method: string;
  url: string;
  headers: Record<string, string>;
  body?: unknown;
}
