import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assemblePackage } from '../../scripts/build/assemble.js';
import { BuildError } from '../../scripts/build/build-error.js';
import { checkInCleanRoom } from '../../scripts/build/clean-room.js';
import { validateTree } from '../../scripts/build/validate/index.js';
import { ToldError } from '../../src/ground/told-error.js';
import { verifyPackage } from '../../src/package/verify.js';
import { applyUpgrades } from '../../src/versions/apply-upgrade.js';
import { copyTree } from '../author/tree-copy.js';
import { packWith } from '../build/tree.js';
import { futurePack } from './future-pack.js';

let tree: string;
beforeAll(async () => {
  tree = (await copyTree(['create-task'])).root;
});

/** Builds Create Task with an upgrade of this text beside v1.2. */
const build = async (text: string) => {
  await writeFile(join(tree, 'nodes/create-task/v1.2/create-task.upgrade.ts'), text);
  const pack = await packWith(tree, 'create-task');
  return assemblePackage(pack.nodes[0], pack);
};

const refusal = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

test('an upgrade lies in the package, named by the manifest', async () => {
  const { manifest, files } = await verifyPackage(
    await build('export default (configuration) => ({ configuration, notes: [] });'),
  );
  const [older, newer] = manifest.versions.map(({ methods }) => methods[0]!.files.upgrade);
  expect(older).toBeUndefined();
  expect(newer).toBe('v1.2/create-task/upgrade.js');
  expect(files.get(newer!)!.length).toBeGreaterThan(0);
});

test.each([
  [
    'reads the clock',
    'export default (c) => ({ configuration: { ...c, at: Date.now() }, notes: [] });',
    'Date',
  ],
  ['imports Node.js', "import { readFileSync } from 'node:fs';\nexport default readFileSync;", 'node:fs'],
  ['is no function', 'export default { up: true };', 'no function'],
])('an upgrade that %s is refused by the build', async (_what, text, named) => {
  const error = await refusal(build(text));
  expect(error).toBeInstanceOf(BuildError);
  expect(error).toMatchObject({
    file: 'nodes/create-task/v1.2/create-task.upgrade.ts',
    problem: expect.stringContaining(named),
  });
});

test('an upgrade that leaves an example of the version before invalid does not pass the clean room', async () => {
  const lazy = await verifyPackage(
    await build('export default (configuration) => ({ configuration, notes: [] });'),
  );
  await expect(checkInCleanRoom([lazy])).rejects.toThrow(/create-task v1\.2 create-task: what was valid/);
});

test('npm run validate finds an impure upgrade and one to the first version too', async () => {
  const { root: other } = await copyTree(['create-task', 'queue-task']);
  await writeFile(
    join(other, 'nodes/create-task/v1.2/create-task.upgrade.ts'),
    'export default (c) => ({ configuration: { ...c, at: Math.random() }, notes: [] });',
  );
  await writeFile(join(other, 'nodes/queue-task/v1.0/queue-task.upgrade.ts'), 'export default (c) => c;');
  const { findings } = await validateTree(other);
  expect(findings).toMatchObject([
    { file: 'nodes/create-task/v1.2/create-task.upgrade.ts', message: 'names random' },
    {
      file: 'nodes/queue-task/v1.0/queue-task.upgrade.ts',
      message: 'upgrades to the first version of its method',
    },
  ]);
});

test('an upgrade to the first version has nothing to upgrade from', async () => {
  const { root: other } = await copyTree(['create-task']);
  await mkdir(join(other, 'nodes/create-task/v1.0'), { recursive: true });
  await writeFile(join(other, 'nodes/create-task/v1.0/create-task.upgrade.ts'), 'export default (c) => c;');
  const pack = await packWith(other, 'create-task');
  expect(await refusal(assemblePackage(pack.nodes[0], pack))).toMatchObject({
    problem: 'upgrades to the first version of its method',
  });
});

const configuration = {
  taskId: 't',
  conversationId: 'c',
  mediaType: 'chat',
  mediaChannel: 'web',
  queueId: 'q',
};

const upgradeWith = async (text: string) => {
  const { packages } = await futurePack(text);
  const { package: newer } = await packages.find('queue-task', 'v2.0');
  return () => applyUpgrades(newer, 'queue-task', 'v1.3', 'v2.0', configuration);
};

test.each([
  [
    'drops a value',
    'export default ({ queueId, ...configuration }) => ({ configuration, notes: [] });',
    '/queueId',
  ],
  [
    'changes a value',
    "export default (c) => ({ configuration: { ...c, queueId: 'other' }, notes: [] });",
    '/queueId',
  ],
])('an upgrade that %s without a note is refused when it runs', async (_what, text, pointer) => {
  const run = await upgradeWith(text);
  await expect(run()).rejects.toThrow(ToldError);
  await expect(run()).rejects.toThrow(new RegExp(`moved or dropped ${pointer} without a word`));
});

test('an upgrade that fails is named with its version', async () => {
  const run = await upgradeWith("export default () => { throw new TypeError('no such thing'); };");
  await expect(run()).rejects.toThrow(/The upgrade to queue-task v1\.9, queue-task, failed: no such thing/);
});

test.each([
  ['null', 'it threw null'],
  ["'no'", 'it threw "no"'],
  ['{ get message() { throw 1; } }', 'it threw a value of type object'],
])('an upgrade that throws %s is told as that', async (thrown, reason) => {
  const run = await upgradeWith(`export default () => { throw ${thrown}; };`);
  await expect(run()).rejects.toThrow(`failed: ${reason}.`);
});

test('an upgrade that never ends is stopped, and named with its package', async () => {
  const run = await upgradeWith('export default () => { for (;;); };');
  await expect(run()).rejects.toThrow(
    /The upgrade to queue-task v1\.9, queue-task, failed: The code of queue-task-9\.0\.0\.zip took more than/,
  );
});

test('the chain runs version by version and tells which of them moved something', async () => {
  const { packages } = await futurePack();
  const { package: newer } = await packages.find('queue-task', 'v2.0');
  const { configuration: result, applied } = await applyUpgrades(
    newer,
    'queue-task',
    'v1.0',
    'v2.0',
    configuration,
  );
  const { queueId, ...rest } = configuration;
  expect(result).toEqual({ ...rest, queue: queueId });
  expect(applied.map(({ version, moved }) => [version, moved])).toEqual([
    ['v1.1', false],
    ['v1.2', false],
    ['v1.3', false],
    ['v1.5', false],
    ['v1.9', true],
    ['v2.0', false],
  ]);
});

test('a package that does not know the older version knows no way', async () => {
  const { packages } = await futurePack();
  const { package: newer } = await packages.find('queue-task', 'v2.0');
  await expect(applyUpgrades(newer, 'queue-task', 'v0.9', 'v2.0', configuration)).rejects.toThrow(
    /does not have v0\.9; there is no way/,
  );
});
