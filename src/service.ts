/** The service that Webex Connect calls: `import { startService } from 'wxcc-task-nodes/service'`. */
export { type NewKey, ServiceKeys } from './host/keys/service-keys.js';
export type { Limits } from './host/limits.js';
export { type Service, type ServiceOptions, startService } from './host/service.js';
export type { KeyStore, StoredKey } from './store/stores.js';
