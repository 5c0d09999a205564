import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { JsonSchema } from './inline-schema.js';
import { NamedTypes } from './named-types.js';
import type { NodeSource, PackSource } from './source-tree.js';

const banner = '/* Written by `npm run typegen` from the schemas beside it. Do not edit. */\n';

const nodeTypes = async (node: NodeSource) => {
  const types = new NamedTypes(
    (file) => /[\\/]v(\d+)\.(\d+)[\\/][^\\/]*$/.exec(file)?.slice(1).join('_') ?? '',
  );
  for (const [name, definition] of [
    ['Inputs', 'input'],
    ['Outputs', 'output'],
  ] as const) {
    const properties = Object.fromEntries(
      // With a keyword beside it that is no annotation, a reference stays without a name.
      node.methods.map(({ version, id, sameAs }) => [
        `${version}/${id}`,
        sameAs
          ? { tsType: `${name}['${sameAs}']` }
          : { $ref: `./${version}/${id}.schema.json#/$defs/${definition}`, type: 'object' },
      ]),
    );
    await types.declare(
      name,
      { type: 'object', properties, required: Object.keys(properties) },
      join(node.folder, 'manifest.json'),
    );
  }
  return `${banner}\n${types}`;
};

const schemaTypes = async (folder: string) => {
  const types = new NamedTypes((file) => (basename(file) === 'shared.schema.json' ? '' : typeName(file)));
  for (const file of (await readdir(folder)).sort()) {
    if (!file.endsWith('.schema.json') || /^(shared|method|fields)\./.test(file)) continue;
    const path = join(folder, file);
    await types.declare(typeName(path), JSON.parse(await readFile(path, 'utf8')) as JsonSchema, path);
  }
  return `${banner}\n${types}`;
};

/** The types of all nodes, as `invoke` is typed by them. */
const packTypes = (nodes: NodeSource[]) => {
  const named = nodes.map(({ folder, manifest }) => ({
    id: basename(folder),
    name: typeName(folder),
    manifest,
  }));
  return `${banner}
${named.map(({ id, name }) => `import type * as ${name} from './${id}/types.js';`).join('\n')}

/** By node id: the default version, and inputs and outputs by \`<version>/<method>\`. */
export interface NodeTypes {
${named.map(({ id, name, manifest }) => `  '${id}': { default: '${manifest.default}'; inputs: ${name}.Inputs; outputs: ${name}.Outputs };`).join('\n')}
}
`;
};

/** flow-cases.schema.json → FlowCases */
const typeName = (file: string) =>
  basename(file, '.schema.json').replace(/(^|-)([a-z])/g, (_match, _hyphen, letter: string) =>
    letter.toUpperCase(),
  );

/** The committed types as they should be: file (absolute) → text. */
export const generateTypes = async (pack: PackSource): Promise<Map<string, string>> => {
  const files = new Map<string, string>();
  files.set(join(pack.root, 'schemas', 'types.ts'), await schemaTypes(join(pack.root, 'schemas')));
  files.set(join(pack.root, 'nodes', 'types.ts'), packTypes(pack.nodes));
  for (const node of pack.nodes) files.set(join(node.folder, 'types.ts'), await nodeTypes(node));
  return files;
};
