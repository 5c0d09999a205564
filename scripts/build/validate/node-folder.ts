import { isObject, type JsonObject } from '../../../src/schema/schema.js';
import { evidenceFolder } from '../source-tree.js';
import type { Tree } from './tree.js';

/** A method as the files of a version folder name it; a part may be missing. */
export interface MethodFiles {
  node: string;
  version: string;
  id: string;
  schemaFile: string;
  handlerFile: string;
}

export interface NodeFolder {
  id: string;
  /** nodes/<id> */
  folder: string;
  manifest: JsonObject | undefined;
  manifestFile: string;
  /** Names of the folders in it, whatever they are. */
  folders: string[];
  methods: MethodFiles[];
}

const methodsOf = (tree: Tree, node: string, version: string): MethodFiles[] => {
  const folder = `nodes/${node}/${version}`;
  const ids = new Set<string>();
  for (const file of tree.files.keys()) {
    if (!file.startsWith(`${folder}/`)) continue;
    ids.add(file.slice(folder.length + 1).replace(/(\.schema\.json|\.upgrade\.ts|\.public\.ts|\.ts)$/, ''));
  }
  return [...ids].sort().map((id) => ({
    node,
    version,
    id,
    schemaFile: `${folder}/${id}.schema.json`,
    handlerFile: `${folder}/${id}.ts`,
  }));
};

/** The node folders, by id. */
export const nodeFolders = (tree: Tree): NodeFolder[] =>
  tree.folders
    .filter((path) => /^nodes\/[^/]+$/.test(path))
    .map((folder) => {
      const id = folder.slice('nodes/'.length);
      const manifestFile = `${folder}/manifest.json`;
      const manifest = tree.json.get(manifestFile);
      const folders = tree.folders
        .filter((path) => path.startsWith(`${folder}/`))
        .map((path) => path.slice(folder.length + 1));
      return {
        id,
        folder,
        manifest: isObject(manifest) ? manifest : undefined,
        manifestFile,
        folders,
        methods: folders
          .filter((name) => name !== evidenceFolder)
          .flatMap((version) => methodsOf(tree, id, version)),
      };
    });
