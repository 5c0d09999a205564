import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Engine, InvokeCall } from '../../src/engine/engine.js';
import { temporaryFolder, workspaceOf } from '../support/workshop.js';
import { builtPack, honestZip } from './honest.js';
import { refusal } from './refusal.js';

let engine: Engine;
let packageFile: string;
beforeAll(async () => {
  const folder = await temporaryFolder();
  packageFile = join(folder, 'queue-task.zip');
  await writeFile(packageFile, honestZip());
  engine = workspaceOf(folder).engine;
});
afterAll(() => engine.close());

const refused = async (call: Partial<InvokeCall>) => {
  const error = await refusal(engine.invoke({ node: 'queue-task', input: {}, ...call }));
  expect(error).toMatchObject({ name: 'ToldError' });
  return error;
};

test('an unknown node is refused with the known ones', async () => {
  const error = await refused({ node: 'queue-tusk' });
  expect(error).toMatchObject({ code: 'node.unknown', message: expect.stringContaining('"queue-tusk"') });
  for (const { node } of builtPack().packages)
    expect(error).toMatchObject({ remedy: expect.stringContaining(node) });
});

test.each(['__proto__', 'constructor', '', '../queue-task', 'Queue-Task'])(
  'the node %j is as unknown as any other',
  async (node) => {
    expect(await refused({ node })).toMatchObject({
      code: 'node.unknown',
      remedy: expect.stringContaining('queue-task'),
    });
  },
);

test.each(['v9.9', '1.3', 'v1.03', '__proto__', ''])(
  'the unknown version %j is refused with the known ones',
  async (version) => {
    expect(await refused({ version })).toMatchObject({
      code: 'version.unknown',
      message: expect.stringContaining(JSON.stringify(version)),
      remedy: expect.stringMatching(/v1\.0.*v1\.1.*v1\.2.*v1\.3.*v1\.5/),
    });
  },
);

test('an unknown method is refused with the known ones', async () => {
  expect(await refused({ method: 'dequeue' })).toMatchObject({
    code: 'method.unknown',
    message: expect.stringContaining('"dequeue"'),
    remedy: expect.stringContaining('queue-task'),
  });
});

test('a node with several methods does not guess which is meant', async () => {
  expect(await refused({ node: 'set-variable' })).toMatchObject({
    code: 'method.missing',
    remedy: expect.stringMatching(
      /set-flow-variable.*set-global-variable|set-global-variable.*set-flow-variable/,
    ),
  });
});

test('a package file of another node is refused with the node that it holds', async () => {
  expect(await refused({ node: 'set-variable', packageFile })).toMatchObject({
    code: 'node.unknown',
    remedy: expect.stringContaining('queue-task'),
  });
});

test('a version that the package file does not have is refused with those it has', async () => {
  expect(await refused({ version: 'v9.9', packageFile })).toMatchObject({
    code: 'version.unknown',
    message: expect.stringContaining(packageFile),
    remedy: expect.stringContaining('v1.3'),
  });
});

test('a package file that is not there is refused by its path', async () => {
  const nowhere = `${packageFile}.not`;
  expect(await refused({ packageFile: nowhere })).toMatchObject({
    code: 'package.unreadable',
    message: expect.stringContaining(nowhere),
  });
});
