import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { faultsOf, readDeclarations } from '../../scripts/docs/declared-errors.js';
import { root, temporaryFolder } from '../support/workshop.js';

/** A tree with one source file. */
const treeWith = async (...sources: string[]): Promise<string> => {
  const tree = await temporaryFolder();
  for (const folder of ['src', 'scripts']) await mkdir(join(tree, folder));
  for (const [index, source] of sources.entries()) await writeFile(join(tree, `src/${index}.ts`), source);
  return tree;
};

test('each error of the sources is declared once, with a sentence that says what it means', () => {
  const declared = readDeclarations(root);
  expect(declared.errors.length).toBeGreaterThan(150);
  expect(faultsOf(declared)).toEqual([]);
});

test('no error is thrown past its declaration', async () => {
  const known = new Set(readDeclarations(root).errors.map(({ file }) => file));
  for (const file of ['src/package/package-set.ts', 'src/engine/connections.ts', 'src/host/access.ts'])
    expect(known).toContain(file);
});

test('an error that is declared twice is told with both files', async () => {
  const source = "export const one = toldError('caller', 'a.b', 'It is so.');\n";
  expect(faultsOf(readDeclarations(await treeWith(source, source)))).toEqual([
    'a.b is declared in src/0.ts and src/1.ts',
  ]);
});

test('a meaning that is no sentence is told', async () => {
  const declared = readDeclarations(await treeWith("const one = packageError('a.b', 'so');\n"));
  expect(faultsOf(declared)).toEqual(['a.b has no sentence that says what it means']);
});

test('every code and rule stands in the page', async () => {
  const page = await readFile(join(root, 'docs/errors.md'), 'utf8');
  const { errors, diagnostics, rules } = readDeclarations(root);
  for (const code of [...errors, ...diagnostics].map((one) => one.code))
    expect(page).toContain(`\`${code}\``);
  for (const { rule } of rules) expect(page).toContain(`\`${rule}\``);
});
