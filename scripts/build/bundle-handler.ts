import { resolve, sep } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { pathBelow } from '../../src/files/path-below.js';
import { BuildError } from './build-error.js';

/** Bundles a handler into one minified CommonJS file. It may import its own node's folder and the node kit. */
export const bundleHandler = async (
  handlerFile: string,
  nodeFolder: string,
  root: string,
): Promise<Buffer> => {
  const allowed = [resolve(nodeFolder) + sep, resolve(root, 'src/node-kit') + sep];
  const ownFolder: Plugin = {
    name: 'own-folder',
    setup({ onLoad }) {
      onLoad({ filter: /.*/ }, ({ path }) =>
        allowed.some((folder) => path.startsWith(folder))
          ? undefined
          : { errors: [{ text: `imports ${pathBelow(root, path)}` }] },
      );
    },
  };
  const result = await build({
    entryPoints: [handlerFile],
    absWorkingDir: root,
    bundle: true,
    minify: true,
    format: 'cjs',
    platform: 'neutral',
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'none',
    write: false,
    logLevel: 'silent',
    plugins: [ownFolder],
  }).catch((error: Error) => {
    throw new BuildError(
      pathBelow(root, handlerFile),
      error.message,
      'A handler imports #node-kit and its own folder, nothing else.',
    );
  });
  return Buffer.from(result.outputFiles[0]!.contents);
};
