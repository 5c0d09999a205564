import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { ajv } from '../../schemas/validators.js';
import { standaloneValidators } from '../../scripts/build/validators.js';
import { root, temporaryFolder } from '../support/workshop.js';

/** Of all validators the vault's, precompiled: the others would be most of what the program loads. */
const vaultValidator: Plugin = {
  name: 'vault-validator',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]schemas[\\/]validators\.ts$/ }, async () => ({
      contents: (await standaloneValidators(ajv, ['isAuthorizations'], root)).code,
      loader: 'js',
      resolveDir: root,
    }));
  },
};

/**
 * A program of a few lines over src/authorization, bundled into one small file that starts at once, for tests that start
 * hundreds. The code sees `vaultOf(home)`, `authorizationsOf(home, environment)`, and the home folders that it is called with as `homes`, the first as `home`.
 */
export const bundleProgram = async (code: string): Promise<string> => {
  const outfile = join(await temporaryFolder(), 'program.cjs');
  await build({
    stdin: {
      contents: `
        import { Authorizations } from './src/authorization/authorizations.js';
        import { KeyRing } from './src/authorization/key-ring.js';
        import { vaultFile } from './src/store/files/vault-file.js';
        const authorizationsOf = (home, environment) =>
          new Authorizations({ store: vaultFile(home), keys: new KeyRing(home, environment) });
        const vaultOf = (home) => authorizationsOf(home, {}).vault;
        const homes = process.argv.slice(2);
        const [home] = homes;
        const main = async () => { ${code} };
        main().catch((error) => { console.error(error); process.exitCode = 1; });
      `,
      resolveDir: root,
      loader: 'js',
    },
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    outfile,
    plugins: [vaultValidator],
    logLevel: 'error',
  });
  return outfile;
};
