import type { Command } from 'commander';
import { importFiles } from '../package/import-files.js';
import { judgeEntry } from '../package/judge-signature.js';
import { signatureText } from '../package/signature-text.js';
import type { TrustNow } from '../package/trust.js';
import type { CatalogEntry } from '../store/stores.js';
import type { Context } from './context.js';
import { examples } from './examples.js';
import { namedFiles } from './find-files.js';
import { withWorkspace } from './open-workspace.js';
import { printJson, printTable } from './output.js';
import { parseDigests } from './trust.js';

const withSignature = (entry: CatalogEntry, trust: TrustNow) => {
  const { signedBy: _, ...shown } = entry;
  return { ...shown, signature: judgeEntry(entry, trust) };
};

export const addImport = (program: Command, context: Context): void => {
  program
    .command('import')
    .description('take packages into the catalog: all of them, or none')
    .argument('<zip...>')
    .option(
      '--trust <digest>',
      'accept a package that is neither of the pack nor signed by a trusted publisher; may be repeated',
      parseDigests,
      [] as string[],
    )
    .option('--replace', 'accept other bytes for a node and pack version that is in the catalog')
    .option('--json', 'print JSON')
    .addHelpText('after', examples('wxcc-nodes import dist/packages/*.zip'))
    .action(
      async (
        files: string[],
        { json, ...options }: { trust: string[]; replace?: boolean; json?: boolean },
      ) => {
        const { packDirectory } = context;
        const rows = await withWorkspace(context, async ({ catalog, trust: policy }) => {
          const sources = { catalog, policy, packDirectory };
          const imported = await importFiles(await namedFiles(files), sources, options);
          const now = await policy.read();
          return imported.map(({ file, entry, change, signature }) => ({
            ...{ file, change, ...withSignature(entry, now) },
            ...(entry.signedBy === undefined && { signature }),
          }));
        });
        if (json) return printJson(rows);
        printTable(
          ['package', 'node', 'version', 'change', 'signature'],
          rows.map((row) => [row.file, row.node, row.version, row.change, signatureText(row.signature)]),
        );
      },
    );
};

export const addCatalog = (program: Command, context: Context): void => {
  program
    .command('catalog')
    .description('list the imported packages')
    .option('--json', 'print JSON')
    .addHelpText('after', examples('wxcc-nodes catalog'))
    .action(async ({ json }: { json?: boolean }) => {
      const entries = await withWorkspace(context, async ({ catalog, trust }) => {
        const now = await trust.read();
        return (await catalog.entries()).map((entry) => withSignature(entry, now));
      });
      if (json) return printJson(entries);
      if (entries.length === 0)
        return console.log('The catalog is empty; the packages built with the pack are used.');
      printTable(
        ['node', 'version', 'digest', 'imported', 'signature'],
        entries.map(({ node, version, digest, importedAt, signature }) => [
          node,
          version,
          digest,
          importedAt,
          signatureText(signature),
        ]),
      );
    });
};
