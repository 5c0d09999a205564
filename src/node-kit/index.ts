/** All that a handler may import. */
export { intermediate, method, waiting } from './method.js';
export type { CallContext, Json, Note, WireRequest } from './method.js';
