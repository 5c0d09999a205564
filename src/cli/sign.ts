import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { Publishers } from '../authorization/publishers.js';
import { readRegularFile } from '../files/regular-file.js';
import type { PackageError } from '../package/package-error.js';
import { type BuildRecords, recordUnreadable, signPackages } from '../package/sign.js';
import { readPackageFile, verifyPackage } from '../package/verify.js';
import type { Context } from './context.js';
import { examples } from './examples.js';
import { namedFiles } from './find-files.js';
import { openAuthorizations } from './open-workspace.js';
import { printJson } from './output.js';
import { writeOutput } from './write-output.js';

interface SignOptions {
  publisher: string;
  build?: string;
  dirty?: boolean;
  json?: boolean;
}

/** Bytes; a build writes some thousands. */
const maxRecordBytes = 16 * 1024 * 1024;

const readRecord = async (folder: string, name: string, kind: keyof BuildRecords): Promise<string> => {
  const file = join(folder, name);
  const bytes = await readRegularFile(file, maxRecordBytes).catch((error: Error) => {
    throw recordUnreadable(file, error.message, kind);
  });
  return bytes.toString('utf8');
};

const readPackage = async (file: string) => {
  const zip = await readPackageFile(file);
  return verifyPackage(zip).catch((error: PackageError) => {
    throw error.in(file);
  });
};

export const addSign = (program: Command, context: Context): void => {
  program
    .command('sign')
    .description('sign packages with what their build wrote of them: two Sigstore bundles beside the first')
    .argument('<zip...>')
    .requiredOption('--publisher <name>', 'in whose name')
    .option('--build <folder>', "of the build's provenance.json and sbom.cdx.json (default: the pack's own)")
    .option('--dirty', 'sign what was not built from a commit as it stands')
    .option('--json', 'print JSON')
    .addHelpText('after', examples('wxcc-nodes sign dist/packages/*.zip --publisher acme'))
    .action(async (named: string[], { publisher, build, dirty, json }: SignOptions) => {
      const files = await namedFiles(named);
      const folder = build ?? context.packDirectory;
      const records = {
        provenance: await readRecord(folder, 'provenance.json', 'provenance'),
        sbom: await readRecord(folder, 'sbom.cdx.json', 'sbom'),
      };
      const packages = await Promise.all(files.map(readPackage));
      const signer = await new Publishers((await openAuthorizations(context)).vault).signer(publisher);
      const bundles = signPackages(packages, records, signer, { allowDirty: dirty ?? false });
      const written = bundles.map(({ name, text }) => ({ file: join(dirname(files[0]!), name), text }));
      for (const { file, text } of written) await writeOutput(file, text, json);
      if (json) printJson({ publisher, keyId: signer.keyId, bundles: written.map(({ file }) => file) });
    });
};
