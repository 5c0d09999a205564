import { pathBelow } from '../../src/files/path-below.js';
import type { Method } from '../../src/package/method.js';
import { runModule } from '../../src/package/run-module.js';
import { BuildError } from './build-error.js';
import { bundleHandler } from './bundle-handler.js';
import { checkPurity } from './purity.js';

export interface LoadedHandler {
  /** The bundle, as a package holds it. */
  code: Buffer;
  definition: Method['definition'];
}

/** `npm run dev` loads the same handlers again and again: a bundle that has not changed is what it was. */
const loaded = new Map<string, LoadedHandler>();

/** Bundles a handler and loads it as the runtime would. Throws BuildError, or what the handler throws while it loads. */
export const loadHandler = async (
  handlerFile: string,
  nodeFolder: string,
  root: string,
): Promise<LoadedHandler> => {
  const code = await bundleHandler(handlerFile, nodeFolder, root);
  const file = pathBelow(root, handlerFile);
  const known = loaded.get(handlerFile);
  if (known?.code.equals(code)) return known;
  checkPurity(file, code.toString('utf8'));
  const definition = runModule(code.toString('utf8'), file).default as Method['definition'] | undefined;
  if (!definition?.outcomes || !definition.answers)
    throw new BuildError(file, 'has no default export made by method()', 'Export the method as default.');
  const handler = { code, definition };
  loaded.set(handlerFile, handler);
  return handler;
};
