import { resolve, sep } from 'node:path';
import { build } from 'esbuild';
import { pathBelow } from '../../src/files/path-below.js';
import { BuildError } from './build-error.js';

/** Bundles a handler into one minified CommonJS file. It may import its own node's folder and the node kit. */
export const bundleHandler = async (
  handlerFile: string,
  nodeFolder: string,
  root: string,
): Promise<Buffer> => {
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
    metafile: true,
    write: false,
    logLevel: 'silent',
  }).catch((error: Error) => {
    throw new BuildError(
      pathBelow(root, handlerFile),
      error.message,
      'A handler imports #node-kit and its own folder.',
    );
  });
  const allowed = [resolve(nodeFolder) + sep, resolve(root, 'src/node-kit') + sep];
  for (const input of Object.keys(result.metafile.inputs))
    if (!allowed.some((folder) => resolve(root, input).startsWith(folder)))
      throw new BuildError(
        pathBelow(root, handlerFile),
        `imports ${input}`,
        'A handler imports #node-kit and its own folder, nothing else.',
      );
  return Buffer.from(result.outputFiles[0]!.contents);
};
