import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exportFiles } from '../../src/connect/export-files.js';
import { lintExport } from '../../src/connect/lint/lint-export.js';
import { writeFolder } from '../../src/connect/write-folder.js';
import { wsdlFor } from '../../src/connect/wsdl.js';
import type { NodeVersion } from '../../src/package/node-package.js';
import { writeZip } from '../../src/package/zip.js';
import { jsonOf, runCli } from '../cli/run-cli.js';
import { temporaryFolder, workspaceOf } from '../support/workshop.js';
import { nodeVersions, serviceUrl, sheetOf } from './exported.js';

const node = 'set-variable';
const version = 'v1.7';
const zipName = `${node}-${version}.wsdl.zip`;

let from: NodeVersion;
let whole: string;
beforeAll(async () => {
  from = await workspaceOf(await temporaryFolder()).packages.find(node, version);
  whole = wsdlFor({ node, version, methods: from.methods, serviceUrl });
});

/** An export, its zip replaced. */
const exported = async (zip?: Buffer): Promise<string> => {
  const folder = join(await temporaryFolder(), 'out');
  await writeFolder(folder, await exportFiles(from, await sheetOf(node, version)), false);
  if (zip) await writeFile(join(folder, zipName), zip);
  return folder;
};

const findings = async (zip: Buffer) =>
  (await lintExport(await exported(zip))).filter(({ severity }) => severity !== 'note');

const zipped = (...files: [name: string, text: string | Buffer][]) =>
  writeZip(files.map(([name, text]) => [name, Buffer.from(text)]));

const rulesOf = async (zip: Buffer) => {
  const found = await findings(zip);
  for (const { file, severity, remedy } of found) {
    expect({ file, severity }).toEqual({ file: zipName, severity: 'error' });
    expect(remedy).toMatch(/^Export again/);
  }
  return found.map(({ rule }) => rule);
};

test('the zip of every export has no finding', async () => {
  for (const one of await nodeVersions()) {
    const folder = join(await temporaryFolder(), 'out');
    await writeFolder(folder, await exportFiles(one, await sheetOf(one.node.id, one.version)), false);
    const found = (await lintExport(folder)).filter(({ severity }) => severity !== 'note');
    expect({ node: one.node.id, version: one.version, found }).toMatchObject({ found: [] });
  }
});

test('a zip that is none, or is cut off, is unreadable', async () => {
  expect(await rulesOf(Buffer.from('no zip'))).toEqual(['wsdl-zip-unreadable']);
  const zip = await zipped(['a.wsdl', whole]);
  expect(await rulesOf(zip.subarray(0, zip.length - 10))).toEqual(['wsdl-zip-unreadable']);
  const damaged = Buffer.from(zip);
  damaged.fill(0xff, 60, 80);
  expect(await rulesOf(damaged)).toEqual(['wsdl-zip-unreadable']);
});

test('a zip without a WSDL, or with two, is an error; another file beside it is none', async () => {
  expect(await rulesOf(await zipped(['readme.txt', 'x']))).toEqual(['wsdl-not-one']);
  expect(await rulesOf(await zipped(['a.wsdl', whole], ['b.WSDL', whole]))).toEqual(['wsdl-not-one']);
  expect(await rulesOf(await zipped(['a.wsdl', whole], ['readme.txt', 'x']))).toEqual([]);
});

test.each<[string, () => string | Buffer, string]>([
  ['is cut off', () => whole.slice(0, -30), 'wsdl-not-xml'],
  ['is empty', () => '', 'wsdl-not-xml'],
  ['is not UTF-8', () => Buffer.concat([Buffer.from(whole), Buffer.from([0xff])]), 'wsdl-not-xml'],
  ['is something else', () => '<html/>', 'wsdl-wrong-root'],
  ['has definitions of another standard', () => '<definitions xmlns="urn:x"/>', 'wsdl-wrong-root'],
])('a WSDL that %s is an error', async (_what, text, rule) => {
  expect(await rulesOf(await zipped(['a.wsdl', text()]))).toEqual([rule]);
});

const operation = /<wsdl:operation name="setFlowVariable">\s*<wsdl:documentation.*?<\/wsdl:operation>/s;

test.each<[string, () => string, string[]]>([
  ['lacks an operation', () => whole.replace(operation, ''), ['wsdl-operation-missing']],
  [
    'has one too many',
    () => whole.replace(operation, '$&<wsdl:operation name="x"/>'),
    ['wsdl-operation-surplus'],
  ],
  ['has one twice', () => whole.replace(operation, '$&$&'), ['wsdl-operation-surplus']],
  [
    'calls one otherwise',
    () => whole.replaceAll('"setFlowVariable"', '"setIt"'),
    ['wsdl-operation-missing', 'wsdl-operation-surplus'],
  ],
  [
    'leads to another service',
    () => whole.replace('https://nodes.example.com', 'https://other.example.com'),
    ['wsdl-address-differs'],
  ],
  ['leads to another version', () => whole.replace('/v1.7"', '/v1.6"'), ['wsdl-address-differs']],
  ['leads nowhere', () => whole.replace(/<soap:address.*?>/, ''), ['wsdl-address-differs']],
  [
    'is of another version',
    () => whole.replaceAll('urn:wxcc-nodes:set-variable:v1.7', 'urn:wxcc-nodes:set-variable:v1.6'),
    ['wsdl-version-differs'],
  ],
])('a WSDL that %s is an error', async (_what, text, rules) => {
  expect(text()).not.toBe(whole);
  expect(await rulesOf(await zipped(['a.wsdl', text()]))).toEqual(rules);
});

test('a WSDL of another node is told apart in all that differs', async () => {
  const other = (await nodeVersions()).find((one) => one.node.id === 'piq-and-ewt')!;
  const text = wsdlFor({ node: other.node.id, version: other.version, methods: other.methods, serviceUrl });
  expect((await rulesOf(await zipped(['a.wsdl', text]))).sort()).toEqual([
    'wsdl-address-differs',
    'wsdl-operation-missing',
    'wsdl-operation-missing',
    'wsdl-operation-surplus',
    'wsdl-version-differs',
  ]);
});

test('no finding repeats a password of an address', async () => {
  const text = whole.replace('https://nodes.example.com', 'https://a:hunter2@nodes.example.com');
  const found = await findings(await zipped(['a.wsdl', text]));
  expect(found.map(({ rule }) => rule)).toEqual(['wsdl-address-differs']);
  expect(JSON.stringify(found)).not.toContain('hunter2');
});

test('the zip that is read is the one of the node version, whatever file the sheet names', async () => {
  const folder = await exported();
  const sheet = await sheetOf(node, version);
  sheet.soap.file = '../elsewhere.zip';
  await writeFile(join(folder, '../elsewhere.zip'), 'a file outside of the export');
  await writeFile(join(folder, 'build-sheet.json'), JSON.stringify(sheet));
  await rm(join(folder, zipName));
  const found = (await lintExport(folder)).filter(({ severity }) => severity === 'error');
  expect(found.map(({ rule, file }) => `${rule} ${file}`)).toEqual([
    'soap-differs build-sheet.json',
    `file-missing ${zipName}`,
  ]);
});

test('the command ends with 1 and names rule, file and remedy', async () => {
  const folder = await exported(await zipped(['a.wsdl', whole.slice(0, -30)]));
  const run = await runCli(['connect', 'lint', folder, '--json']);
  expect(run.code).toBe(1);
  expect(jsonOf<{ severity: string }[]>(run).filter(({ severity }) => severity === 'error')).toEqual([
    expect.objectContaining({ rule: 'wsdl-not-xml', file: zipName, remedy: expect.any(String) }),
  ]);
});
