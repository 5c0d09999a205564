import { readFileSync } from 'node:fs';
import { cp, readdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { transformSync } from 'esbuild';
import type { Result } from '../../schemas/types.js';
import { readZip } from '../../src/package/read-zip.js';
import { shellBlocks } from '../readme/shell-blocks.js';
import { root } from '../support/workshop.js';
import { type Installed, packAndInstall, run } from './installed.js';

let installed: Installed;
beforeAll(async () => {
  installed = await packAndInstall();
}, 240_000);

/** Paths in the packed file. */
const packedFiles = async (): Promise<string[]> => {
  const entries = await readdir(installed.packageFolder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(installed.packageFolder.length + 1));
};

const command = () => join(installed.folder, 'node_modules', '.bin', 'wxcc-nodes');

test('npx finds the installed command line, which lists the nodes', async () => {
  const stdout = await run(installed.folder, 'npx', ['--no-install', 'wxcc-nodes', 'list', '--json']);
  const ids = (JSON.parse(stdout) as { id: string }[]).map(({ id }) => id);
  expect(ids).toEqual(expect.arrayContaining(['piq-and-ewt', 'queue-task', 'set-variable']));
}, 60_000);

test('the installed command line takes the tour', async () => {
  const results = JSON.parse(await run(installed.folder, command(), ['tour', '--json'])) as Result[];
  expect(results.length).toBeGreaterThan(0);
  expect(results[0]).toMatchObject({
    node: expect.any(String),
    outcome: expect.any(String),
    type: 'success',
  });
}, 60_000);

test('the five minutes of the README work where the package is installed, with its flows', async () => {
  await cp(join(installed.packageFolder, 'flows'), join(installed.folder, 'flows'), { recursive: true });
  const commands = (await shellBlocks('README.md')).map(({ code }) => code).join('\n');
  expect(commands).toContain('npx wxcc-nodes flow run flows/');
  const stdout = await run(installed.folder, 'bash', ['-e', '-c', commands], 600_000);
  expect(stdout).toContain('The flow ended with exit result 101. success');
  expect(stdout).toMatch(/flows\/sms-inbound\.flow\.json: \d+ runs/);
}, 600_000);

test('the installed command line knows its version', async () => {
  const { version } = JSON.parse(await readFile(join(installed.packageFolder, 'package.json'), 'utf8'));
  expect(await run(installed.folder, command(), ['--version'])).toBe(`${version}\n`);
});

const script = `
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ToldError, openWorkspace } from 'wxcc-task-nodes';

const packDirectory = dirname(fileURLToPath(import.meta.resolve('wxcc-task-nodes')));
const { engine } = await openWorkspace({ home: 'home', packDirectory });
const input = { taskId: 'task-1', queueId: 'queue-1', lookbackMinutes: '5' };
const planned = await (await engine.plan({ node: 'piq-and-ewt', input })).show();
const refused = await engine.plan({ node: 'unknown', input }).catch((error) => error);
await engine.close();
console.log(JSON.stringify({ planned, refused: refused instanceof ToldError && refused.code }));
`;

test('the installed library plans a call and refuses an unknown node', async () => {
  const file = join(installed.folder, 'use.mjs');
  await writeFile(file, script);
  expect(JSON.parse(await run(installed.folder, process.execPath, [file]))).toMatchObject({
    planned: { call: { method: 'GET', url: expect.stringMatching(/queue-1.*task-1.*5$/) } },
    refused: 'node.unknown',
  });
});

test('the schemas of the installed package can be resolved by editors and programs', async () => {
  const code = `console.log(import.meta.resolve('wxcc-task-nodes/schemas/result.schema.json'))`;
  const url = await run(installed.folder, process.execPath, ['--input-type=module', '--eval', code]);
  expect(JSON.parse(await readFile(new URL(url.trim()), 'utf8'))).toMatchObject({ type: 'object' });
});

const typed = `
import { type Connection, type Engine, type InvokeCall, ToldError, fixedToken, openWorkspace, type Result } from 'wxcc-task-nodes';
import type { Simulation } from 'wxcc-task-nodes/sandbox';

const connection: Connection = { orgId: 'org-1', taskApi: 'http://127.0.0.1:1' };
const { engine } = await openWorkspace({ home: 'home', packDirectory: 'dist' });
const tokens = fixedToken('t');
const taskId = 'task-1';
const result: Omit<Result, 'outputs'> = await engine.invoke({
  node: 'piq-and-ewt',
  input: { taskId, queueId: '$(queue)', lookbackMinutes: '5' },
  connection,
  tokens,
});
result.outcome satisfies string;
const position = await engine.invoke({ node: 'piq-and-ewt', version: 'v1.1', input: { taskId, queueId: 'q', lookbackMinutes: 5 } });
position.outputs.estimatedWaitTime satisfies number | undefined;
const variable = await engine.invoke({
  node: 'set-variable',
  version: 'v1.7',
  method: 'set-flow-variable',
  input: { taskId, variables: [{ name: 'a', type: 'Integer', value: '7' }] },
});
variable.outputs satisfies object;
// A node that the types do not know takes any input; so does a call that is put together at run time.
const other: Result = await engine.invoke({ node: 'my-node', version: 'v2.0', input: { any: 1 } });
const made: InvokeCall = { node: 'queue-task', input: {} };
(await engine.invoke(made)).outputs satisfies Result['outputs'];
other.outcome satisfies string;
// @ts-expect-error: not a version of this node
await engine.invoke({ node: 'piq-and-ewt', version: 'v9.9', input: { taskId, queueId: 'q', lookbackMinutes: 5 } });
// @ts-expect-error: not a method of this version
await engine.invoke({ node: 'set-variable', version: 'v1.7', method: 'set-variable', input: {} });
// @ts-expect-error: taskId is missing
await engine.invoke({ node: 'piq-and-ewt', version: 'v1.1', input: { queueId: 'q', lookbackMinutes: 5 } });
// @ts-expect-error: unheard of
await engine.invoke({ node: 'piq-and-ewt', input: { taskId, queueId: 'q', lookbackMinutes: 5, priority: 1 } });
// @ts-expect-error: not a media type
await engine.invoke({ node: 'close-task', method: 'closed-task-on-wxcc', input: { taskId, conversationId: 'c', mediaType: 'fax' } });
// @ts-expect-error: no output of this method
position.outputs.agentId;
// A class is the same type whichever export gives it out.

const simulation: Simulation | undefined = undefined as Simulation | undefined;
simulation?.engine(engine) satisfies Engine | undefined;
const code: string = new ToldError('caller', 'code', 'message', 'remedy').code;
// Types that are any would take these.
// @ts-expect-error
await engine.invoke({ node: 1, input: code });
// @ts-expect-error
result.type satisfies 'unheard-of';
`;

const typeCheck = async (folder: string, types: string[], texts: string[]) => {
  const files = texts.map((_text, index) => `typed-${index}.mts`);
  for (const [index, file] of files.entries()) await writeFile(join(folder, file), texts[index]!);
  const compilerOptions = {
    target: 'ES2022',
    module: 'NodeNext',
    moduleResolution: 'NodeNext',
    strict: true,
    skipLibCheck: false,
    noEmit: true,
    types,
    typeRoots: [join(root, 'node_modules/@types')],
  };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }));
  return run(folder, join(root, 'node_modules/.bin/tsc'), ['-p', folder]);
};

// With @types/node: the declarations name Buffer.
test('the installed types check strictly, the package and all', async () => {
  expect(await typeCheck(installed.folder, ['node'], [typed])).toBe('');
}, 60_000);

describe('docs/library.md', () => {
  const page = readFileSync(join(root, 'docs/library.md'), 'utf8');
  const examples = [...page.matchAll(/^## ([^\n]*)$[^#]*?^```ts\n(.*?)^```\n\n```text\n(.*?)^```$/gms)].map(
    ([, title, code, printed]) => [title!, code!, printed!] as const,
  );

  test('every example has a title and says what it prints', () => {
    expect(examples.length).toBe(page.match(/^```ts$/gm)!.length);
  });

  test('the examples pass a strict check of their types', async () => {
    expect(
      await typeCheck(
        installed.folder,
        ['node'],
        examples.map(([, code]) => code),
      ),
    ).toBe('');
  }, 60_000);

  test.each(examples)('%s', async (title, code, printed) => {
    const file = join(installed.folder, `${title.replaceAll(' ', '-')}.mjs`);
    await writeFile(file, transformSync(code, { loader: 'ts' }).code);
    expect(await run(installed.folder, process.execPath, [file])).toBe(printed);
  });
});

test('the packed file holds no test and no TypeScript but one file of declarations for each export and what they share, and its size is printed', async () => {
  const files = await packedFiles();
  process.stdout.write(`npm pack: ${files.length} files, ${installed.bytes} bytes packed\n`);
  expect(files).toEqual(expect.arrayContaining(['package.json', join('dist', 'wxcc-nodes.js')]));
  const declared = ['declarations', 'index', 'node-kit', 'sandbox', 'service'].map((name) =>
    join('dist', `${name}.d.ts`),
  );
  expect(files.filter((file) => /\.[cm]?tsx?$/.test(file)).sort()).toEqual(declared);
  expect(files.filter((file) => /(^|[\\/])tests?[\\/]|[.-](test|spec)\.|jest/.test(file))).toEqual([]);
});

test('the packed file names no folder of the machine that built it', async () => {
  const folders = [root, installed.checkout, await realpath(root), await realpath(installed.checkout)];
  const found: string[] = [];
  for (const file of await packedFiles()) {
    const bytes = await readFile(join(installed.packageFolder, file));
    const contents = file.endsWith('.zip') ? [...(await readZip(bytes)).values()] : [bytes];
    if (contents.some((content) => folders.some((folder) => content.includes(folder)))) found.push(file);
  }
  expect(found).toEqual([]);
});
