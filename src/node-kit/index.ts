/** All that a handler may import. */

export { jsonText } from './json-text.js';
export type {
  CallContext,
  EventBody,
  FetchedRecord,
  Json,
  MessageContext,
  Note,
  WireRequest,
} from './method.js';
export { intermediate, method, waiting } from './method.js';
export type { Configuration, Upgrade, Upgraded } from './upgrade.js';
