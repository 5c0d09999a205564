import { spawnSync } from 'node:child_process';
import { cp, mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { root, temporaryFolder } from '../support/workshop.js';

const honest: Record<string, string> = {
  'nodes/a/v1.0/a.ts':
    'export default JSON.stringify({ a: [1].at(-1), when: new Date(0), at: globalThis });\n',
  'src/a.ts': 'export const a: string = process.version;\n',
  'src/console/web/a.tsx': 'export const A = () => <p>{document.title}</p>;\n',
  'scripts/b.ts': "import { readFileSync } from 'node:fs';\nexport const b = readFileSync;\n",
  'test/a.test.ts': "test('a', () => expect(process.version).toBeTruthy());\n",
};

/** `npm run typecheck` in a tree with the project's own settings. */
const typecheck = async (changes: Record<string, string> = {}) => {
  const tree = await temporaryFolder();
  for (const file of [
    'package.json',
    'tsconfig.json',
    'tsconfig.nodes.json',
    'tsconfig.src.json',
    'tsconfig.web.json',
  ])
    await cp(join(root, file), join(tree, file));
  await symlink(join(root, 'node_modules'), join(tree, 'node_modules'));
  for (const [path, text] of Object.entries({ ...honest, ...changes })) {
    await mkdir(dirname(join(tree, path)), { recursive: true });
    await writeFile(join(tree, path), text);
  }
  const { status, stdout } = spawnSync('npm', ['run', '--silent', 'typecheck'], {
    cwd: tree,
    encoding: 'utf8',
  });
  return { passed: status === 0, stdout };
};

test('nodes use the language, src and scripts Node.js, and tests jest as well', async () => {
  expect(await typecheck()).toEqual({ passed: true, stdout: '' });
});

test.each([
  ['a node that uses Node.js', 'nodes/a/v1.0/a.ts', 'export default process.pid;\n', "'process'"],
  ['a node that imports Node.js', 'nodes/a/v1.0/a.ts', "import 'node:fs';\nexport {};\n", "'node:fs'"],
  ['a node that uses jest', 'nodes/a/v1.0/a.ts', 'export default expect(1);\n', "'expect'"],
  ['a module of src that uses jest', 'src/a.ts', 'export const a = jest.fn();\n', "'jest'"],
  ['a script that uses jest', 'scripts/b.ts', 'export const b = expect(1);\n', "'expect'"],
  [
    'a property that is there and undefined',
    'src/a.ts',
    'export const a: { b?: 1 } = { b: undefined };\n',
    "'undefined'",
  ],
  ['a test of the wrong type', 'test/a.test.ts', "test('a', 1);\n", "'1'"],
])('%s fails', async (_what, file, text, told) => {
  const { passed, stdout } = await typecheck({ [file]: text });
  expect(passed).toBe(false);
  expect(stdout).toContain(file);
  expect(stdout).toContain(told);
});
