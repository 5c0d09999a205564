import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { copiedCheckout, editJson, runScript } from './tree.js';

interface MethodSchema {
  $defs: { input: { properties: Record<string, unknown> } };
}

const typegen = (tree: string, ...args: string[]) => runScript(tree, 'scripts/typegen.ts', { args });

const addField = (tree: string) =>
  editJson<MethodSchema>(join(tree, 'nodes/piq-and-ewt/v1.1/piq-and-ewt.schema.json'), ({ $defs }) => {
    $defs.input.properties.seededField = { type: 'string', title: 'Seeded', description: 'A seeded fault.' };
  });

test('the committed types are what the schemas say', async () => {
  const { code, out, err } = await typegen(await copiedCheckout(), '--check');
  expect({ code, out, err }).toMatchObject({ code: 0, out: '' });
});

test('a schema that has changed without its types fails the check, which names the file and changes nothing', async () => {
  const tree = await copiedCheckout();
  await addField(tree);
  const types = join(tree, 'nodes/piq-and-ewt/types.ts');
  const before = await readFile(types, 'utf8');
  const { code, out, err } = await typegen(tree, '--check');
  expect(code).toBe(1);
  expect(out).toMatch(/^nodes\/piq-and-ewt\/types\.ts: /);
  expect(err).toContain('npm run typegen');
  expect(await readFile(types, 'utf8')).toBe(before);
});

test('types that are edited by hand fail the check as well', async () => {
  const tree = await copiedCheckout();
  await appendFile(join(tree, 'schemas/types.ts'), 'export type Seeded = string;\n');
  const { code, out } = await typegen(tree, '--check');
  expect(code).toBe(1);
  expect(out).toMatch(/^schemas\/types\.ts: /);
});

test('typegen writes the types, and the check passes afterwards', async () => {
  const tree = await copiedCheckout();
  await addField(tree);
  expect(await typegen(tree)).toMatchObject({ code: 0 });
  expect(await readFile(join(tree, 'nodes/piq-and-ewt/types.ts'), 'utf8')).toContain('seededField');
  expect(await typegen(tree, '--check')).toMatchObject({ code: 0, out: '' });
});
