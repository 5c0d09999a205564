import type { PackageManifest } from '../../schemas/types.js';
import type { PackageSet } from '../package/package-set.js';
import type { VerifiedPackage } from '../package/verify.js';
import type { Schema } from '../schema/schema.js';

type MethodFacts = PackageManifest['versions'][number]['methods'][number];

/** A node version with all that an export is written from. Shared by all who ask for it: not to be changed. */
export interface NodeVersion {
  node: PackageManifest['node'];
  pack: PackageManifest['pack'];
  version: string;
  digest: string;
  icon: Buffer;
  methods: (MethodFacts & { input: Schema; output: Schema })[];
}

const readMethod = ({ files }: VerifiedPackage, method: MethodFacts): NodeVersion['methods'][number] => {
  const { $defs } = JSON.parse(files.get(method.files.schema)!.toString('utf8')) as {
    $defs: { input: Schema; output: Schema };
  };
  return { ...method, input: $defs.input, output: $defs.output };
};

const read = (verified: VerifiedPackage, version: string): NodeVersion => {
  const { manifest, files, digest } = verified;
  const { methods } = manifest.versions.find((one) => one.version === version)!;
  return {
    node: manifest.node,
    pack: manifest.pack,
    version,
    digest,
    icon: files.get(manifest.icon)!,
    methods: methods.map((method) => readMethod(verified, method)),
  };
};

/** The service asks at every form and every SOAP call, and a verified package stays as it is. */
const known = new WeakMap<VerifiedPackage, Map<string, NodeVersion>>();

/** Reads a node version (the default one when left out) from the package that the engine would run. Throws ConfigurationError. */
export const readNodeVersion = async (
  packages: PackageSet,
  node: string,
  asked?: string,
): Promise<NodeVersion> => {
  const { verified } = await packages.find(node, asked);
  const version = asked ?? verified.manifest.default;
  const versions = known.get(verified) ?? new Map<string, NodeVersion>();
  known.set(verified, versions);
  const found = versions.get(version) ?? read(verified, version);
  versions.set(version, found);
  return found;
};
