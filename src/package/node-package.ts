import type { AuthBinding, PackageManifest, Result } from '../../schemas/types.js';
import { knownRemedy } from '../ground/nearest.js';
import { toldError } from '../ground/told-error.js';
import { Method } from './method.js';

const methodMissing = toldError(
  'caller',
  'method.missing',
  'The node version has several methods, and none was named.',
);
const methodUnknown = toldError('caller', 'method.unknown', 'The node version has no method of that name.');

export type VersionFacts = PackageManifest['versions'][number];

/** One version of a node, in the package that answers for it. */
export class NodeVersion {
  /** By id, as the manifest has them. */
  readonly methods: readonly Method[];

  readonly package: NodePackage;

  constructor(
    from: NodePackage,
    /** As the manifest has them. */
    readonly facts: VersionFacts,
  ) {
    this.package = from;
    const place = {
      node: from.node.id,
      version: facts.version,
      zip: from.zipName,
      digest: from.digest,
      isBuiltIn: from.origin === 'pack',
      files: from.files,
    };
    this.methods = facts.methods.map((method) => new Method(place, method));
  }

  get node(): PackageManifest['node'] {
    return this.package.node;
  }

  /** `v1.3` */
  get version(): string {
    return this.facts.version;
  }

  get pack(): PackageManifest['pack'] {
    return this.package.pack;
  }

  get isDefault(): boolean {
    return this.version === this.package.manifest.default;
  }

  findMethod(id: string): Method | undefined {
    return this.methods.find((method) => method.id === id);
  }

  /** A method; the only one when none is asked for. Throws ToldError that lists the known ones. */
  method(id?: string): Method {
    const [only] = this.methods;
    const found = id === undefined ? this.methods.length === 1 && only : this.findMethod(id);
    if (found) return found;
    const known = knownRemedy(
      'methods',
      this.methods.map((method) => method.id),
      { ...(id !== undefined && { name: id }), none: 'It has none.' },
    );
    const at = `${this.node.id} ${this.version}`;
    if (id === undefined) throw methodMissing(`${at} has several methods; name one.`, known);
    throw methodUnknown(`${at} has no method ${JSON.stringify(id)}.`, known);
  }
}

/** Where a package was taken from. */
export type Origin = Result['package']['origin'];

interface Contents {
  /** Of the zip. */
  digest: string;
  /** Of the zip. */
  bytes: number;
  manifest: PackageManifest;
  auth: AuthBinding;
  files: ReadonlyMap<string, Buffer>;
}

/** The package of a node, whole: every file is the one that its manifest names. Whole does not mean trustworthy. */
export class NodePackage {
  readonly digest: string;
  readonly bytes: number;
  readonly manifest: PackageManifest;
  readonly auth: AuthBinding;
  readonly files: ReadonlyMap<string, Buffer>;
  /** As the manifest has them, oldest first. */
  readonly versions: readonly NodeVersion[];

  constructor(
    contents: Contents,
    readonly origin: Origin,
  ) {
    this.digest = contents.digest;
    this.bytes = contents.bytes;
    this.manifest = contents.manifest;
    this.auth = contents.auth;
    this.files = contents.files;
    this.versions = contents.manifest.versions.map((facts) => new NodeVersion(this, facts));
  }

  get node(): PackageManifest['node'] {
    return this.manifest.node;
  }

  get pack(): PackageManifest['pack'] {
    return this.manifest.pack;
  }

  get icon(): Buffer {
    return this.files.get(this.manifest.icon)!;
  }

  /** What the build calls its file. */
  get zipName(): string {
    return `${this.node.id}-${this.pack.version}.zip`;
  }

  get defaultVersion(): NodeVersion {
    return this.version(this.manifest.default)!;
  }

  /** The default version when none is asked for. */
  version(name?: string): NodeVersion | undefined {
    return name === undefined ? this.defaultVersion : this.versions.find(({ version }) => version === name);
  }

  /** As a Result names it. */
  get identity(): Result['package'] {
    const { node, pack, digest, origin } = this;
    return { name: node.id, version: pack.version, digest, origin };
  }
}
