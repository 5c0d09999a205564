import type { PackageManifest } from '../../schemas/types.js';
import { pathBelow } from '../../src/files/path-below.js';
import type { Json } from '../../src/node-kit/method.js';
import { isEndpointObserved, type MethodFacts } from '../../src/package/method.js';
import { writePackage } from '../../src/package/write.js';
import { BuildError } from './build-error.js';
import { type BundledPackage, packagesOf } from './bundled-packages.js';
import { describeMethod, describeWire } from './describe-method.js';
import { loadHandler } from './load-handler.js';
import { loadUpgrade } from './load-upgrade.js';
import { checkPurity } from './purity.js';
import type { MethodSource, NodeSource, PackSource } from './source-tree.js';
import { compileValidators } from './validators.js';

const packageSchema = (schema: MethodSource['schema']) =>
  Buffer.from(JSON.stringify({ ...schema, $schema: 'https://json-schema.org/draft/2020-12/schema' }));

const assembleMethod = async (
  method: MethodSource,
  node: NodeSource,
  root: string,
  files: Map<string, Buffer>,
) => {
  const folder = `${method.version}/${method.id}`;
  const paths = {
    schema: `${folder}/schema.json`,
    handler: `${folder}/handler.js`,
    validators: `${folder}/validators.js`,
  };
  const { code, definition } = await loadHandler(method.handlerFile, node.folder, root);
  const { code: validators } = await compileValidators(method, root);
  checkPurity(`${pathBelow(root, method.handlerFile)} (validators)`, validators.toString('utf8'));
  files.set(paths.schema, packageSchema(method.schema));
  files.set(paths.handler, code);
  files.set(paths.validators, validators);
  const upgrade = await loadUpgrade(method, node, root);
  if (upgrade) files.set(`${folder}/upgrade.js`, upgrade);
  const facts = describeMethod(
    method.id,
    definition,
    { ...paths, ...(upgrade && { upgrade: `${folder}/upgrade.js` }) },
    {
      file: pathBelow(root, method.handlerFile),
      example: (method.schema.$defs.input.examples as Json[] | undefined)?.[0] ?? {},
    },
  );
  return withPublicWire(withObserved(facts, method), method, node, root, files);
};

/** What was seen is observed, whatever the handler says of it; what was not seen keeps the handler's source. */
const withObserved = (facts: MethodFacts, { observed }: MethodSource): MethodFacts => {
  if (!observed) return facts;
  if (!isEndpointObserved(observed)) return { ...facts, observed };
  const { request, wires } = facts;
  return {
    ...facts,
    request: { ...request, source: 'observed', answersSource: request.source },
    wires: { ...wires, task: { ...wires!.task, source: 'observed' } },
    observed,
  };
};

/** The wire of Cisco's published APIs, or why the method does not have it. Throws BuildError. */
const withPublicWire = async (
  facts: MethodFacts,
  { id, version, publicHandlerFile: file }: MethodSource,
  node: NodeSource,
  root: string,
  files: Map<string, Buffer>,
): Promise<MethodFacts> => {
  const lacked = node.manifest.lacks?.public?.[id];
  if (file === undefined) return { ...facts, ...(lacked && { lacks: { public: lacked } }) };
  const handler = `${version}/${id}/handler.public.js`;
  const { code, definition } = await loadHandler(file, node.folder, root);
  files.set(handler, code);
  const described = describeWire(pathBelow(root, file), definition, handler, facts);
  return { ...facts, wires: { ...facts.wires!, public: described } };
};

/** The packages from npm of which a node's validators hold something. */
export const packagesInside = async ({ methods }: NodeSource, root: string): Promise<BundledPackage[]> => {
  const compiled = await Promise.all(methods.map((method) => compileValidators(method, root)));
  return packagesOf(
    compiled.flatMap(({ inputs }) => inputs),
    root,
  );
};

/** Builds the package of one node, in memory; what its evidence shows is for `observe` to add before. */
export const assemblePackage = async (node: NodeSource, pack: PackSource): Promise<Buffer> => {
  const { integration, id, name, version, vendor } = pack.manifest;
  const { manifest } = node;
  const files = new Map<string, Buffer>();
  files.set('auth.json', Buffer.from(`${JSON.stringify({ ...node.auth, $schema: undefined })}\n`));
  files.set('icon.svg', node.icon);
  for (const { name, bytes } of node.evidence) files.set(`evidence/${name}`, bytes);
  const versions: PackageManifest['versions'] = [];
  for (const listed of Object.keys(manifest.versions))
    if (!node.methods.some(({ version }) => version === listed))
      throw new BuildError(
        pathBelow(pack.root, `${node.folder}/manifest.json`),
        `/versions has ${listed}, but there is no folder with a method`,
        'Add the folder, or take the version out.',
      );
  for (const versionName of new Set(node.methods.map((method) => method.version))) {
    const facts = manifest.versions[versionName];
    if (!facts)
      throw new BuildError(
        pathBelow(pack.root, `${node.folder}/manifest.json`),
        `/versions has no ${versionName}, but there is a folder of that name`,
        'Add the version with its source and changes.',
      );
    const methods = node.methods.filter((method) => method.version === versionName);
    versions.push({
      version: versionName,
      ...facts,
      methods: await Promise.all(methods.map((method) => assembleMethod(method, node, pack.root, files))),
    });
  }
  return writePackage(
    {
      format: 2,
      pack: { id, name, version, vendor },
      node: {
        id: manifest.id,
        name: manifest.name,
        description: manifest.description,
        whenToUse: manifest.whenToUse,
        ...(manifest.whichVersion && { whichVersion: manifest.whichVersion }),
        category: manifest.category,
      },
      integration,
      auth: 'auth.json',
      icon: 'icon.svg',
      default: manifest.default,
      ...(manifest.lookups && { lookups: manifest.lookups }),
      versions,
    },
    files,
  );
};
