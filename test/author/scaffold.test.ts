import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { buildPack } from '../../scripts/build/build-pack.js';
import { readPackSource } from '../../scripts/build/source-tree.js';
import { validateTree } from '../../scripts/build/validate/index.js';
import { runScript, runSource } from './run-script.js';
import { copyTree, type TreeCopy } from './tree-copy.js';

let tree: TreeCopy;
beforeAll(async () => {
  // What stands beside the new node or version is judged and built again each time: one node will do.
  tree = await copyTree(['close-task']);
});
afterEach(() => tree.restore('nodes', 'nodes/wrap-up-task'));

const expectWhole = async () => {
  expect(runScript('typegen', tree.root, '--check')).toEqual({ status: 0, stdout: '', stderr: '' });
  expect((await validateTree(tree.root)).findings).toEqual([]);
  return buildPack(await readPackSource(tree.root), join(tree.root, 'dist'));
};

test('a new node is whole at once', async () => {
  const { status, stdout } = runSource('new-node', tree.root, 'wrap-up-task', '--name', "Wrap-up & Task's");
  expect(status).toBe(0);
  expect(stdout.match(/(?<=wrote ).*/g)).toEqual([
    'nodes/wrap-up-task/manifest.json',
    'nodes/wrap-up-task/auth.json',
    'nodes/wrap-up-task/icon.svg',
    'nodes/wrap-up-task/v1.0/wrap-up-task.schema.json',
    'nodes/wrap-up-task/v1.0/wrap-up-task.ts',
    'nodes/types.ts',
    'nodes/wrap-up-task/types.ts',
  ]);
  expect(stdout).toContain('Next:');
  const built = (await expectWhole()).find(({ manifest }) => manifest.node.id === 'wrap-up-task');
  expect(built?.manifest.node.name).toBe("Wrap-up & Task's");
  expect(built?.manifest.default).toBe('v1.0');
});

test('a new version repeats every method of the highest one, and can be followed', async () => {
  expect(runSource('new-version', tree.root, 'close-task', 'v1.9').stdout).toContain(
    'close-task v1.9 repeats the contract of v1.1.',
  );
  expect(runScript('new-version', tree.root, 'close-task', 'v1.10').stdout).toContain(
    'close-task v1.10 repeats the contract of v1.9.',
  );
  const built = (await expectWhole()).find(({ manifest }) => manifest.node.id === 'close-task')!;
  const versions = built.manifest.versions.map(({ version }) => version);
  expect(versions).toEqual(['v1.0', 'v1.1', 'v1.9', 'v1.10']);
  expect(built.manifest.default).toBe('v1.0');
  const { methods, ...facts } = built.manifest.versions[3]!;
  expect(facts).toEqual({
    version: 'v1.10',
    recommended: false,
    source: 'assumed',
    changes: [{ text: 'unknown', source: 'assumed' }],
  });
  expect(methods.map(({ id }) => id)).toEqual([
    'close-task-accept',
    'close-task-reject',
    'closed-task-on-wxcc',
  ]);
});

describe('in a pack of several nodes', () => {
  let pack: TreeCopy;
  beforeAll(async () => {
    pack = await copyTree(['close-task', 'create-task', 'queue-task', 'set-variable']);
  });

  test.each([
    ['new-node', ['Bad_Id'], '"Bad_Id" is no id for a node.'],
    ['new-node', ['../escape'], '"../escape" is no id for a node.'],
    ['new-node', ['queue-task'], 'The node queue-task exists already.'],
    ['new-node', ['set-flow-variable'], 'set-flow-variable is a method of the node set-variable'],
    ['new-node', ['wrap-up-task', '--name', ''], '"" is no name for a node.'],
    ['new-node', [], '0 arguments given'],
    ['new-version', ['queue', 'v2.0'], 'There is no node queue.\nKnown nodes: close-task, create-task,'],
    ['new-version', ['queue-task', '2.0'], '"2.0" is no version.'],
    ['new-version', ['queue-task', 'v2.0.1'], '"v2.0.1" is no version.'],
    ['new-version', ['queue-task', 'v1.3'], 'queue-task has v1.3 already.'],
    ['new-version', ['queue-task', 'v1.4'], 'v1.4 is not above v1.5, the highest of queue-task.'],
    ['new-version', ['queue-task', 'v2.0', '--surprise'], "Unknown option '--surprise'"],
  ])('%s %j is refused before anything is made', async (script, options, message) => {
    const before = await readdir(join(pack.root, 'nodes'), { recursive: true });
    const { status, stderr, stdout } = runScript(script, pack.root, ...options);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(await readdir(join(pack.root, 'nodes'), { recursive: true })).toEqual(before);
  });
});
