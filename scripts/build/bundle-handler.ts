import { readFile } from 'node:fs/promises';
import { extname, resolve, sep } from 'node:path';
import { build, type Loader, type Plugin } from 'esbuild';
import { pathBelow } from '../../src/files/path-below.js';
import { BuildError } from './build-error.js';

interface Bundled {
  code: Buffer;
  /** What it was made of: path → text. */
  inputs: ReadonlyMap<string, string>;
}

/** `npm run dev` bundles the same handlers again and again: where no file has changed, it is what it was. */
const bundled = new Map<string, Bundled>();

const isUnchanged = async ({ inputs }: Bundled): Promise<boolean> => {
  const same = [...inputs].map(
    async ([path, text]) => (await readFile(path, 'utf8').catch(() => undefined)) === text,
  );
  return (await Promise.all(same)).every(Boolean);
};

/** Bundles a handler into one minified CommonJS file. It may import its own node's folder and the node kit. */
export const bundleHandler = async (
  handlerFile: string,
  nodeFolder: string,
  root: string,
): Promise<Buffer> => {
  const known = bundled.get(handlerFile);
  if (known && (await isUnchanged(known))) return known.code;
  const inputs = new Map<string, string>();
  const allowed = [resolve(nodeFolder) + sep, resolve(root, 'src/node-kit') + sep];
  const ownFolder: Plugin = {
    name: 'own-folder',
    setup({ onLoad }) {
      onLoad({ filter: /.*/ }, async ({ path }) => {
        if (!allowed.some((folder) => path.startsWith(folder)))
          return { errors: [{ text: `imports ${pathBelow(root, path)}` }] };
        const contents = await readFile(path, 'utf8');
        inputs.set(path, contents);
        return { contents, loader: extname(path).slice(1) as Loader };
      });
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
  const code = Buffer.from(result.outputFiles[0]!.contents);
  bundled.set(handlerFile, { code, inputs });
  return code;
};
