import { randomBytes } from 'node:crypto';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { NodeManifest } from '../../schemas/types.js';
import { assemblePackage } from '../../scripts/build/assemble.js';
import { BuildError } from '../../scripts/build/build-error.js';
import { buildPack } from '../../scripts/build/build-pack.js';
import { checkInCleanRoom } from '../../scripts/build/clean-room.js';
import { builtPackageBytes } from '../../src/package/limits.js';
import { verifyPackage } from '../../src/package/verify.js';
import { copyTree } from '../author/tree-copy.js';
import { temporaryFolder } from '../support/workshop.js';
import { editJson, packWith } from './tree.js';

/** What a build throws; fails the test when it throws nothing. */
const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => {
      throw new Error('was built');
    },
    (error: unknown) => error,
  );

interface MethodSchema {
  description: string;
  $defs: { input: { examples: unknown[] } };
}
const schemaOf = (tree: string) => join(tree, 'nodes/piq-and-ewt/v1.1/piq-and-ewt.schema.json');

let tree: string;
beforeEach(async () => {
  tree = (await copyTree(['piq-and-ewt', 'queue-task'])).root;
});

test('an untouched node passes every gate of the build', async () => {
  const out = await temporaryFolder();
  const [built] = await buildPack(await packWith(tree, 'piq-and-ewt'), out);
  expect(built!.zipName).toMatch(/^piq-and-ewt-.*\.zip$/);
  expect(await checkInCleanRoom([built!])).toBe(1);
});

test('a package over the size limit fails the build with both sizes', async () => {
  // Random text, since zeros would be deflated to nothing.
  await editJson<MethodSchema>(schemaOf(tree), (schema) => {
    schema.description = randomBytes(builtPackageBytes).toString('base64');
  });
  const error = await failure(buildPack(await packWith(tree, 'piq-and-ewt'), await temporaryFolder()));
  expect(error).toBeInstanceOf(BuildError);
  expect(error).toMatchObject({
    file: expect.stringContaining('piq-and-ewt'),
    problem: expect.stringMatching(new RegExp(`^\\d+ bytes; the limit is ${builtPackageBytes}$`)),
    remedy: expect.stringMatching(/./),
  });
});

test('an example that does not validate fails the build in the clean room, with node, version and method', async () => {
  await editJson<MethodSchema>(schemaOf(tree), (schema) => {
    schema.$defs.input.examples[0] = { queueId: 'q-1', taskId: 't-1', lookbackMinutes: 4 };
  });
  const error = await failure(buildPack(await packWith(tree, 'piq-and-ewt'), await temporaryFolder()));
  expect(error).toBeInstanceOf(BuildError);
  expect(error).toMatchObject({
    file: 'clean room',
    problem: expect.stringMatching(/piq-and-ewt v1\.1 piq-and-ewt: the first example.*minimum/),
  });
});

test('a package that reaches for Node.js on its own fails in the clean room', async () => {
  const pack = await packWith(tree, 'piq-and-ewt');
  const verified = await verifyPackage(await assemblePackage(pack.nodes[0], pack));
  const path = 'v1.1/piq-and-ewt/handler.js';
  const code = `require('ajv');${verified.files.get(path)}`;
  const files = new Map(verified.files).set(path, Buffer.from(code));
  const error = await failure(checkInCleanRoom([{ ...verified, files }]));
  expect(error).toBeInstanceOf(BuildError);
  expect(error).toMatchObject({ file: 'clean room', problem: expect.stringContaining("'ajv'") });
});

test('a version folder that the node manifest does not list fails the build and says what to add', async () => {
  await editJson<NodeManifest>(join(tree, 'nodes/queue-task/manifest.json'), ({ versions }) => {
    delete versions['v1.1'];
  });
  const error = await failure(buildPack(await packWith(tree, 'queue-task'), await temporaryFolder()));
  expect(error).toBeInstanceOf(BuildError);
  expect(error).toMatchObject({
    file: 'nodes/queue-task/manifest.json',
    problem: expect.stringContaining('v1.1'),
    remedy: expect.stringContaining('Add the version'),
  });
});

test('a version that the node manifest lists and that has no folder fails the build by name', async () => {
  await rename(join(tree, 'nodes/queue-task/v1.5'), join(tree, 'v1.5'));
  const error = await failure(buildPack(await packWith(tree, 'queue-task'), await temporaryFolder()));
  expect(error).toBeInstanceOf(BuildError);
  expect(error).toMatchObject({ problem: expect.stringContaining('v1.5') });
});

test('a handler that exports no method fails the build by its file', async () => {
  await writeFile(join(tree, 'nodes/piq-and-ewt/v1.1/piq-and-ewt.ts'), 'export const nothing = 1;\n');
  const error = await failure(buildPack(await packWith(tree, 'piq-and-ewt'), await temporaryFolder()));
  expect(error).toBeInstanceOf(BuildError);
  expect(error).toMatchObject({
    file: 'nodes/piq-and-ewt/v1.1/piq-and-ewt.ts',
    remedy: expect.stringContaining('default'),
  });
});

test('a handler that is not pure fails the build by its file', async () => {
  await writeFile(
    join(tree, 'nodes/piq-and-ewt/v1.1/piq-and-ewt.ts'),
    'export default { label: String(process.pid) };\n',
  );
  const error = await failure(buildPack(await packWith(tree, 'piq-and-ewt'), await temporaryFolder()));
  expect(error).toBeInstanceOf(BuildError);
  expect(error).toMatchObject({
    file: 'nodes/piq-and-ewt/v1.1/piq-and-ewt.ts',
    problem: expect.stringContaining('process'),
  });
});
