import type { PackageManifest } from '../../schemas/types.js';
import type { PackageSet } from '../engine/package-set.js';
import { ConfigurationError } from '../node-kit/configuration-error.js';
import type { Schema } from '../node-kit/loaded-method.js';

type MethodFacts = PackageManifest['versions'][number]['methods'][number];

/** A node version with all that an export is written from. */
export interface NodeVersion {
  node: PackageManifest['node'];
  pack: PackageManifest['pack'];
  version: string;
  digest: string;
  icon: Buffer;
  methods: (MethodFacts & { input: Schema; output: Schema })[];
}

/** Reads a node version (the default one when left out) from the package that the engine would run. Throws ConfigurationError. */
export const readNodeVersion = async (
  packages: PackageSet,
  node: string,
  asked?: string,
): Promise<NodeVersion> => {
  const { verified } = await packages.find(node, asked);
  const { manifest, files, digest } = verified;
  const version = asked ?? manifest.default;
  const facts = manifest.versions.find((one) => one.version === version);
  if (!facts)
    throw new ConfigurationError(
      'version.unknown',
      `${node} has no version ${version}.`,
      'See wxcc-nodes list.',
    );
  const methods = facts.methods.map((method) => {
    const { input, output } = JSON.parse(files.get(method.files.schema)!.toString('utf8')).$defs as Record<
      'input' | 'output',
      Schema
    >;
    return { ...method, input, output };
  });
  return {
    node: manifest.node,
    pack: manifest.pack,
    version,
    digest,
    icon: files.get(manifest.icon)!,
    methods,
  };
};
