import { spawnSync } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { buildPack } from '../../scripts/build/build-pack.js';
import { readPackSource } from '../../scripts/build/source-tree.js';
import { validateTree } from '../../scripts/build/validate/index.js';
import { root } from '../support/workshop.js';
import { runScript, runSource } from './run-script.js';
import { copyTree, type TreeCopy } from './tree-copy.js';

let tree: TreeCopy;
beforeAll(async () => {
  // What stands beside the new node or version is judged and built again each time: one node will do.
  tree = await copyTree(['close-task']);
});
afterEach(() => tree.restore('nodes', 'nodes/wrap-up-task'));

/** It builds, and nothing is wrong with it but what is still to be written. */
const expectWhole = async (...unwritten: string[]) => {
  expect(runScript('typegen', tree.root, '--check')).toEqual({ status: 0, stdout: '', stderr: '' });
  const { findings } = await validateTree(tree.root);
  expect(findings.map(({ rule, file, pointer }) => `${rule} ${file} ${pointer}`)).toEqual(
    unwritten.map((place) => `text.unwritten nodes/${place}`),
  );
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
  const packages = await expectWhole(
    'wrap-up-task/icon.svg ',
    'wrap-up-task/manifest.json /description',
    'wrap-up-task/manifest.json /whenToUse',
    'wrap-up-task/v1.0/wrap-up-task.schema.json /description',
    'wrap-up-task/v1.0/wrap-up-task.ts ',
  );
  const built = packages.find(({ manifest }) => manifest.node.id === 'wrap-up-task');
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
  const packages = await expectWhole(
    'close-task/manifest.json /versions/v1.10/changes/0/text',
    'close-task/manifest.json /versions/v1.9/changes/0/text',
  );
  const built = packages.find(({ manifest }) => manifest.node.id === 'close-task')!;
  const versions = built.manifest.versions.map(({ version }) => version);
  expect(versions).toEqual(['v1.0', 'v1.1', 'v1.9', 'v1.10']);
  expect(built.manifest.default).toBe('v1.0');
  const { methods, ...facts } = built.manifest.versions[3]!;
  expect(facts).toEqual({
    version: 'v1.10',
    recommended: false,
    source: 'assumed',
    changes: [{ text: 'Say here what changed.', source: 'assumed' }],
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

  test('a new version adds its lines to the manifest, and every other stays as it is', async () => {
    const file = 'nodes/queue-task/manifest.json';
    const before = await pack.read(file);
    expect(runScript('new-version', pack.root, 'queue-task', 'v1.6').status).toBe(0);
    const after = await pack.read(file);
    const added = /,\n {4}"v1\.6": \{.*?\n {4}\}/s.exec(after)![0];
    expect(after.replace(added, '')).toBe(before);
    const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');
    const formatted = spawnSync(process.execPath, [biome, 'format', `--stdin-file-path=${file}`], {
      cwd: root,
      input: after,
      encoding: 'utf8',
    });
    expect(formatted.stdout).toBe(after);
    await pack.restore('nodes');
  });

  test('a manifest that cannot be read gets no version', async () => {
    const file = 'nodes/queue-task/manifest.json';
    await pack.write(file, `${await pack.read(file)}}`);
    const { status, stderr } = runScript('new-version', pack.root, 'queue-task', 'v1.6');
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: expect.stringContaining(
        'nodes/queue-task/manifest.json names no versions that v1.6 could follow.',
      ),
    });
    expect(await readdir(join(pack.root, 'nodes/queue-task'))).not.toContain('v1.6');
    await pack.restore(file);
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
