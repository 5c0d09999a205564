import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BuildError } from '../../scripts/build/build-error.js';
import { bundleHandler } from '../../scripts/build/bundle-handler.js';
import { copiedCheckout } from './tree.js';

let tree: string;
let nodeFolder: string;
beforeAll(async () => {
  tree = await copiedCheckout();
  nodeFolder = join(tree, 'nodes/queue-task');
});

/** Bundles a handler of queue-task v1.3 with this text. */
const bundle = async (text: string): Promise<string> => {
  const file = join(nodeFolder, 'v1.3/seeded.ts');
  await writeFile(file, text);
  return String(await bundleHandler(file, nodeFolder, tree));
};

test.each([
  ['Node.js', "import { readFileSync } from 'node:fs';\nexport default readFileSync;", 'node:fs'],
  ['Node.js by its old name', "import { readFileSync } from 'fs';\nexport default readFileSync;", 'fs'],
  [
    'the folder of another node',
    "import handler from '../../piq-and-ewt/v1.1/piq-and-ewt.js';\nexport default handler;",
    'nodes/piq-and-ewt/v1.1/piq-and-ewt.ts',
  ],
  [
    'the runtime',
    "import { Callbacks } from '../../../src/runtime/callbacks.js';\nexport default Callbacks;",
    'src/runtime/callbacks.ts',
  ],
  ['a package from npm', "import semver from 'semver';\nexport default semver;", 'semver'],
  ['a file that is not there', "import x from './nothing.js';\nexport default x;", './nothing.js'],
  ['Node.js at run time', "export default () => import('node:fs');", 'node:fs'],
])('a handler that imports %s is refused with the import named', async (_what, text, named) => {
  const error = await bundle(text).then(
    () => undefined,
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(BuildError);
  expect(error).toMatchObject({
    file: 'nodes/queue-task/v1.3/seeded.ts',
    problem: expect.stringContaining(named),
    remedy: expect.stringContaining('its own folder'),
  });
});

test('a handler that imports the node kit and its own folder is bundled into one file without imports', async () => {
  const text = [
    "import { method } from '#node-kit';",
    "import * as skills from '../skills.js';",
    "import handler from './queue-task.js';",
    'export default [method, skills, handler];',
  ];
  const code = await bundle(text.join('\n'));
  expect(code).toContain('module.exports');
  expect(code).not.toMatch(/\brequire\(|\bimport\b/);
});
