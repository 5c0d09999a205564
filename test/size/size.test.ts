import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { codeLines } from '../../scripts/size/code-lines.js';
import { runSource } from '../author/run-script.js';
import { temporaryFolder } from '../support/workshop.js';

const counted = (...lines: string[]) => codeLines('a.ts', lines.join('\n'));

test.each<[string, number, string[]]>([
  ['blank lines', 1, ['', 'export const a = 1;', '   ', '\t', '']],
  ['line breaks of Windows', 2, ['const a = 1;\r', '\r', '// a\r', 'const b = 2;\r', '']],
  ['a comment alone', 0, ['// a', '/* b */', '/**', ' * c', '', ' */']],
  ['a comment behind code', 2, ['const a = 1; // one', 'const b = 2; /* two', '   still two */']],
  ['code behind a comment', 1, ['/* a', ' b */ const c = 3;']],
  ['code between two comments', 1, ['/* a */ const b = 2; // c']],
  ['slashes in a string', 2, ["const a = 'http://a';", "const b = '/*'; const c = '*/';"]],
  ['slashes in a regular expression', 2, ['const a = /[/*]/;', 'const b = /\\/\\//;']],
  ['what looks like a comment in a template', 5, ['const a = `', '// b', '/* c', '*/', '`;']],
  ['a comment within a template', 3, ['const a = `${', '  // b', '  1', '}`;']],
  ['letters of more than one byte before a comment', 2, ["const a = '😀ä';", '// 😀', 'const b = 1;']],
  ['types', 3, ['interface A {', '  /** b */', '  b: string;', '}']],
])('%s', (_what, lines, text) => {
  expect(counted(...text)).toBe(lines);
});

test('what cannot be parsed is not counted but told', () => {
  expect(() => codeLines('src/a.ts', 'const = ;')).toThrow(/^src\/a\.ts cannot be counted: /);
});

describe('a tree with history', () => {
  let tree: string;
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...args], {
      cwd: tree,
      encoding: 'utf8',
    });
  const write = async (path: string, text: string) => {
    await mkdir(dirname(join(tree, path)), { recursive: true });
    await writeFile(join(tree, path), text);
  };

  beforeAll(async () => {
    tree = await temporaryFolder();
    git('init', '-q');
    await write('nodes/a/types.ts', 'export type Generated = 1;\n');
    await write('nodes/a/v1.0/a.ts', '// ä\nexport default 1;\n');
    await write('src/flow/types.ts', 'export type Written = 1;\nexport type More = 2;\n');
    await write('scripts/ä.mjs', 'export const a = 1;\n');
    git('add', '-A');
    git('commit', '-q', '-m', 'first');
    await write('src/new.ts', 'export const uncommitted = `\n\n// 3\n`;\n');
    await write('src/flow/types.ts', 'export type Written = 1;\n');
    await write('src/a.json', '{}\n');
    await write('test/a.ts', 'export const test = 1;\n');
  });

  const size = (...options: string[]) => runSource('size', tree, ...options);

  test('counts what lies there, and what lay there at a commit', () => {
    const { status, stdout } = size('--against', 'HEAD', '--json');
    expect(status).toBe(0);
    const { now, against } = JSON.parse(stdout);
    expect(now).toEqual({
      nodes: { files: 1, lines: 1 },
      src: { files: 2, lines: 4 },
      scripts: { files: 1, lines: 1 },
      total: { files: 4, lines: 6 },
    });
    expect(against).toEqual({
      commit: git('rev-parse', 'HEAD').trim(),
      nodes: { files: 1, lines: 1 },
      src: { files: 1, lines: 2 },
      scripts: { files: 1, lines: 1 },
      total: { files: 3, lines: 4 },
    });
  });

  test('says what it counts, and how the total changed', () => {
    const { stdout } = size('--against', 'HEAD');
    expect(stdout).toMatch(/^total +4 +6 +3 +4 +2\s*$/m);
    expect(stdout).toContain('neither blank nor all comment');
  });

  test('an unknown commit is wrong use', () => {
    expect(size('--against', 'nowhere')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('no commit nowhere'),
    });
  });
});
