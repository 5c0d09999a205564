import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { packDirectory, temporaryFolder } from '../support/workshop.js';
import { builtPackages } from './rewrite-package.js';
import { jsonOf, runCli } from './run-cli.js';

export interface Signed {
  publisher: string;
  keyId: string;
  bundles: string[];
}

export const commit = 'c'.repeat(40);

/** A build of a clean commit: the packages as they are, and the records with these changes. */
export const buildWith = async ({
  provenance = {},
  sbom = {},
}: {
  provenance?: object;
  sbom?: object;
} = {}) => {
  const folder = await temporaryFolder();
  await mkdir(join(folder, 'packages'));
  for (const file of await builtPackages()) await cp(file, join(folder, 'packages', basename(file)));
  const changes = { 'provenance.json': { commit, dirty: false, ...provenance }, 'sbom.cdx.json': sbom };
  for (const [name, change] of Object.entries(changes)) {
    const built = JSON.parse(await readFile(join(packDirectory, name), 'utf8')) as object;
    await writeFile(join(folder, name), JSON.stringify({ ...built, ...change }));
  }
  return folder;
};

export const publisherHome = async () => {
  const home = await temporaryFolder();
  const made = await runCli(['publisher', 'new', 'acme', '--json'], { home });
  expect(made).toMatchObject({ code: 0, stderr: '' });
  return { home, publisher: jsonOf(made) as { keyId: string; publicKey: string } };
};

export const zipsIn = async (build: string) => {
  const folder = join(build, 'packages');
  return (await readdir(folder)).filter((name) => name.endsWith('.zip')).map((name) => join(folder, name));
};

export const sign = (home: string, build: string, zips: string[], ...more: string[]) =>
  runCli(['sign', ...zips, '--publisher', 'acme', '--build', build, '--json', ...more], { home });
