import type { Command } from 'commander';
import { importFiles } from '../package/import-files.js';
import type { Context } from './context.js';
import { examples } from './examples.js';
import { namedFiles } from './find-files.js';
import { openHere } from './open-workspace.js';
import { printJson, printTable } from './output.js';

const collect = (value: string, before: string[]) => [...before, value];

export const addImport = (program: Command, context: Context): void => {
  program
    .command('import')
    .description('take packages into the catalog: all of them, or none')
    .argument('<zip...>')
    .option('--trust <digest>', 'accept a package that is not one of the pack; may be repeated', collect, [])
    .option('--replace', 'accept other bytes for a node and pack version that is in the catalog')
    .option('--json', 'print JSON')
    .addHelpText('after', examples('wxcc-nodes import dist/packages/*.zip'))
    .action(
      async (
        files: string[],
        { json, ...options }: { trust: string[]; replace?: boolean; json?: boolean },
      ) => {
        const { catalog } = await openHere(context);
        const sources = { catalog, packDirectory: context.packDirectory };
        const imported = await importFiles(await namedFiles(files), sources, options);
        const rows = imported.map(({ file, entry, change }) => ({ file, change, ...entry }));
        if (json) return printJson(rows);
        printTable(
          ['package', 'node', 'version', 'change'],
          rows.map((row) => [row.file, row.node, row.version, row.change]),
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
      const entries = await (await openHere(context)).catalog.entries();
      if (json) return printJson(entries);
      if (entries.length === 0)
        return console.log('The catalog is empty; the packages built with the pack are used.');
      printTable(
        ['node', 'version', 'digest', 'imported'],
        entries.map(({ node, version, digest, importedAt }) => [node, version, digest, importedAt]),
      );
    });
};
