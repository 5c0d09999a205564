import { spawn } from 'node:child_process';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { digestOf } from '../../src/package/digest.js';
import { packDirectory, temporaryFolder, workspaceOf } from '../support/workshop.js';
import { asPackVersion, honestZip } from './honest.js';

const importInProcess = (home: string, file: string, digest: string) =>
  new Promise<{ code: number | null; text: string }>((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [join(packDirectory, 'wxcc-nodes.js'), 'import', file, '--trust', digest, '--json'],
      { env: { ...process.env, WXCC_NODES_HOME: home } },
    );
    let text = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        text += chunk;
      });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, text }));
  });

// Each brings a package of its own: one that overwrote another's catalog.json would lose that one.
test('ten imports at the same moment all end well, and the catalog holds what each brought', async () => {
  const folder = await temporaryFolder();
  const home = join(folder, 'home');
  await mkdir(home);
  const versions = Array.from({ length: 10 }, (_, index) => `2.${index}.0`);
  const files = await Promise.all(
    versions.map(async (version) => {
      const zip = await asPackVersion(honestZip('piq-and-ewt'), version);
      const file = join(folder, `${version}.zip`);
      await writeFile(file, zip);
      return { file, digest: digestOf(zip) };
    }),
  );
  const ended = await Promise.all(files.map(({ file, digest }) => importInProcess(home, file, digest)));
  for (const { code, text } of ended) expect({ code, text }).toMatchObject({ code: 0 });

  const catalog = workspaceOf(home).catalog;
  const entries = await catalog.entries();
  expect(entries.map(({ version }) => version).sort()).toEqual(versions);
  for (const entry of entries) expect((await catalog.read(entry)).manifest.pack.version).toBe(entry.version);
  expect((await readdir(join(home, 'catalog'))).sort()).toEqual(
    ['catalog.json', ...files.map(({ digest }) => `${digest.replace(':', '-')}.zip`)].sort(),
  );
});
