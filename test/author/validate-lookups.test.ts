import { validateTree } from '../../scripts/build/validate/index.js';
import { copyTree, type TreeCopy } from './tree-copy.js';

const manifest = 'nodes/set-variable/manifest.json';
let tree: TreeCopy;
beforeAll(async () => {
  tree = await copyTree(['set-variable']);
});
afterEach(() => tree.restore('nodes'));

type Value = Record<string, never>;

test.each([
  ['an id twice', (lookups: Value[]) => lookups.push(structuredClone(lookups[0]!)), '/lookups/1/id'],
  [
    'a method that is not the node’s',
    ([one]: Value[]) => Object.assign(one!.check!, { method: 'queue-task' }),
    '/lookups/0/check/method',
  ],
  [
    'a key that is no column',
    ([one]: Value[]) => Object.assign(one!.check!, { by: { input: 'name', column: 'title' } }),
    '/lookups/0/check/by/column',
  ],
  [
    'a comparison with no column',
    ([one]: Value[]) => Object.assign(one!.check!, { same: [{ input: 'type', column: 'kind' }] }),
    '/lookups/0/check/same/0/column',
  ],
  [
    'scopes that the node does not ask for',
    ([one]: Value[]) => Object.assign(one!, { scopes: ['cjp:config_write'] }),
    '/lookups/0/scopes',
  ],
  [
    'a path that is none',
    ([one]: Value[]) => Object.assign(one!, { path: 'https://example.com/' }),
    '/lookups/0/path',
  ],
])('a look-up with %s is a finding', async (_what, edit, pointer) => {
  const value = JSON.parse(await tree.read(manifest)) as { lookups: Value[] };
  edit(value.lookups);
  await tree.write(manifest, JSON.stringify(value, null, 2));
  const { findings } = await validateTree(tree.root);
  expect(findings.map((one) => `${one.file} ${one.pointer}`)).toEqual([`${manifest} ${pointer}`]);
});
