import { createContext, runInContext } from 'node:vm';
import type { Upgrade } from '../node-kit/upgrade.js';
import type { LoadedMethod } from './loaded-method.js';
import { PackageError } from './package-error.js';
import type { VerifiedPackage } from './verify.js';

/**
 * Runs a file as CommonJS in a context that has JavaScript and nothing else: no Node.js, no network, no `require`.
 * It holds an honest handler to being pure; it is no prison for a hostile one.
 */
export const runModule = (code: string, filename: string): Record<string, unknown> => {
  const context = createContext(Object.create(null), { codeGeneration: { strings: false, wasm: false } });
  const wrapped = `(() => { const module = { exports: {} }; ((module, exports) => {${code}\n})(module, module.exports); return module.exports; })()`;
  return runInContext(wrapped, context, { filename, timeout: 5000 });
};

const loader =
  ({ files, digest, manifest }: VerifiedPackage) =>
  (path: string): Record<string, unknown> => {
    const filename = `${manifest.node.id}-${manifest.pack.version}.zip/${path}`;
    try {
      return runModule(files.get(path)!.toString('utf8'), filename);
    } catch (error) {
      throw new PackageError('package.load', `${filename} (${digest}): ${(error as Error).message}`);
    }
  };

const methodOf = ({ manifest }: VerifiedPackage, version: string, methodId: string) =>
  manifest.versions
    .find((candidate) => candidate.version === version)
    ?.methods.find(({ id }) => id === methodId);

/**
 * Loads what moves a configuration from the version before to this one; undefined when the configuration stays as it
 * is. Throws PackageError when the file gives no function.
 */
export const loadUpgrade = (
  verified: VerifiedPackage,
  version: string,
  methodId: string,
): Upgrade | undefined => {
  const file = methodOf(verified, version, methodId)?.files.upgrade;
  if (file === undefined) return undefined;
  const upgrade = loader(verified)(file).default;
  if (typeof upgrade !== 'function') throw new PackageError('package.load', `${file}: exports no upgrade`);
  return upgrade as Upgrade;
};

/** Loads one method of a verified package. Throws PackageError when its files do not give one. */
export const loadMethod = (
  verified: VerifiedPackage,
  version: string,
  methodId: string,
): LoadedMethod | undefined => {
  const found = methodOf(verified, version, methodId);
  if (!found) return undefined;
  const load = loader(verified);
  const handler = load(found.files.handler).default as LoadedMethod['definition'] | undefined;
  const { input: validateInput, output: validateOutput } = load(found.files.validators) as Record<
    'input' | 'output',
    LoadedMethod['validateInput']
  >;
  const { input, output } = JSON.parse(verified.files.get(found.files.schema)!.toString('utf8')).$defs;
  if (typeof handler?.build !== 'function' || !validateInput || !validateOutput || !input || !output)
    throw new PackageError('package.load', `${found.files.handler}: exports no method`);
  return { id: found.id, definition: handler, input, output, validateInput, validateOutput };
};
