import type { PackageManifest } from '../../schemas/types.js';
import type { Source } from '../node-kit/method.js';
import { loadMethod } from './load.js';
import type { LoadedMethod } from './loaded-method.js';
import type { VerifiedPackage } from './verify.js';

export type ManifestMethod = PackageManifest['versions'][number]['methods'][number];

/** A method of a version: what its package declares, and the method ready to run. */
export interface MethodVersion {
  version: string;
  id: string;
  declared: ManifestMethod;
  loaded: LoadedMethod;
  /** Source of the fields that say nothing of their own. */
  fieldSource: Source;
  examples: unknown[];
}

/** A handler is pure: loaded once for each package, it serves every step that uses it. */
const known = new WeakMap<VerifiedPackage, Map<string, MethodVersion | undefined>>();

/** Undefined when the package has no such method. Throws PackageError when it does not load. */
export const readMethodVersion = (
  verified: VerifiedPackage,
  version: string,
  id: string,
): MethodVersion | undefined => {
  const methods = known.get(verified) ?? new Map<string, MethodVersion | undefined>();
  known.set(verified, methods);
  const key = `${version}/${id}`;
  if (!methods.has(key)) methods.set(key, readOnce(verified, version, id));
  return methods.get(key);
};

const readOnce = (verified: VerifiedPackage, version: string, id: string): MethodVersion | undefined => {
  const declared = verified.manifest.versions
    .find((one) => one.version === version)
    ?.methods.find((method) => method.id === id);
  const loaded = loadMethod(verified, version, id);
  if (!declared || !loaded) return undefined;
  const { 'x-source': fieldSource = declared.source, $defs } = JSON.parse(
    verified.files.get(declared.files.schema)!.toString('utf8'),
  );
  return { version, id, declared, loaded, fieldSource, examples: $defs.input.examples ?? [] };
};
