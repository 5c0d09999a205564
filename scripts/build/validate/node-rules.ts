import { isObject } from '../../../src/schema/schema.js';
import type { Draft } from './finding.js';
import type { NodeFolder } from './node-folder.js';
import { packManifest, type Tree } from './tree.js';

/** A node folder has what every node has. */
export const checkNodeFiles = ({ files }: Tree, { folder }: NodeFolder): Draft[] =>
  ['manifest.json', 'auth.json', 'icon.svg', 'types.ts']
    .filter((name) => !files.has(`${folder}/${name}`))
    .map((name) => ({
      file: `${folder}/${name}`,
      problem: 'missing',
      remedy:
        name === 'types.ts'
          ? 'Run npm run typegen.'
          : 'Create it; another node, or npm run new-node, shows how.',
    }));

/** The folder is named for the node. */
export const checkId = ({ id, manifest, manifestFile }: NodeFolder): Draft[] =>
  !manifest || manifest.id === id
    ? []
    : [
        {
          file: manifestFile,
          pointer: '/id',
          problem: `is ${JSON.stringify(manifest.id) ?? 'missing'}; the folder is called ${id}`,
          remedy: 'Give both the same name.',
        },
      ];

/** The node asks for an authorization of the pack's integration, or for none. */
export const checkAuthorization = ({ json }: Tree, { folder }: NodeFolder): Draft[] => {
  const file = `${folder}/auth.json`;
  const auth = json.get(file);
  const pack = json.get(packManifest);
  const integration = isObject(pack) && isObject(pack.integration) ? pack.integration.id : undefined;
  if (!isObject(auth) || auth.type === 'none' || auth.integration === integration) return [];
  return [
    {
      file,
      pointer: '/integration',
      problem: `is ${JSON.stringify(auth.integration) ?? 'missing'}; the pack's integration is ${JSON.stringify(integration) ?? 'unknown'}`,
      remedy: 'Name the integration of manifest.json, or set type to none.',
    },
  ];
};

/** A schema and a handler make a method. */
export const checkMethodFiles = ({ files }: Tree, { methods }: NodeFolder): Draft[] =>
  methods.flatMap(({ id, schemaFile, handlerFile }) => {
    const pair = [schemaFile, handlerFile];
    const present = pair.find((file) => files.has(file));
    if (!present)
      return [
        {
          file: schemaFile.replace(/\.schema\.json$/, ''),
          problem: 'is neither a schema nor a handler',
          remedy:
            'A version folder holds <method>.schema.json and <method>.ts; what they share lies above it.',
        },
      ];
    return pair
      .filter((file) => !files.has(file))
      .map((file) => ({
        file,
        problem: `missing; ${present} is there`,
        remedy: `Add it, or remove ${id}: a method has a schema and a handler.`,
      }));
  });

/** A method id belongs to one node: a connection's endpoints are named by it. */
export const checkMethodIds = (nodes: NodeFolder[]): Draft[] => {
  const owners = new Map<string, string>();
  return nodes.flatMap(({ methods }) =>
    methods.flatMap(({ id, node, schemaFile }) => {
      const owner = owners.get(id) ?? node;
      owners.set(id, owner);
      if (owner === node) return [];
      return [
        {
          file: schemaFile,
          problem: `the method id ${id} belongs to the node ${owner} already`,
          remedy: 'Choose another id: connections name endpoints by method id.',
        },
      ];
    }),
  );
};
