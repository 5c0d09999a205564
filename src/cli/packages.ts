import type { Command } from 'commander';
import { plain } from '../ground/plain-text.js';
import { ToldError } from '../ground/told-error.js';
import { readBuiltPack } from '../package/built-pack.js';
import { importFiles } from '../package/import-files.js';
import { readPackageFile, verifyPackage } from '../package/verify.js';
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

interface Verdict {
  file: string;
  whole: boolean;
  /** One of the pack's own. */
  known?: boolean;
  digest?: string;
  node?: string;
  version?: string;
  error?: { code: string; message: string; remedy: string };
}

const verdictOn = async (file: string, known: ReadonlySet<string>): Promise<Verdict> => {
  try {
    const { digest, manifest } = await verifyPackage(await readPackageFile(file));
    return {
      file,
      whole: true,
      known: known.has(digest),
      digest,
      node: manifest.node.id,
      version: manifest.pack.version,
    };
  } catch (error) {
    if (!(error instanceof ToldError)) throw error;
    return { file, whole: false, error: error.toJSON() };
  }
};

export const addVerify = (program: Command, context: Context): void => {
  program
    .command('verify')
    .description('check that packages are whole; exit 1 when one is not')
    .argument('<zip...>')
    .option('--json', 'print JSON')
    .addHelpText('after', examples('wxcc-nodes verify dist/packages/*.zip'))
    .action(async (files: string[], { json }: { json?: boolean }) => {
      const pack = await readBuiltPack(context.packDirectory).catch(() => undefined);
      const known = new Set(pack?.packages.map(({ digest }) => digest));
      const verdicts = await Promise.all((await namedFiles(files)).map((file) => verdictOn(file, known)));
      if (verdicts.some(({ error }) => error?.code === 'package.unreadable')) process.exitCode = 2;
      else if (verdicts.some(({ whole }) => !whole)) process.exitCode = 1;
      if (json) return printJson(verdicts);
      for (const { file, whole, digest, error, known: own } of verdicts)
        console.log(
          plain(
            whole
              ? `${file}: whole, ${own ? 'one of the pack' : 'not one of the pack'}, ${digest}`
              : `${file}: refused: ${error?.message} ${error?.remedy}`,
          ),
        );
    });
};
