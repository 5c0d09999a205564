import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BuiltPack } from '../../schemas/types.js';
import { builtPackageBytes } from '../../src/package/limits.js';
import type { NodePackage } from '../../src/package/node-package.js';
import { verifyPackage } from '../../src/package/verify.js';
import { assemblePackage } from './assemble.js';
import { BuildError } from './build-error.js';
import { checkInCleanRoom } from './clean-room.js';
import type { JsonSchema } from './inline-schema.js';
import { observe } from './observe.js';
import type { NodeSource, PackSource } from './source-tree.js';

const buildPackage = async (node: NodeSource, pack: PackSource, out: string): Promise<NodePackage> => {
  const zip = await assemblePackage(await observe(node, pack), pack);
  const file = `packages/${node.manifest.id}-${pack.manifest.version}.zip`;
  if (zip.length > builtPackageBytes)
    throw new BuildError(
      file,
      `${zip.length} bytes; the limit is ${builtPackageBytes}`,
      'Share definitions or shorten them.',
    );
  await writeFile(join(out, file), zip);
  return verifyPackage(zip, 'pack');
};

/** The meta-schemas as they are, and each method's input and output with references inlined, for editors. */
const writeSchemas = async (pack: PackSource, out: string) => {
  const folder = join(out, 'schemas');
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(join(pack.root, 'schemas')))
    if (name.endsWith('.schema.json'))
      await writeFile(join(folder, name), await readFile(join(pack.root, 'schemas', name)));
  for (const node of pack.nodes)
    for (const { version, id, schema } of node.methods)
      for (const [part, rules] of Object.entries(schema.$defs)) {
        const name = `${node.manifest.id}.${version}.${id}.${part}.schema.json`;
        const whole: JsonSchema = {
          $schema: 'https://json-schema.org/draft/2020-12/schema',
          title: schema.title,
          ...rules,
        };
        await writeFile(join(folder, name), `${JSON.stringify(whole, null, 2)}\n`);
      }
};

/** Builds every package, the pack's manifest and the schemas into `out`, an empty folder; checks the packages in a clean room. */
export const buildPack = async (pack: PackSource, out: string): Promise<NodePackage[]> => {
  await mkdir(join(out, 'packages'), { recursive: true });
  const packages = await Promise.all(pack.nodes.map((node) => buildPackage(node, pack, out)));
  const { id, name, version, vendor, integration } = pack.manifest;
  const built: BuiltPack = {
    id,
    name,
    version,
    vendor,
    integration,
    packages: packages.map((one) => ({
      node: one.node.id,
      file: `packages/${one.zipName}`,
      bytes: one.bytes,
      digest: one.digest,
    })),
  };
  await writeFile(join(out, 'manifest.json'), `${JSON.stringify(built, null, 2)}\n`);
  await writeSchemas(pack, out);
  await checkInCleanRoom(packages);
  return packages;
};
