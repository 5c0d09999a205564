import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runScript } from '../author/run-script.js';
import { copyTree } from '../author/tree-copy.js';
import { root } from '../support/workshop.js';
import { editJson } from './tree.js';

interface MethodSchema {
  $defs: { input: { properties: Record<string, unknown> } };
}

const typegen = (tree: string, ...args: string[]) => runScript('typegen', tree, ...args);

/** The schemas of the pack, and one node. */
const smallTree = async (): Promise<string> => (await copyTree(['piq-and-ewt'])).root;

const addField = (tree: string) =>
  editJson<MethodSchema>(join(tree, 'nodes/piq-and-ewt/v1.1/piq-and-ewt.schema.json'), ({ $defs }) => {
    $defs.input.properties.seededField = { type: 'string', title: 'Seeded', description: 'A seeded fault.' };
  });

test('the committed types are what the schemas say', () => {
  expect(typegen(root, '--check')).toEqual({ status: 0, stdout: '', stderr: '' });
});

test('a schema that has changed without its types fails the check, which names the file and changes nothing', async () => {
  const tree = await smallTree();
  await addField(tree);
  const types = join(tree, 'nodes/piq-and-ewt/types.ts');
  const before = await readFile(types, 'utf8');
  const { status, stdout, stderr } = typegen(tree, '--check');
  expect(status).toBe(1);
  expect(stdout).toMatch(/^nodes\/piq-and-ewt\/types\.ts: /m);
  expect(stderr).toContain('npm run typegen');
  expect(await readFile(types, 'utf8')).toBe(before);
});

test('types that are edited by hand fail the check as well', async () => {
  const tree = await smallTree();
  await appendFile(join(tree, 'schemas/types.ts'), 'export type Seeded = string;\n');
  const { status, stdout } = typegen(tree, '--check');
  expect(status).toBe(1);
  expect(stdout).toMatch(/^schemas\/types\.ts: /);
});

test('typegen writes the types, and the check passes afterwards', async () => {
  const tree = await smallTree();
  await addField(tree);
  expect(typegen(tree)).toMatchObject({ status: 0 });
  expect(await readFile(join(tree, 'nodes/piq-and-ewt/types.ts'), 'utf8')).toContain('seededField');
  expect(typegen(tree, '--check')).toMatchObject({ status: 0, stdout: '' });
});
