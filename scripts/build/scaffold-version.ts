import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { NodeManifest } from '../../schemas/types.js';
import { toldError } from '../../src/ground/told-error.js';
import { addMember } from './add-member.js';
import { jsonFile } from './json-file.js';
import { methodIds, nodeIds, versionFolders } from './scaffold-tree.js';
import { compareVersions } from './source-tree.js';
import { toBeWritten } from './to-be-written.js';
import { writeTypes } from './write-types.js';

const treeNode = toldError('caller', 'tree.node', 'The pack has no node of that name.');
const treeManifest = toldError(
  'caller',
  'tree.manifest',
  'The manifest of a node has no versions to add to.',
);
const versionExists = toldError('caller', 'version.exists', 'The node has that version already.');
const versionOrder = toldError('caller', 'version.order', 'The version is not above the highest one.');
const versionForm = toldError('caller', 'version.form', 'The text is not a version.');

const predecessorOf = async (root: string, node: string, version: string): Promise<string> => {
  const known = await nodeIds(root);
  if (!known.includes(node)) throw treeNode(`There is no node ${node}.`, `Known nodes: ${known.join(', ')}.`);
  if (!/^v(0|[1-9][0-9]{0,5})\.(0|[1-9][0-9]{0,5})$/.test(version))
    throw versionForm(`"${version}" is no version.`, 'Write v<major>.<minor>, for example v1.4.');
  const versions = (await versionFolders(root, node)).sort(compareVersions);
  const highest = versions.at(-1);
  const order = `Versions are made in order, so that none changes what a later one repeats; ${node} has ${versions.join(', ')}.`;
  if (versions.includes(version)) throw versionExists(`${node} has ${version} already.`, order);
  if (highest === undefined || compareVersions(version, highest) <= 0)
    throw versionOrder(`${version} is not above ${highest ?? 'any version'}, the highest of ${node}.`, order);
  return highest;
};

const schemaOf = async (root: string, node: string, predecessor: string, version: string, id: string) => {
  const file = join(root, 'nodes', node, predecessor, `${id}.schema.json`);
  const { title } = JSON.parse(await readFile(file, 'utf8')) as { title: string };
  return {
    $schema: '../../../schemas/method.schema.json',
    title: title.endsWith(predecessor)
      ? `${title.slice(0, -predecessor.length)}${version}`
      : `${title} ${version}`,
    $ref: `../${predecessor}/${id}.schema.json`,
  };
};

/** What is known of a version that nobody has described yet. */
const unknownFacts: NodeManifest['versions'][string] = {
  recommended: false,
  source: 'assumed',
  changes: [{ text: toBeWritten('what changed'), source: 'assumed' }],
};

/** The manifest's text with the version; the rest of it is nobody's business here. */
const withVersion = async (root: string, file: string, version: string): Promise<string> => {
  const text = await readFile(join(root, file), 'utf8').catch(() => '');
  const added = addMember(text, ['versions'], version, unknownFacts);
  if (added === undefined)
    throw treeManifest(
      `${file} names no versions that ${version} could follow.`,
      'Correct it first; npm run validate says what is wrong with it.',
    );
  return added;
};

export interface NewVersion {
  /** Whose contract it repeats. */
  predecessor: string;
  /** Made or changed, relative to the root. */
  files: string[];
}

/**
 * Makes a version of a node, above its highest, that repeats the contract of the one before. Of what is there, the
 * manifest gets a member and nothing else changes. Throws ToldError, before anything is written, when it cannot be made.
 */
export const scaffoldVersion = async (root: string, node: string, version: string): Promise<NewVersion> => {
  const predecessor = await predecessorOf(root, node, version);
  const folder = join('nodes', node, version);
  const files: [string, string][] = [];
  for (const id of await methodIds(root, node, predecessor))
    files.push(
      [join(folder, `${id}.schema.json`), jsonFile(await schemaOf(root, node, predecessor, version, id))],
      [join(folder, `${id}.ts`), `export { default } from '../${predecessor}/${id}.js';\n`],
    );
  const manifest = join('nodes', node, 'manifest.json');
  files.push([manifest, await withVersion(root, manifest, version)]);
  await mkdir(join(root, folder));
  for (const [path, text] of files) await writeFile(join(root, path), text);
  const types = await writeTypes(root, { write: true });
  return { predecessor, files: [...files.map(([path]) => path), ...types] };
};
