import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import * as validators from '../../schemas/validators.js';
import { standaloneValidators } from './validators.js';

/** Puts precompiled validators in the place of schemas/validators.ts. */
const precompiledSchemas = (root: string): Plugin => ({
  name: 'precompiled-schemas',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]schemas[\\/]validators\.ts$/ }, async () => {
      const { ajv, ...named } = validators;
      return {
        contents: await standaloneValidators(ajv, Object.keys(named), root),
        loader: 'js',
        resolveDir: root,
      };
    });
  },
});

/** Bundles the command line (dist/wxcc-nodes.js) and the library (dist/index.js); packages from npm stay outside. */
export const buildProgram = async (root: string, out: string): Promise<void> => {
  await build({
    entryPoints: { 'wxcc-nodes': join(root, 'src/cli/main.ts'), index: join(root, 'src/index.ts') },
    outdir: out,
    bundle: true,
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    plugins: [precompiledSchemas(root)],
    logLevel: 'warning',
  });
  await chmod(join(out, 'wxcc-nodes.js'), 0o755);
};
