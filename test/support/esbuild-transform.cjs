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

/** CommonJS that imports while it runs (QuickJS loads its engine so), which jest cannot. */
const importsLater = (source, path) => path.includes('quickjs') && source.includes('import(');

module.exports = {
  process: (source, path) =>
    isModule(path) || importsLater(source, path)
      ? transformSync(source, {
          loader: path.endsWith('.ts') ? 'ts' : 'js',
          format: 'cjs',
          target: 'node20',
          platform: 'node',
          supported: { 'dynamic-import': false },
          define: { 'import.meta.url': JSON.stringify(pathToFileURL(path).href) },
          sourcemap: 'external',
          sourcefile: path,
        })
      : { code: source },
  getCacheKey: (source, path) =>
    createHash('sha1').update(version).update(own).update(path).update(source).digest('hex'),
};
