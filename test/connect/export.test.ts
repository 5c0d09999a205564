import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DOMParser } from '@xmldom/xmldom';
import type { BuildSheet, Result } from '../../schemas/types.js';
import { isBuildSheet, isResult } from '../../schemas/validators.js';
import { sheetHtml } from '../../src/connect/sheet-html.js';
import { readZip } from '../../src/package/read-zip.js';
import { jsonOf, runCli } from '../cli/run-cli.js';
import { temporaryFolder } from '../support/workshop.js';
import { nodeVersions, serviceUrl, sheetOf } from './exported.js';

const exportTo = (folder: string, ...more: string[]) =>
  runCli(['connect', 'export', 'queue-task@v1.5', '--out', folder, '--service-url', serviceUrl, ...more]);

const filesIn = async (folder: string) => {
  const names = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((one) =>
    one.isFile(),
  );
  const read = names.map(async (one) => {
    const path = join(one.parentPath, one.name);
    return [path.slice(folder.length + 1), (await readFile(path)).toString('base64')] as const;
  });
  return Object.fromEntries((await Promise.all(read)).sort());
};

test('an export holds the WSDL, the build sheet in three forms, the icon and the texts to paste, the same each time', async () => {
  const folder = await temporaryFolder();
  const [one, two] = [join(folder, 'one'), join(folder, 'two')];
  expect((await exportTo(one)).code).toBe(0);
  expect((await exportTo(two, '--json')).code).toBe(0);
  const files = await filesIn(one);
  expect(Object.keys(files)).toEqual([
    'build-sheet.html',
    'build-sheet.json',
    'build-sheet.md',
    'icon.svg',
    'paste/queue-task/resource-url.txt',
    'paste/queue-task/response-sample.json',
    'queue-task-v1.5.wsdl.zip',
  ]);
  expect(await filesIn(two)).toEqual(files);
  const zip = await readZip(await readFile(join(one, 'queue-task-v1.5.wsdl.zip')));
  expect([...zip.keys()]).toEqual(['queue-task-v1.5.wsdl']);
  expect(isBuildSheet(JSON.parse(await readFile(join(one, 'build-sheet.json'), 'utf8')))).toBe(true);
  expect(await readdir(folder)).toEqual(['one', 'two']);
});

test('a folder that holds something is kept, and --replace replaces exports and nothing else', async () => {
  const folder = join(await temporaryFolder(), 'out');
  await exportTo(folder);
  const refused = await exportTo(folder, '--json');
  expect(refused.code).toBe(2);
  expect(jsonOf<{ error: { code: string } }>(refused).error.code).toBe('export.folder');
  await writeFile(join(folder, 'paste/queue-task/old.txt'), 'old');
  expect((await exportTo(folder, '--replace')).code).toBe(0);
  expect(await readdir(join(folder, 'paste/queue-task'))).not.toContain('old.txt');

  const own = await temporaryFolder();
  await writeFile(join(own, 'precious.txt'), 'mine');
  expect((await exportTo(own, '--replace')).code).toBe(2);
  expect(await readdir(own)).toEqual(['precious.txt']);
});

test('the time-out is a second more than the deadline of the connection, and lint knows when that is too long', async () => {
  for (const [deadlineMs, isTooLong] of [
    [5000, false],
    [60_000, true],
  ] as const) {
    const folder = await temporaryFolder();
    const connection = join(folder, 'c.json');
    await writeFile(connection, JSON.stringify({ orgId: 'o', taskApi: 'http://127.0.0.1:1', deadlineMs }));
    const out = join(folder, 'out');
    expect((await exportTo(out, '--connection', connection)).code).toBe(0);
    const sheet = JSON.parse(await readFile(join(out, 'build-sheet.json'), 'utf8')) as BuildSheet;
    expect(sheet.methods[0]!.request.requestTimeoutMs).toBe(deadlineMs + 1000);
    expect((await runCli(['connect', 'lint', out])).code).toBe(isTooLong ? 1 : 0);
  }
  const unknown = await exportTo(join(await temporaryFolder(), 'out'), '--connection', 'nowhere');
  expect(unknown.code).toBe(2);
});

test('--replace keeps what no export wrote', async () => {
  const folder = join(await temporaryFolder(), 'out');
  await exportTo(folder);
  await writeFile(join(folder, 'notes.txt'), 'mine');
  const refused = await exportTo(folder, '--replace');
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('notes.txt');
  expect(await readFile(join(folder, 'notes.txt'), 'utf8')).toBe('mine');
});

test('a place that cannot be written, and a key in place of its name, are refused in words', async () => {
  const file = join(await temporaryFolder(), 'file');
  await writeFile(file, '');
  const nowhere = await exportTo(join(file, 'out'));
  expect(nowhere.code).toBe(2);
  expect(nowhere.stderr).not.toMatch(/ at |node:/);
  const key = 'webex-connect.AbCdEfGh123';
  const leaking = await exportTo(join(await temporaryFolder(), 'out'), '--key-name', key);
  expect(leaking.code).toBe(2);
});

test('an address that is not encrypted, or carries a password, is refused and not repeated', async () => {
  const folder = join(await temporaryFolder(), 'out');
  for (const url of ['http://nodes.example.com', 'https://a:hunter2@nodes.example.com', 'ftp://x', 'nodes']) {
    const run = await runCli(['connect', 'export', 'queue-task', '--out', folder, '--service-url', url]);
    expect({ url, code: run.code }).toEqual({ url, code: 2 });
    expect(run.stdout + run.stderr).not.toContain('hunter2');
  }
  const local = await runCli([
    ...['connect', 'export', 'queue-task', '--out', folder, '--service-url', 'http://127.0.0.1:4190/'],
  ]);
  expect(local.code).toBe(0);
  expect((await runCli(['connect', 'lint', folder])).stdout).toContain('url-local');
});

test('every build sheet fits its schema, its samples are Results, and it holds a marker where the key goes', async () => {
  for (const { node, version } of await nodeVersions()) {
    const sheet: BuildSheet = await sheetOf(node.id, version);
    expect({ node: node.id, version, fits: isBuildSheet(sheet), errors: isBuildSheet.errors }).toMatchObject({
      fits: true,
    });
    for (const { response, authorization, request, limits } of sheet.methods) {
      const sample = JSON.parse(response.sample) as Result;
      expect(isResult(sample)).toBe(true);
      expect(authorization.password).toMatchObject({ type: 'Static', value: 'PASTE THE KEY HERE' });
      expect(request.requestTimeoutMs).toBe(19_000);
      expect(limits.every(({ message }) => message.length > 0)).toBe(true);
    }
  }
});

test('a sheet without free text uses JSON, and asks the service to take empty fields for absent ones', async () => {
  const { methods } = await sheetOf('queue-task', 'v1.3', { body: 'JSON' });
  expect(methods[0]!.urlParameters).toEqual([{ parameter: 'empty', type: 'Static', value: 'absent' }]);
  expect(methods[0]!.body.text).toContain('"taskId": "$(taskId)"');
  expect(methods[0]!.limits).toContainEqual(
    expect.objectContaining({ door: 'body', feature: 'json-escaping' }),
  );
});

test('the HTML page needs nothing from elsewhere, and no text of a package becomes markup in it', async () => {
  const sheet = await sheetOf('queue-task', 'v1.5');
  const hostile = '</script><img src=x onerror=alert(1)>" onclick="x';
  sheet.create.description = hostile;
  sheet.methods[0]!.ui.groups[0]!.fields[0]!.tooltip = hostile;
  const html = sheetHtml(sheet);
  const page = new DOMParser().parseFromString(html.replace('<!doctype html>\n', ''), 'text/xml');
  expect(page.getElementsByTagName('img')).toHaveLength(0);
  expect(page.getElementsByTagName('script')).toHaveLength(1);
  expect([...page.getElementsByTagName('*')].filter((one) => one.getAttribute('onclick'))).toEqual([]);
  expect([...page.getElementsByTagName('code')].map(({ textContent }) => textContent)).toContain(hostile);
  expect(
    [...page.getElementsByTagName('*')].filter((one) => one.getAttribute('src') || one.getAttribute('href')),
  ).toEqual([]);
  expect(html).toContain("default-src 'none'");
});

test('the script of the HTML page is the one that its policy lets run, to the byte', async () => {
  const html = sheetHtml(await sheetOf('queue-task', 'v1.5'));
  const [, script] = /<script>(.*?)<\/script>/s.exec(html)!;
  expect(html).toContain(`script-src 'sha256-${createHash('sha256').update(script!).digest('base64')}'`);
  expect(() => new Function(script!)).not.toThrow();
});
