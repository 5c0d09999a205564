/** All that a handler may import. */

export type { CallContext, Json, Note, WireRequest } from './method.js';
export { jsonText } from './json-text.js';
export { intermediate, method, waiting } from './method.js';
