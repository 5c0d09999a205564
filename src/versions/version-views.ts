import { today } from '../ground/clock.js';
import type { NodePackage } from '../package/node-package.js';
import { statusOf } from './version-status.js';

/** The versions of a node with their status of today, as every door lists them. */
export const versionViews = ({ manifest, digest, origin }: NodePackage) => ({
  node: manifest.node.id,
  package: { ...manifest.pack, digest, origin },
  versions: manifest.versions.map(({ methods, ...facts }) => ({
    version: facts.version,
    status: statusOf({ methods, ...facts }, manifest.default, today()),
    source: facts.source,
    changes: facts.changes,
    ...(facts.deprecation && { deprecation: facts.deprecation }),
    methods: methods.map(({ id, name, files }) => ({ id, name, movesValues: files.upgrade !== undefined })),
  })),
});
