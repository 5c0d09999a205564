import { readFile, stat } from 'node:fs/promises';
import type { PackageManifest } from '../../schemas/types.js';
import { isAuthBinding, isPackageManifest, type Validator } from '../../schemas/validators.js';
import { digestOf } from './digest.js';
import { limits } from './limits.js';
import { NodePackage, type Origin } from './node-package.js';
import { PackageError } from './package-error.js';
import { readZip } from './read-zip.js';

/** The formats that this program reads. */
const newestFormat = 2;

const checkFormat = (value: unknown) => {
  const { format } = (value ?? {}) as { format?: unknown };
  if (Number.isInteger(format) && (format as number) > newestFormat)
    throw new PackageError(
      'package.newer',
      `manifest.json/format: ${format} was written by a newer program; this one reads up to ${newestFormat}`,
      'Install a newer wxcc-task-nodes.',
    );
};

const readJson = <Type>(files: Map<string, Buffer>, path: string, isValid: Validator<Type>): Type => {
  const bytes = files.get(path);
  if (!bytes) throw new PackageError('file.missing', `${path}: missing`);
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    throw new PackageError('file.json', `${path}: ${(error as Error).message}`);
  }
  if (path === 'manifest.json') checkFormat(value);
  if (isValid(value)) return value;
  const [first] = isValid.errors ?? [];
  throw new PackageError('file.schema', `${path}${first?.instancePath ?? ''}: ${first?.message}`);
};

const checkFiles = (manifest: PackageManifest, files: Map<string, Buffer>) => {
  const named = new Set(['manifest.json']);
  for (const { path, bytes, sha256 } of manifest.files) {
    const content = files.get(path);
    if (named.has(path)) throw new PackageError('manifest.duplicate', `${path}: named twice in the manifest`);
    if (!content)
      throw new PackageError('file.missing', `${path}: named in the manifest, not in the package`);
    if (content.length !== bytes || digestOf(content) !== sha256)
      throw new PackageError('file.digest', `${path}: not the file that the manifest names`);
    named.add(path);
  }
  for (const path of files.keys())
    if (!named.has(path))
      throw new PackageError('file.extra', `${path}: in the package, not named in the manifest`);
  const needed = [manifest.auth, manifest.icon, ...methodFiles(manifest)];
  for (const path of needed)
    if (!named.has(path)) throw new PackageError('file.missing', `${path}: needed, not in the package`);
};

const methodFiles = ({ versions }: PackageManifest) =>
  versions.flatMap(({ methods }) =>
    methods.flatMap(({ files, wires = {} }) => [
      ...Object.values(files),
      ...Object.values(wires).map(({ handler }) => handler),
    ]),
  );

const checkVersions = (manifest: PackageManifest) => {
  const versions = manifest.versions.map(({ version }) => version);
  if (new Set(versions).size !== versions.length)
    throw new PackageError('manifest.versions', 'manifest.json/versions: a version stands there twice');
  for (const { version, methods } of manifest.versions)
    if (new Set(methods.map(({ id }) => id)).size !== methods.length)
      throw new PackageError(
        'manifest.methods',
        `manifest.json/versions: a method stands twice in ${version}`,
      );
  if (!versions.includes(manifest.default))
    throw new PackageError(
      'manifest.default',
      `manifest.json/default: ${manifest.default} is not among the versions`,
    );
};

/** Reads and verifies a package. Executes nothing and writes nothing. Throws PackageError. */
export const verifyPackage = async (zip: Buffer, origin: Origin = 'file'): Promise<NodePackage> => {
  const files = await readZip(zip);
  const manifest = readJson(files, 'manifest.json', isPackageManifest);
  checkFiles(manifest, files);
  checkVersions(manifest);
  const auth = readJson(files, manifest.auth, isAuthBinding);
  return new NodePackage({ digest: digestOf(zip), bytes: zip.length, manifest, auth, files }, origin);
};

/** Reads a package file; a file that is missing, no file or far too large is refused like a broken one. */
export const readPackageFile = async (file: string): Promise<Buffer> => {
  const unreadable = (error: NodeJS.ErrnoException): never => {
    throw new PackageError(
      'package.unreadable',
      `${file}: ${error.code ?? error.message}`,
      'Check the path.',
    );
  };
  const info = await stat(file).catch(unreadable);
  if (!info.isFile()) throw new PackageError('package.unreadable', `${file}: not a file`, 'Check the path.');
  if (info.size > limits.zipBytes)
    throw new PackageError(
      'package.size',
      `${file}: ${info.size} bytes; a package has at most ${limits.zipBytes}`,
    );
  return readFile(file).catch(unreadable);
};
