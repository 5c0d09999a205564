const { readFileSync, existsSync } = require('node:fs');
const { dirname, join } = require('node:path');
const { createHash } = require('node:crypto');
const { pathToFileURL } = require('node:url');
const { transformSync, version } = require('esbuild');

/** Another way to translate gives other code: this file is part of what the cache goes by. */
const own = readFileSync(__filename);

const types = new Map();

/** The "type" of the package.json that a file belongs to. */
const moduleType = (folder) => {
  if (!types.has(folder)) {
    const file = join(folder, 'package.json');
    const parent = dirname(folder);
    const own = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
    // A package.json without a name only sets the type of a build folder, or says nothing.
    const settled = own && (own.type || own.name);
    types.set(
      folder,
      settled ? (own.type ?? 'commonjs') : parent === folder ? 'commonjs' : moduleType(parent),
    );
  }
  return types.get(folder);
};

const isModule = (path) =>
  path.endsWith('.ts') || path.endsWith('.mjs') || moduleType(dirname(path)) === 'module';

const { dependencies, devDependencies } = require('../../package.json');

/**
 * Loaded anew for each test file: nock and commander use the test's own globals and process, oidc-provider and esbuild take
 * plain objects and regular expressions only from the realm that they are in, and jest itself uses semver.
 */
const unshared = ['nock', 'commander', 'oidc-provider', 'esbuild', 'semver', 'jest-environment-node'];
const shared = Object.keys({ ...dependencies, ...devDependencies }).filter(
  (name) => !unshared.includes(name),
);

/** Of a package that Node.js itself loads, once for all test files of a worker: to load all of them anew was a third of what a file costs. */
const isShared = (path) => {
  const [, inside] = path.split(/[\\/]node_modules[\\/]/);
  return (
    shared.some((name) => inside?.replaceAll('\\', '/').startsWith(`${name}/`)) && !path.endsWith('.json')
  );
};

module.exports = {
  process: (source, path) => {
    if (isShared(path)) return { code: `module.exports = requireShared(${JSON.stringify(path)});` };
    if (!isModule(path)) return { code: source };
    return transformSync(source, {
      loader: path.endsWith('.ts') ? 'ts' : 'js',
      format: 'cjs',
      target: 'node20',
      platform: 'node',
      supported: { 'dynamic-import': false },
      define: { 'import.meta.url': JSON.stringify(pathToFileURL(path).href) },
      sourcemap: 'external',
      sourcefile: path,
    });
  },
  getCacheKey: (source, path) =>
    createHash('sha1')
      .update(version)
      .update(own)
      .update(shared.join())
      .update(path)
      .update(source)
      .digest('hex'),
};
