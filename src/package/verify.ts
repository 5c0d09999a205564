import type { PackageManifest } from '../../schemas/types.js';
import { isAuthBinding, isPackageManifest, type Validator } from '../../schemas/validators.js';
import { readRegularFile, type UnreadableFile } from '../files/regular-file.js';
import { decodeText } from '../ground/decode-text.js';
import { rounded } from '../ground/exact-number.js';
import { shownPointer } from '../ground/json-limits.js';
import { readJson } from '../ground/read-json.js';
import { digestOf } from './digest.js';
import { limits } from './limits.js';
import { NodePackage, type Origin } from './node-package.js';
import { packageError, packageSize } from './package-error.js';
import { readZip } from './read-zip.js';

const packageNewer = packageError('package.newer', 'The package was built for a newer program.');
const fileMissing = packageError('file.missing', 'The package lacks a file.');
const fileJson = packageError('file.json', 'A file of the package is not JSON, or holds a key twice.');
const fileSchema = packageError('file.schema', 'A file of the package does not fit its schema.');
const manifestDuplicate = packageError('manifest.duplicate', "The package's manifest names a file twice.");
const fileDigest = packageError(
  'file.digest',
  'A file of the package is not the one that its manifest names.',
);
const fileExtra = packageError('file.extra', 'The package holds a file that its manifest does not name.');
const manifestVersions = packageError('manifest.versions', "The package's manifest has a version twice.");
const manifestMethods = packageError('manifest.methods', "The package's manifest has a method twice.");
const manifestDefault = packageError(
  'manifest.default',
  "The default version is not among the package's versions.",
);
const packageUnreadable = packageError('package.unreadable', 'The package file cannot be read.');

/** The formats that this program reads. */
const newestFormat = 2;

const checkFormat = (value: unknown) => {
  const { format } = (value ?? {}) as { format?: unknown };
  if (Number.isInteger(format) && (format as number) > newestFormat)
    throw packageNewer(
      `manifest.json/format: ${format} was written by a newer program; this one reads up to ${newestFormat}`,
      'Install a newer wxcc-task-nodes.',
    );
};

/**
 * What JSON.stringify would write the same, as it wrote all that our build makes, holds no key twice: Node.js reads it, many
 * times faster than we do. Undefined for anything else.
 */
const rewritable = (text: string): unknown => {
  if (text.includes('__proto__')) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return JSON.stringify(value) === text.trimEnd() ? value : undefined;
  } catch {
    return undefined;
  }
};

/** Read as every door reads JSON: of a key that stands twice, two programs would take two values. */
const jsonOf = (path: string, bytes: Buffer): unknown => {
  let text: string;
  try {
    text = decodeText(bytes);
  } catch {
    throw fileJson(`${path}: is not UTF-8`);
  }
  const asBuilt = rewritable(text);
  if (asBuilt !== undefined) return asBuilt;
  const read = readJson(text);
  if ('value' in read) return rounded(read.value);
  const [{ rule, message, pointer }] = read.problems;
  const told = `${path}${shownPointer(pointer)}: ${message}`;
  throw rule === 'forbidden-key' ? fileSchema(told) : fileJson(told);
};

const validJson = <Type>(files: Map<string, Buffer>, path: string, isValid: Validator<Type>): Type => {
  const bytes = files.get(path);
  if (!bytes) throw fileMissing(`${path}: missing`);
  const value = jsonOf(path, bytes);
  if (path === 'manifest.json') checkFormat(value);
  if (isValid(value)) return value;
  const [first] = isValid.errors ?? [];
  throw fileSchema(`${path}${first?.instancePath ?? ''}: ${first?.message}`);
};

const checkFiles = (manifest: PackageManifest, files: Map<string, Buffer>) => {
  const named = new Set(['manifest.json']);
  for (const { path, bytes, sha256 } of manifest.files) {
    const content = files.get(path);
    if (named.has(path)) throw manifestDuplicate(`${path}: named twice in the manifest`);
    if (!content) throw fileMissing(`${path}: named in the manifest, not in the package`);
    if (content.length !== bytes || digestOf(content) !== sha256)
      throw fileDigest(`${path}: not the file that the manifest names`);
    named.add(path);
  }
  for (const path of files.keys())
    if (!named.has(path)) throw fileExtra(`${path}: in the package, not named in the manifest`);
  const needed = [manifest.auth, manifest.icon, ...methodFiles(manifest)];
  for (const path of needed) if (!named.has(path)) throw fileMissing(`${path}: needed, not in the package`);
};

const methodFiles = ({ versions }: PackageManifest) =>
  versions.flatMap(({ methods }) =>
    methods.flatMap(({ files, wires = {} }) => [
      ...Object.values(files),
      ...Object.values(wires).flatMap((wire) => wire?.handler ?? []),
    ]),
  );

const checkVersions = (manifest: PackageManifest) => {
  const versions = manifest.versions.map(({ version }) => version);
  if (new Set(versions).size !== versions.length)
    throw manifestVersions('manifest.json/versions: a version stands there twice');
  for (const { version, methods } of manifest.versions)
    if (new Set(methods.map(({ id }) => id)).size !== methods.length)
      throw manifestMethods(`manifest.json/versions: a method stands twice in ${version}`);
  if (!versions.includes(manifest.default))
    throw manifestDefault(`manifest.json/default: ${manifest.default} is not among the versions`);
};

/** Reads and verifies a package. Executes nothing and writes nothing. Throws PackageError. */
export const verifyPackage = async (zip: Buffer, origin: Origin = 'file'): Promise<NodePackage> => {
  const files = await readZip(zip);
  const manifest = validJson(files, 'manifest.json', isPackageManifest);
  checkFiles(manifest, files);
  checkVersions(manifest);
  const auth = validJson(files, manifest.auth, isAuthBinding);
  return new NodePackage({ digest: digestOf(zip), bytes: zip.length, manifest, auth, files }, origin);
};

/** Reads a package file; a file that is missing, no file or far too large is refused like a broken one. */
export const readPackageFile = (file: string): Promise<Buffer> =>
  readRegularFile(file, limits.zipBytes).catch(({ code, message }: UnreadableFile) => {
    if (code === 'too-large') throw packageSize(`${file}: ${message}; no package has as many`);
    throw packageUnreadable(`${file}: ${message}`, 'Check the path.');
  });
