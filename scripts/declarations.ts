import { readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';
import { parseSync } from 'oxc-parser';

/**
 * Rolls the declarations that tsc wrote to dist/types. The exports of the package share one file, so that a class with
 * private fields is the same type whichever export gives it out; each has a file that names what it gives out.
 * `node-kit` stands alone: a handler needs nothing else.
 */
const root = resolve(import.meta.dirname, '..');
const types = join(root, 'dist/types');
const exports = ['index', 'sandbox', 'service'];

/** Rolls the declarations of dist/types/src/`entry`.d.ts into dist/`name`.d.ts. */
const roll = (entry: string, name: string): void => {
  const config = ExtractorConfig.prepare({
    configObjectFullPath: join(root, 'api-extractor.json'),
    packageJsonFullPath: join(root, 'package.json'),
    configObject: {
      projectFolder: root,
      mainEntryPointFilePath: join(types, `src/${entry}.d.ts`),
      compiler: { tsconfigFilePath: join(root, 'tsconfig.types.json') },
      apiReport: { enabled: false },
      docModel: { enabled: false },
      tsdocMetadata: { enabled: false },
      dtsRollup: { enabled: true, untrimmedFilePath: join(root, `dist/${name}.d.ts`) },
      newlineKind: 'lf',
      messages: {
        extractorMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
        tsdocMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
      },
    },
  });
  const { succeeded } = Extractor.invoke(config, {
    localBuild: true,
    messageCallback: (message) => {
      message.handled = message.logLevel !== ExtractorLogLevel.Error;
    },
  });
  if (!succeeded) throw new Error(`The declarations of ${name} cannot be rolled.`);
};

/** `export { A, type B } from './declarations.js'` for all that dist/types/src/`name`.d.ts exports. */
const namedExports = async (name: string): Promise<string> => {
  const file = join(types, `src/${name}.d.ts`);
  const { module } = parseSync(file, await readFile(file, 'utf8'));
  const names = module.staticExports.flatMap(({ entries }) =>
    entries.map(
      // What a declaration declares itself counts as a type there, a constant too.
      ({ exportName, isType, moduleRequest }) =>
        `${isType && moduleRequest ? 'type ' : ''}${exportName.name}`,
    ),
  );
  return `export { ${names.join(', ')} } from './declarations.js';\n`;
};

const all = exports.map((name) => `export * from './${name}.js';\n`).join('');
await writeFile(join(types, 'src/declarations.d.ts'), all);
roll('declarations', 'declarations');
roll('node-kit/index', 'node-kit');
for (const name of exports) await writeFile(join(root, `dist/${name}.d.ts`), await namedExports(name));
await rm(types, { recursive: true });
