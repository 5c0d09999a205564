/** The library: `import { openWorkspace } from 'wxcc-task-nodes'`. */
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { NodeTypes } from '../nodes/types.js';
import type { Engine as AnyEngine } from './engine/engine.js';
import {
  type Workspace as AnyWorkspace,
  openWorkspace as open,
  type WorkspaceOptions,
} from './workspace/workspace.js';

export type { NodeTypes } from '../nodes/types.js';
export type { Connection, Result } from '../schemas/types.js';
export type { Authorizations } from './authorization/authorizations.js';
export type { AuthorizationView } from './authorization/describe.js';
export type { Examination } from './authorization/doctor.js';
export type { Connections } from './engine/connections.js';
export type { DryRun, EngineOptions, InvokeCall } from './engine/engine.js';
export type { Plan } from './engine/plan.js';
export type { Clock } from './ground/clock.js';
export { type ErrorKind, ToldError } from './ground/told-error.js';
export { type LookupRequest, type LookupResult, Lookups } from './lookup/lookups.js';
export type { Catalog } from './package/catalog.js';
export type { Method } from './package/method.js';
export type { NodePackage, NodeVersion } from './package/node-package.js';
export type { PackageSet } from './package/package-set.js';
export type { CallbackDoor } from './runtime/callback-door.js';
export { fixedToken, TokenServerError, type TokenSource } from './runtime/token-source.js';
export type { Transport } from './runtime/transport.js';
export type { WorkspaceOptions } from './workspace/workspace.js';

/** The engine; unless said otherwise, with the types of the pack's own nodes. */
export type Engine<Nodes = NodeTypes> = AnyEngine<Nodes>;
/** A home or a store, the packages and what works on them; unless said otherwise, with the types of the pack's own nodes. */
export type Workspace<Nodes = NodeTypes> = AnyWorkspace<Nodes>;

/** Where the packages lie that come with the library: dist/, in which this file is bundled. */
export const packDirectory: string = dirname(fileURLToPath(import.meta.url));

/**
 * Opens a home and the packages: everything starts here. Calls of the pack's own nodes are typed by node, version and
 * method. Throws ToldError for a home that a newer program has changed.
 */
export const openWorkspace = (options: WorkspaceOptions): Promise<Workspace> => open<NodeTypes>(options);
