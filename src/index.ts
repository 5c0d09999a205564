/** The library: `import { openWorkspace } from 'wxcc-task-nodes'`. */
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { NodeTypes } from '../nodes/types.js';
import { openWorkspace as open, type Workspace, type WorkspaceOptions } from './workspace/workspace.js';

export type { NodeTypes } from '../nodes/types.js';
export type { Connection, Result } from '../schemas/types.js';
export type { Authorizations } from './authorization/authorizations.js';
export type { Connections } from './engine/connections.js';
export type { DryRun, Engine, EngineOptions, InvokeCall } from './engine/engine.js';
export { type ErrorKind, ToldError } from './ground/told-error.js';
export { type LookupRequest, type LookupResult, Lookups } from './lookup/lookups.js';
export type { Method } from './package/method.js';
export type { NodePackage, NodeVersion } from './package/node-package.js';
export { fixedToken, TokenServerError, type TokenSource } from './runtime/token-source.js';
export type { Workspace, WorkspaceOptions } from './workspace/workspace.js';

/** Where the packages lie that come with the library: dist/, in which this file is bundled. */
export const packDirectory: string = dirname(fileURLToPath(import.meta.url));

/**
 * Opens a home and the packages: everything starts here. Calls of the pack's own nodes are typed by node, version and
 * method. Throws ToldError for a home that a newer program has changed.
 */
export const openWorkspace = (options: WorkspaceOptions): Promise<Workspace<NodeTypes>> =>
  open<NodeTypes>(options);
