import type { PackageManifest } from '../../schemas/types.js';
import { digestOf } from './digest.js';
import { writeZip } from './zip.js';

/** Code units, so that the order does not depend on the locale. */
const byPath = ([a]: [string, unknown], [b]: [string, unknown]) => (a < b ? -1 : a > b ? 1 : 0);

/**
 * Writes a package: the given files and a manifest.json that names them all with size and digest. The same input
 * gives the same bytes, whatever the time, time zone, locale or umask.
 */
export const writePackage = async (
  manifest: Omit<PackageManifest, 'files'>,
  files: Map<string, Buffer>,
): Promise<Buffer> => {
  const sorted = [...files].sort(byPath);
  const listed = sorted.map(([path, bytes]) => ({ path, bytes: bytes.length, sha256: digestOf(bytes) }));
  const complete: PackageManifest = { ...manifest, files: listed };
  return writeZip([['manifest.json', Buffer.from(`${JSON.stringify(complete)}\n`)], ...sorted]);
};
