import { join } from 'node:path';
import { build } from 'esbuild';
import { precompiledSchemas } from '../../src/build/program.js';
import { root, temporaryFolder } from '../support/workshop.js';

/**
 * A program of a few lines over src/authorization, bundled into one file that starts at once. The code sees `Vault`,
 * `Authorizations` and `home`.
 */
export const bundleProgram = async (code: string): Promise<string> => {
  const outfile = join(await temporaryFolder(), 'program.cjs');
  await build({
    stdin: {
      contents: `
        import { Vault } from './src/authorization/vault.js';
        import { Authorizations } from './src/authorization/authorizations.js';
        const home = process.argv[2];
        const main = async () => { ${code} };
        main().catch((error) => { console.error(error); process.exitCode = 1; });
        export { Vault, Authorizations };
      `,
      resolveDir: root,
      loader: 'ts',
    },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    outfile,
    plugins: [precompiledSchemas(root)],
    logLevel: 'error',
  });
  return outfile;
};
