import type {
  Authorizations,
  Catalog,
  KeptCall,
  Keys,
  RecordedExports,
  Run,
  Trust,
} from '../../schemas/types.js';
import type { HeldLock, LockOptions } from '../files/lock.js';
import type { ToldError } from '../ground/told-error.js';
import type { Used } from './usage.js';

// What is kept, as records. A store keeps and finds; whom to trust, what to seal and what to forget is decided above it.
// Every method throws ToldError for what the store itself refuses.

export type CatalogEntry = Catalog['packages'][number];

/** The imported packages. */
export interface CatalogStore {
  list(): Promise<CatalogEntry[]>;
  /** The bytes of a package, by their digest. Throws what the store says when there are none. */
  read(digest: string): Promise<Buffer>;
  /** Where a package is kept, for messages. */
  placeOf(digest: string): string;
  /** One change at a time: `work` gives the new list; the packages that it adds are kept before it counts. */
  change(
    work: (entries: CatalogEntry[]) => CatalogEntry[],
    packages?: ReadonlyMap<string, Buffer>,
  ): Promise<void>;
}

/** Whose packages are taken. */
export interface TrustStore {
  /** For reading only: others may get the same value. */
  read(): Promise<Trust>;
  /** One change at a time: `work` gives what is to be kept. */
  change(work: (trust: Trust) => Trust): Promise<void>;
}

/** A key of the service as it is kept: with the hash of its secret, not the secret. */
export type StoredKey = Keys['keys'][number];

export interface KeyStore {
  list(): Promise<StoredKey[]>;
  /** One change at a time: `work` gives the new list. */
  change(work: (keys: StoredKey[]) => StoredKey[]): Promise<void>;
}

/** The named connections. */
export interface ConnectionStore {
  /** The JSON of a connection, when there is one that can be read, else why not; and where it is or would be. */
  read(name: string): Promise<{ text?: string; place: string; problem?: string }>;
  /** The names that there are, in order. */
  names(): Promise<string[]>;
  /** Keeps a connection's JSON, in place of what has that name. */
  write(name: string, text: string): Promise<void>;
  /** Whether there was one. */
  remove(name: string): Promise<boolean>;
}

/** Of a question that cannot be asked twice: who has asked what. */
export interface Note {
  id: string;
  /** A digest of what is used up by asking. */
  about: string;
  /** Milliseconds since 1970. */
  at: number;
  host: string;
  pid: number;
}

/** What a holder works with while nobody else does the same. */
export interface Turn {
  /** To be called right before what only one may do: looks where the turn is kept. Rejects with LockError when it is lost. */
  check(): Promise<void>;
  /** The note that stays beside the turn, also when its holder is gone. */
  note(): Promise<Note | undefined>;
  /**
   * Leaves a note, and keeps room for a change of the authorizations while it is there. Rejects with LockError when the
   * turn is lost, with ToldError when there is no room.
   */
  leave(note: Note): Promise<void>;
  /** Takes one's own note away, whoever's turn it is, and frees the room. */
  take(note: Note): Promise<void>;
  /** Frees the room, so that a change finds it; the note stays. */
  free(note: Note): Promise<void>;
}

/** The authorizations as one sealed record. */
export interface AuthorizationStore {
  /** For reading only: others may get the same value. */
  read(): Promise<Authorizations | undefined>;
  /** One change at a time. `after` is done before the next one. `check`: see HeldLock. */
  change(
    work: (content: Authorizations | undefined, check: HeldLock['check']) => Promise<Authorizations>,
    after?: (check: HeldLock['check']) => Promise<void>,
  ): Promise<void>;
  /** Does work that nobody else does at the same time, by its name. */
  alone<Type>(name: string, options: LockOptions, work: (turn: Turn) => Promise<Type>): Promise<Type>;
  /** The content is not what was sealed. */
  broken(problem: string): ToldError;
}

/** A call that was begun, and no more is known of it. */
export type FoundCall = KeptCall | 'unreadable' | undefined;

/** What a call is kept under: an id that is made of all that tells it from others, and whose share it takes (both hex). */
export interface CallId {
  /** 64 digits. */
  id: string;
  /** 16 digits. */
  owner: string;
}

export type Invocation = Pick<KeptCall, 'invocationId'>;

/** Calls with an Idempotency-Key. */
export interface KeptCallStore {
  /** How much is kept, of one owner or of all; as far as this process knows. */
  used(owner?: string): Used;
  /**
   * Forgets what is older than so many milliseconds, and counts the rest. To be called before the others. Gives how much
   * was forgotten.
   */
  sweep(keepMs: number): Promise<number>;
  read(call: CallId): Promise<FoundCall>;
  /** Keeps a record that must not be there yet; false when it is, whoever keeps it. */
  create(call: CallId, record: KeptCall): Promise<boolean>;
  /** Whether a record is still that of this invocation: another process may have begun the call anew. */
  isStill(call: CallId, before: Invocation): Promise<boolean>;
  /** Puts another record in the place of that of an invocation; false, and nothing is changed, when it is there no more. */
  replace(call: CallId, before: Invocation, record: KeptCall): Promise<boolean>;
  /** The same for a record that is too old to count, which several may find: one of them gets true. */
  takeOver(call: CallId, before: Invocation, record: KeptCall): Promise<boolean>;
  /** Forgets the record of an invocation, and none of another. */
  remove(call: CallId, before: Invocation): Promise<void>;
}

/** The lists that were fetched from the configuration API, by name. */
export interface ListStore {
  /** What is kept, or why it cannot be read. Never throws. */
  read(name: string): Promise<{ value?: unknown; problem?: string; place: string }>;
  write(name: string, value: unknown): Promise<void>;
}

/** A callback that came to another process than the one that waits for it. */
export interface Letter {
  /** The callback's. */
  id: string;
  /** As it came; left out when it could not be read. */
  body?: string;
}

/** Longer than any call waits; milliseconds. */
export const letterKeepMs = 15 * 60 * 1000;

/** Who fetches the letters of an instance. */
export interface MailboxReader {
  /** Called for each letter at least once. */
  take(letter: Letter): void;
  /** Whether anybody waits for one. */
  isWaiting(): boolean;
  /** Told of what holds letters up; they are fetched later. */
  onError(error: Error): void;
}

export interface Mailbox {
  close(): Promise<void>;
}

/** Where instances leave callbacks for one another. */
export interface MailboxStore {
  /** Bytes that all have who share the store, and nobody else; made when there are none. */
  secret(): Promise<Buffer>;
  /** Keeps a letter for an instance, then tells it. When this resolves, the letter is there. */
  send(instance: string, letter: Letter): Promise<void>;
  /** Removes letters that are older than so many milliseconds; gives how many. */
  sweep(keepMs: number): Promise<number>;
  /** Fetches the letters of an instance from now on. */
  open(instance: string, reader: MailboxReader): Promise<Mailbox>;
}

/** Longer than an event may be underway, and than any call waits for one; milliseconds. */
export const eventKeepMs = 10 * 60 * 1000;

/** By what an event is known. */
export interface EventKey {
  /** The event's own, by which a doubled one is known. */
  id: string;
  orgId: string;
}

/** An event of an organization that was proven to be one. */
export interface KeptEvent extends EventKey {
  /** JSON text, as it came. */
  body: string;
}

/** The events of the last minutes, wherever they arrived. */
export interface EventStore {
  /** Milliseconds between two looks for what came to other processes; left out when none shares the store. */
  readonly everyMs?: number;
  /** Keeps an event; false when one of its id is kept already. */
  add(event: KeptEvent): Promise<boolean>;
  /** Where the events ended so many milliseconds ago; at this moment when left out. */
  end(agoMs?: number): Promise<number>;
  /** Those of an organization that came after an end, oldest first. */
  after(orgId: string, end: number): Promise<KeptEvent[]>;
  /** Notes that an event is put to a use: once, whichever process asks first; false when it was before. */
  claim(event: EventKey, use: string): Promise<boolean>;
  /** Removes events that are older than so many milliseconds, and then the notes of their uses; gives how many events. */
  sweep(keepMs: number): Promise<number>;
}

/** What is counted within windows of time. */
export interface RateStore {
  /**
   * Counts so many more of a name, in a window of so many milliseconds that begins with its first. Gives the count with
   * them, and the milliseconds until the window ends.
   */
  add(name: string, count: number, windowMs: number): Promise<{ count: number; leftMs: number }>;
}

/** A run without what it was asked and what it gave. */
export type RunHead = Omit<Run, 'asked' | 'gave'>;

/** What was run in the console. An id begins with the time, so that ids stand in the order of time. */
export interface RunStore {
  /** Newest first; and the ids of those that cannot be read. */
  list(): Promise<{ runs: RunHead[]; unreadable: string[] }>;
  read(id: string): Promise<Run | 'unreadable' | undefined>;
  /** Keeps one, and forgets the oldest ones beyond so many. */
  add(run: Run, most: number): Promise<void>;
  /** Forgets one, or all of them; gives how many. */
  remove(id?: string): Promise<number>;
  /** Forgets what is older than so many milliseconds; gives how many. */
  sweep(keepMs: number): Promise<number>;
}

/** An export that somebody types into a tenant, as it was last made. */
export type RecordedExport = RecordedExports['exports'][number];

/** What was exported with --record. */
export interface ExportStore {
  /** Oldest first. */
  list(): Promise<RecordedExport[]>;
  /** One change at a time: `work` gives the new list. */
  change(work: (exports: RecordedExport[]) => RecordedExport[]): Promise<void>;
}

export interface Stores {
  catalog: CatalogStore;
  trust: TrustStore;
  keys: KeyStore;
  connections: ConnectionStore;
  authorizations: AuthorizationStore;
  keptCalls: KeptCallStore;
  lists: ListStore;
  mailbox: MailboxStore;
  events: EventStore;
  rates: RateStore;
  runs: RunStore;
  exports: ExportStore;
}

export interface DatabaseAddress {
  /** `postgres://user@host:5432/database`. */
  url: string;
  /** The variable that the address comes from; only there may it hold a password. */
  variable?: string;
}

/** Where a database is that keeps what a home would. */
export interface StoreAddress extends DatabaseAddress {
  /** The same database without a pooler between, for what it tells; as the rest when left out. */
  listen?: DatabaseAddress;
  /** How old what is read may be, milliseconds; another instance's change shows after that. 0 when left out. */
  freshMs?: number;
  /** How long reads are answered from what is known while the database is away, milliseconds. A minute when left out. */
  awayMs?: number;
}

/** Stores that must be closed. */
export interface OpenStore {
  stores: Stores;
  /** Throws ToldError when nothing can be asked at this moment. */
  check(): Promise<void>;
  close(): Promise<void>;
}
