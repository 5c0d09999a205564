import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AuthBinding, Evidence, NodeManifest, PackManifest } from '../../schemas/types.js';
import type { JudgedFact } from '../../src/evidence/report.js';
import type { ObservedFact } from '../../src/package/method.js';
import { compareVersions } from '../../src/package/version-order.js';
import { inlineSchema, type JsonSchema } from './inline-schema.js';

export { compareVersions };

/** The files of the pack as its authors wrote them. */
export interface PackSource {
  root: string;
  manifest: PackManifest;
  nodes: NodeSource[];
}

export interface NodeSource {
  folder: string;
  manifest: NodeManifest;
  auth: AuthBinding;
  icon: Buffer;
  methods: MethodSource[];
  evidence: EvidenceSource[];
  /** What some of the evidence confirms and some contradicts; see observe.ts. */
  disputed: JudgedFact[];
}

/** What calls of the node have shown: nodes/<node>/evidence/<day>.json. */
export interface EvidenceSource {
  /** `2026-11-20.json` */
  name: string;
  bytes: Buffer;
  content: Evidence;
}

export interface MethodSource {
  version: string;
  id: string;
  /** Absolute. */
  handlerFile: string;
  /** Absolute; of the wire of Cisco's published APIs, where the method has it. */
  publicHandlerFile?: string;
  /** Absolute; present where values move between the version before and this one. */
  upgradeFile?: string;
  /** References inlined; `$defs.input` and `$defs.output`. */
  schema: JsonSchema & { $defs: { input: JsonSchema; output: JsonSchema } };
  /** What the node's evidence confirms of the facts that the method assumes; see observe.ts. */
  observed?: ObservedFact[];
  /** The `<version>/<method>` whose contract this one repeats. */
  sameAs?: string;
}

const readJson = async <Type>(file: string): Promise<Type> => {
  const text = await readFile(file, 'utf8');
  try {
    return JSON.parse(text) as Type;
  } catch (error) {
    throw new Error(`${file}: ${(error as Error).message}`);
  }
};

const subfolders = async (folder: string) =>
  (await readdir(folder, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();

const readMethod = async (
  folder: string,
  version: string,
  id: string,
  files: string[],
): Promise<MethodSource> => {
  const schemaFile = join(folder, version, `${id}.schema.json`);
  const { $ref } = await readJson<{ $ref?: string }>(schemaFile);
  const sameAs = $ref?.match(/^\.\.\/(v[0-9.]+\/[a-z0-9-]+)\.schema\.json$/)?.[1];
  return {
    version,
    id,
    handlerFile: join(folder, version, `${id}.ts`),
    ...(files.includes(`${id}.public.ts`) && {
      publicHandlerFile: join(folder, version, `${id}.public.ts`),
    }),
    ...(files.includes(`${id}.upgrade.ts`) && { upgradeFile: join(folder, version, `${id}.upgrade.ts`) }),
    schema: (await inlineSchema(schemaFile)) as MethodSource['schema'],
    ...(sameAs && { sameAs }),
  };
};

/** The folder of a node that is no version. */
export const evidenceFolder = 'evidence';

const readEvidence = async (folder: string): Promise<EvidenceSource[]> => {
  const names = (await readdir(folder).catch((): string[] => [])).filter((name) => name.endsWith('.json'));
  return Promise.all(
    names.sort().map(async (name) => ({
      name,
      bytes: await readFile(join(folder, name)),
      content: await readJson<Evidence>(join(folder, name)),
    })),
  );
};

const readNode = async (folder: string): Promise<NodeSource> => {
  const methods: MethodSource[] = [];
  const versions = (await subfolders(folder)).filter((name) => name !== evidenceFolder);
  for (const version of versions.sort(compareVersions)) {
    const files = (await readdir(join(folder, version))).sort();
    for (const file of files.filter((name) => name.endsWith('.schema.json'))) {
      const id = file.slice(0, -'.schema.json'.length);
      methods.push(await readMethod(folder, version, id, files));
    }
  }
  return {
    folder,
    manifest: await readJson(join(folder, 'manifest.json')),
    auth: await readJson(join(folder, 'auth.json')),
    icon: await readFile(join(folder, 'icon.svg')),
    methods,
    evidence: await readEvidence(join(folder, evidenceFolder)),
    disputed: [],
  };
};

/** Reads the pack below `root`: every folder of nodes/ is a node, every v-folder a version, every schema file a method. `only` names the one node to be read. */
export const readPackSource = async (root: string, only?: string): Promise<PackSource> => {
  const nodes = join(root, 'nodes');
  const names = only === undefined ? await subfolders(nodes) : [only];
  return {
    root,
    manifest: await readJson(join(root, 'manifest.json')),
    nodes: await Promise.all(names.map((name) => readNode(join(nodes, name)))),
  };
};
