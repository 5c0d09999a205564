import { appendPointer } from '../../../src/ground/pointer.js';
import { isObject, type JsonObject } from '../../../src/schema/schema.js';
import { compareVersions, evidenceFolder } from '../source-tree.js';
import type { Draft } from './finding.js';
import type { NodeFolder } from './node-folder.js';

const versionPattern = /^v(0|[1-9][0-9]{0,5})\.(0|[1-9][0-9]{0,5})$/;

const versionsOf = ({ manifest }: NodeFolder): JsonObject =>
  isObject(manifest?.versions) ? manifest.versions : {};

const factsOf = (node: NodeFolder, version: string): JsonObject => {
  const facts = versionsOf(node)[version];
  return isObject(facts) ? facts : {};
};

const namesOf = (node: NodeFolder) =>
  Object.keys(versionsOf(node))
    .filter((name) => versionPattern.test(name))
    .sort(compareVersions);

/** Each version has a folder, each folder is a version. */
const checkFolders = (node: NodeFolder): Draft[] => {
  const { folder, manifestFile, folders } = node;
  const known = versionsOf(node);
  const strange = folders.map((name): Draft | undefined => {
    if (name === evidenceFolder) return undefined;
    if (!versionPattern.test(name))
      return {
        file: `${folder}/${name}`,
        problem: 'is no version',
        remedy:
          'Folders of a node are versions, such as v1.0, and evidence. Put shared code beside the manifest.',
      };
    if (!Object.hasOwn(known, name))
      return {
        file: manifestFile,
        pointer: '/versions',
        problem: `has no ${name}, but there is a folder of that name`,
        remedy: 'Add the version with recommended, source and changes, or remove the folder.',
      };
    return undefined;
  });
  const missing = namesOf(node)
    .filter((name) => !node.methods.some(({ version }) => version === name))
    .map((name) => ({
      file: manifestFile,
      pointer: appendPointer('/versions', name),
      problem: `there is no method in ${folder}/${name}`,
      remedy: 'Add schema and handler, or remove the version.',
    }));
  return [...strange.filter((finding) => finding !== undefined), ...missing];
};

/** Oldest first, v1.10 after v1.9. */
const checkOrder = (node: NodeFolder): Draft[] => {
  const names = namesOf(node);
  const written = Object.keys(versionsOf(node)).filter((name) => versionPattern.test(name));
  const at = written.findIndex((name, index) => name !== names[index]);
  if (at < 0) return [];
  return [
    {
      file: node.manifestFile,
      pointer: appendPointer('/versions', written[at]!),
      problem: `stands where ${names[at]} belongs`,
      remedy: 'List the versions oldest first; the numbers count, so v1.10 comes after v1.9.',
    },
  ];
};

/** The default is the newest recommended version; where none is recommended, any. */
const checkDefault = (node: NodeFolder): Draft[] => {
  const names = namesOf(node);
  const chosen = node.manifest?.default;
  const newest = names.findLast((name) => factsOf(node, name).recommended === true);
  const at = { file: node.manifestFile, pointer: '/default' };
  if (!names.some((name) => name === chosen))
    return [
      {
        ...at,
        problem: `${JSON.stringify(chosen) ?? 'nothing'} is not among the versions ${names.join(', ')}`,
        remedy: 'Name one of the versions.',
      },
    ];
  if (newest === undefined || newest === chosen) return [];
  return [
    {
      ...at,
      problem: `is ${String(chosen)}; the newest recommended version is ${newest}`,
      remedy: `Make ${newest} the default, or do not recommend it.`,
    },
  ];
};

/** The first version changes nothing, every later one something, be it unknown. */
const checkChanges = (node: NodeFolder): Draft[] =>
  namesOf(node).flatMap((name, index) => {
    const { changes } = factsOf(node, name);
    if (!Array.isArray(changes) || (index === 0) === (changes.length === 0)) return [];
    return [
      {
        file: node.manifestFile,
        pointer: `${appendPointer('/versions', name)}/changes`,
        problem: index === 0 ? 'the first version has changes' : 'says nothing',
        remedy:
          index === 0
            ? 'Leave them empty: there is no version before it.'
            : 'Say what changed, with its source; "unknown" where nobody documents it.',
      },
    ];
  });

/** A deprecated version is replaced by another one of the node. */
const checkReplacements = (node: NodeFolder): Draft[] =>
  namesOf(node).flatMap((name) => {
    const { deprecation } = factsOf(node, name);
    if (!isObject(deprecation)) return [];
    if (deprecation.replacement !== name && namesOf(node).some((other) => other === deprecation.replacement))
      return [];
    return [
      {
        file: node.manifestFile,
        pointer: `${appendPointer('/versions', name)}/deprecation/replacement`,
        problem: `${JSON.stringify(deprecation.replacement) ?? 'nothing'} is not another version of the node`,
        remedy: 'Name the version that replaces this one.',
      },
    ];
  });

export const checkVersions = (node: NodeFolder): Draft[] =>
  node.manifest
    ? [checkFolders, checkOrder, checkDefault, checkChanges, checkReplacements].flatMap((check) =>
        check(node),
      )
    : [];
