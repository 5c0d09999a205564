/** The library: `import { Engine } from 'wxcc-task-nodes'`. */
export type { Connection, Result } from '../../schemas/types.js';
export { ConfigurationError } from '../node-kit/configuration-error.js';
export { fixedToken, TokenServerError, type TokenSource } from '../runtime/token-source.js';
export { type DryRun, Engine, type EngineOptions, type InvokeCall } from './engine.js';
