import { chmod, cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import standaloneCode from 'ajv/dist/standalone/index.js';
import { build, type Plugin } from 'esbuild';
import { ajv } from '../../schemas/validators.js';
import { type BundledPackage, filesIn, packagesOf } from './bundled-packages.js';

/**
 * Puts precompiled validators in the place of schemas/validators.ts, a module for each, which its users import directly:
 * through one module for all, every command would load all of them.
 */
const precompiledSchemas: Plugin = {
  name: 'precompiled-schemas',
  setup({ esbuild, onLoad, onResolve }) {
    onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replace(
        /^import \{([^}]*)\} from '[./]*schemas\/validators\.js';$/gm,
        (_all, names: string) =>
          names
            .split(',')
            .map((name) => name.trim())
            .filter((name) => /^is\w+$/.test(name))
            .map((name) => `import { ${name} } from 'validator:${name}';`)
            .join(' '),
      ),
      loader: 'ts',
    }));
    onResolve({ filter: /^validator:/ }, ({ path, resolveDir }) => ({
      path: path.slice('validator:'.length),
      namespace: 'validator',
      pluginData: { resolveDir },
    }));
    onLoad({ filter: /./, namespace: 'validator' }, async ({ path, pluginData: { resolveDir } }) => ({
      contents: (await esbuild.transform(standaloneCode(ajv, { [path]: path }), { minify: true })).code,
      resolveDir: resolveDir as string,
    }));
  },
};

/** Commander can start programs, which we never ask of it; loading what it would need for that is a part of each start. */
const noSubprocesses: Plugin = {
  name: 'no-subprocesses',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^node:child_process$/ }, ({ path, importer }) =>
      /[\\/]node_modules[\\/]commander[\\/]/.test(importer)
        ? { path: path.slice('node:'.length), namespace: 'when-used' }
        : undefined,
    );
    onLoad({ filter: /./, namespace: 'when-used' }, ({ path }) => ({
      contents: `module.exports = { get spawn() { return process.getBuiltinModule('node:${path}').spawn; } };`,
    }));
  },
};

/** Loaded by every command: inside the bundle they cost half of what finding and reading their files would. */
const bundled = [
  ...[
    'commander',
    'picocolors',
    'proper-lockfile',
    'semver',
    'fast-string-width',
    'fast-wrap-ansi',
    'fastest-levenshtein',
    'yauzl',
  ],
];

/**
 * Bundles the command line (dist/wxcc-nodes.js) and the library's exports; most packages from npm stay outside. Gives
 * those that do not.
 */
export const buildProgram = async (root: string, out: string): Promise<BundledPackage[]> => {
  const { dependencies } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: {
      'wxcc-nodes': 'src/cli/main.ts',
      index: 'src/index.ts',
      'node-kit': 'src/node-kit/index.ts',
      sandbox: 'src/sandbox.ts',
      service: 'src/service.ts',
      'chunks/script-worker': 'src/flow/run/script-worker.ts',
      'chunks/package-worker': 'src/package/package-worker.ts',
    },
    outdir: out,
    bundle: true,
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    external: Object.keys(dependencies).filter((name) => !bundled.includes(name)),
    // What is CommonJS in the bundle asks for Node.js' own modules.
    banner: {
      js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
    },
    metafile: true,
    minifyWhitespace: true,
    minifySyntax: true,
    // Where node_modules is a link, the folder that it leads to is nobody's business: the paths stand in the bundle.
    preserveSymlinks: true,
    plugins: [precompiledSchemas, noSubprocesses],
    logLevel: 'warning',
  });
  const files = [...filesIn(metafile), ...(await buildPage(root, out))];
  const inside = await packagesOf(files, root);
  await writeFile(join(out, 'THIRD-PARTY-LICENSES'), await licencesOf(inside, root));
  await cp(join(root, 'src/store/postgres/migrations'), join(out, 'migrations'), { recursive: true });
  await cp(join(root, 'src/flow/gallery'), join(out, 'gallery'), { recursive: true });
  await chmod(join(out, 'wxcc-nodes.js'), 0o755);
  return inside;
};

/** Bundles the console's page into dist/console; gives the files that it was made of. */
const buildPage = async (root: string, out: string): Promise<string[]> => {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: { app: 'src/console/web/main.tsx', style: 'src/console/web/app.css' },
    outdir: join(out, 'console'),
    bundle: true,
    format: 'esm',
    target: 'es2023',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    minify: true,
    metafile: true,
    preserveSymlinks: true,
    logLevel: 'warning',
  });
  return filesIn(metafile);
};

const licencesOf = async (packages: BundledPackage[], root: string): Promise<string> => {
  const texts = packages.map(async ({ folder, name, version }) => {
    const [licence] = (await readdir(join(root, folder))).filter((name) => /^licen[cs]e/i.test(name));
    if (!licence) throw new Error(`${name} is bundled and brings no licence.`);
    return `${name} ${version}\n\n${await readFile(join(root, folder, licence), 'utf8')}`;
  });
  return (await Promise.all(texts)).join(`\n${'-'.repeat(80)}\n\n`);
};
