import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { inspectHouse } from '../../scripts/house/inspect.js';
import { runSource } from '../author/run-script.js';
import { root, temporaryFolder } from '../support/workshop.js';

/** A house in small in which every kind of import that is allowed occurs. */
const honest: Record<string, string> = {
  'package.json': JSON.stringify({
    name: 'small-house',
    type: 'module',
    imports: { '#node-kit': './src/node-kit/index.ts' },
    dependencies: { semver: '1' },
    devDependencies: { ajv: '1' },
  }),
  'schemas/types.ts': 'export interface Row { name: string }\n',
  'src/node-kit/index.ts': 'export const method = (name: string) => name;\n',
  'src/ground/word.ts':
    "import semver from 'semver';\nexport const word = String(semver);\nexport type Word = string;\n",
  'src/stage/world.ts': "export { sandbox } from '../sandbox/sandbox.js';\n",
  'src/host/serve.ts': "import { word } from '../ground/word.js';\nexport const serve = word;\n",
  'src/cli/main.ts': [
    "import type { Row } from '../../schemas/types.js';",
    "import type { Word } from '../ground/word.js';",
    "import { sandbox } from '../stage/world.js';",
    'export const run = async (row: Row, text: Word) =>',
    "  [row, text, sandbox, (await import('../host/serve.js')).serve];",
    '',
  ].join('\n'),
  'src/sandbox/sandbox.ts': 'export const sandbox = 1;\n',
  'nodes/a/v1.0/a.ts': "import { method } from '#node-kit';\nexport default method('a');\n",
  'scripts/build.ts': "import { sandbox } from '../src/sandbox/sandbox.js';\nexport default sandbox;\n",
  'test/a.test.ts':
    "import Ajv from 'ajv';\nimport build from '../scripts/build.js';\nexport default [Ajv, build];\n",
};

const houseWith = async (changes: Record<string, string> = {}): Promise<string> => {
  const tree = await temporaryFolder();
  await cp(join(root, 'knip.jsonc'), join(tree, 'knip.jsonc'));
  await symlink(join(root, 'node_modules'), join(tree, 'node_modules'));
  for (const [path, text] of Object.entries({ ...honest, ...changes })) {
    await mkdir(dirname(join(tree, path)), { recursive: true });
    await writeFile(join(tree, path), text);
  }
  return tree;
};

const told = async (tree: string) =>
  (await inspectHouse(tree)).findings.map(
    ({ rule, file, line, message }) => `${rule} ${file}:${line} ${message}`,
  );

test('nothing is wrong with a house that keeps the rules, and every module of it is read', async () => {
  expect(await inspectHouse(await houseWith())).toEqual({ findings: [], modules: 10 });
});

interface Seeded {
  files: Record<string, string>;
  findings: string[];
}

const sandboxApart = 'the sandbox shares no code with what it judges';

/** Each in files of its own. A test uses what they export, unless that is the fault. */
const faults: Record<string, Seeded> = {
  'a value from a folder above': {
    files: { 'src/ground/up.ts': "\nimport { serve } from '../host/serve.js';\nexport const up = serve;\n" },
    findings: ['house.arrow src/ground/up.ts:2 it imports src/host/serve.ts: host/ stands above ground/'],
  },
  'a type from a folder above': {
    files: {
      'src/flow/late.ts': 'export interface Late { a: 1 }\n',
      'src/ground/up-type.ts':
        "import type { Late } from '../flow/late.js';\nexport const up = {} as Late;\n",
    },
    findings: ['house.arrow src/ground/up-type.ts:1 it imports src/flow/late.ts: flow/ stands above ground/'],
  },
  'an export that passes on what stands above': {
    files: { 'src/ground/pass.ts': "export { serve } from '../host/serve.js';\n" },
    findings: ['house.arrow src/ground/pass.ts:1 it imports src/host/serve.ts: host/ stands above ground/'],
  },
  'an import in the middle of a function, and the type of one': {
    files: {
      'src/ground/later.ts':
        "export const later = () => import('../host/serve.js');\nexport const typed = '' as import('../host/serve.js').serve;\n",
    },
    findings: [
      'house.arrow src/ground/later.ts:1 it imports src/host/serve.ts: host/ stands above ground/',
      'house.arrow src/ground/later.ts:2 it imports src/host/serve.ts: host/ stands above ground/',
    ],
  },
  'the sandbox imported from elsewhere': {
    files: {
      'src/flow/run.ts': "import { sandbox } from '../sandbox/sandbox.js';\nexport const run = sandbox;\n",
    },
    findings: [
      'house.arrow src/flow/run.ts:1 it imports src/sandbox/sandbox.ts: only stage/ (and the exports, scripts and tests) import the sandbox',
    ],
  },
  'the sandbox that imports what it judges': {
    files: {
      'src/sandbox/judge.ts':
        "import type { Row } from '../../schemas/types.js';\nimport { word } from '../ground/word.js';\nexport const judge = [{} as Row, word];\n",
    },
    findings: [
      `house.arrow src/sandbox/judge.ts:1 it imports schemas/types.ts: ${sandboxApart}`,
      `house.arrow src/sandbox/judge.ts:2 it imports src/ground/word.ts: ${sandboxApart}`,
    ],
  },
  'a door that imports another': {
    files: { 'src/mcp/tools.ts': "import { serve } from '../host/serve.js';\nexport const tools = serve;\n" },
    findings: [
      'house.arrow src/mcp/tools.ts:1 it imports src/host/serve.ts: one door does not import another',
    ],
  },
  'what ships imports the workshop': {
    files: { 'src/cli/shop.ts': "import build from '../../scripts/build.js';\nexport const shop = build;\n" },
    findings: ['house.arrow src/cli/shop.ts:1 it imports scripts/build.ts: scripts/ does not ship'],
  },
  'a script that imports a test': {
    files: {
      'test/support.ts': 'export const support = 1;\n',
      'scripts/shop.ts': "import { support } from '../test/support.js';\nexport default support;\n",
    },
    findings: ['house.arrow scripts/shop.ts:1 it imports test/support.ts: nothing imports tests'],
  },
  'a node that reaches into another, and into the house': {
    files: {
      'nodes/a/part.ts': 'export const part = 1;\n',
      'nodes/b/v1.0/b.ts':
        "import { part } from '../../a/part.js';\nimport { word } from '../../../src/ground/word.js';\nexport default [part, word];\n",
    },
    findings: [
      'house.arrow nodes/b/v1.0/b.ts:1 it imports nodes/a/part.ts: a node imports #node-kit and its own folder only',
      'house.arrow nodes/b/v1.0/b.ts:2 it imports src/ground/word.ts: a node imports #node-kit and its own folder only',
    ],
  },
  'a folder that has no place in the order': {
    files: { 'src/helpers/help.ts': 'export const help = 1;\n' },
    findings: ['house.room src/helpers/help.ts:1 it stands in no room'],
  },
  'a circle of which one import is a type': {
    files: {
      'src/store/a.ts': "import { b } from './b.js';\nexport type A = 1;\nexport const a = b;\n",
      'src/store/b.ts': "import { c } from './c.js';\nexport const b = c;\n",
      'src/store/c.ts': "\nimport type { A } from './a.js';\nexport const c: A = 1;\n",
    },
    findings: [
      'house.circle src/store/a.ts:1 a circle of imports: src/store/a.ts → src/store/b.ts → src/store/c.ts → src/store/a.ts',
    ],
  },
  'folders of the workshop that import one another': {
    files: {
      'scripts/left/one.ts': "import { two } from '../right/two.js';\nexport const one = two;\n",
      'scripts/left/three.ts': 'export const three = 3;\n',
      'scripts/right/two.ts': 'export const two = 2;\n',
      'scripts/right/four.ts': "import { three } from '../left/three.js';\nexport const four = three;\n",
    },
    findings: [
      'house.circle scripts/left:1 folders import one another: scripts/left → scripts/right → scripts/left',
    ],
  },
  'an import that leads nowhere': {
    files: { 'src/ground/lost.ts': "import { gone } from './gone.js';\nexport const lost = gone;\n" },
    findings: ['house.unresolved src/ground/lost.ts:1 ./gone.js is no file here'],
  },
};

const unusedFaults: Record<string, Seeded> = {
  'an export that nobody uses': {
    files: { 'src/ground/word.ts': `${honest['src/ground/word.ts']}export const spare = 1;\n` },
    findings: ['house.exports src/ground/word.ts:4 no other file uses spare'],
  },
  'a type that nobody uses': {
    files: { 'schemas/types.ts': `${honest['schemas/types.ts']}export type Spare = 1;\n` },
    findings: ['house.types schemas/types.ts:2 no other file uses Spare'],
  },
  'a file that nobody imports': {
    files: { 'src/flow/spare.ts': 'const spare = 1;\nconsole.log(spare);\n' },
    findings: ['house.files src/flow/spare.ts:1 nobody imports it'],
  },
  'a dependency of which what ships imports only types, and a development dependency that ships': {
    files: {
      'package.json': honest['package.json']!.replace('"semver":"1"', '"semver":"1",\n"acorn":"1"'),
      'src/host/serve.ts':
        "import type { Node } from 'acorn';\nimport Ajv from 'ajv';\nimport { word } from '../ground/word.js';\nexport const serve = [Ajv, {} as Node, word];\n",
    },
    findings: [
      'house.dependencies package.json:2 nothing that ships imports a value of acorn',
      'house.unlisted src/host/serve.ts:2 it must not import ajv',
    ],
  },
  'a development dependency that nobody imports': {
    files: { 'test/a.test.ts': "import build from '../scripts/build.js';\nexport default build;\n" },
    findings: ['house.devDependencies package.json:1 nobody imports ajv'],
  },
};

const filesOf = (seeded: Record<string, Seeded>): Record<string, string> =>
  Object.assign({}, ...Object.values(seeded).map(({ files }) => files));

describe('an import against the rules', () => {
  let findings: string[];
  beforeAll(async () => {
    const files = filesOf(faults);
    const modules = Object.keys(files).filter((path) => !path.startsWith('nodes/b'));
    const uses = [
      ...modules.map((path, index) => `import * as m${index} from '../${path.replace(/ts$/, 'js')}';`),
      `export default [${modules.map((_, index) => `m${index}`).join(', ')}];`,
    ];
    findings = await told(await houseWith({ ...files, 'test/uses.test.ts': uses.join('\n') }));
  });

  test.each(Object.entries(faults))('%s', (_what, seeded) => {
    expect(findings).toEqual(expect.arrayContaining(seeded.findings));
  });
  test('and nothing else', () => {
    expect(findings.sort()).toEqual(
      Object.values(faults)
        .flatMap((seeded) => seeded.findings)
        .sort(),
    );
  });
});

describe('what nobody uses', () => {
  test.each(Object.entries(unusedFaults))('%s', async (_what, seeded) => {
    expect(await told(await houseWith(seeded.files))).toEqual(seeded.findings);
  });
});

describe('fewer modules read than there are files', () => {
  test('a file that cannot be parsed', async () => {
    const tree = await houseWith({
      'src/ground/word.ts': `${honest['src/ground/word.ts']}export const = 1;\n`,
    });
    expect(await told(tree)).toContainEqual(
      expect.stringMatching(/^house\.unread src\/ground\/word\.ts:1 it cannot be parsed: /),
    );
  });

  test('a configuration that leaves a folder out, for all and for what ships', async () => {
    const tree = await houseWith();
    await writeFile(
      join(tree, 'knip.jsonc'),
      (await readFile(join(root, 'knip.jsonc'), 'utf8')).replace(
        '{nodes,schemas,src}/**',
        '{nodes,schemas}/**',
      ),
    );
    expect(await told(tree)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^house\.unread knip\.jsonc:1 knip read \d modules where there are 10$/),
        expect.stringMatching(/^house\.unread knip\.jsonc:1 knip read \d modules where there are 8$/),
      ]),
    );
  });
});

test('npm run house fails with a fault, names its file and line and says what to do', async () => {
  const tree = await houseWith(unusedFaults['an export that nobody uses']!.files);
  expect(runSource('house', tree)).toMatchObject({
    status: 1,
    stdout: expect.stringMatching(
      /^src\/ground\/word\.ts:4:1 error house\.exports\n {2}no other file uses spare\. Drop `export`, or delete it\.\n/,
    ),
  });
});
