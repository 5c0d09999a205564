import { ZipArchive } from 'archiver';
import type { PackageManifest } from '../../schemas/types.js';
import { digestOf } from './digest.js';

/** 1980-01-01, the first day that a zip can hold. */
const noDate = new Date(Date.UTC(1980, 0, 1));

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
  const archive = new ZipArchive({ zlib: { level: 9 } });
  const chunks: Buffer[] = [];
  archive.on('data', (chunk: Buffer) => chunks.push(chunk));
  const entries: [string, Buffer][] = [
    ['manifest.json', Buffer.from(`${JSON.stringify(complete)}\n`)],
    ...sorted,
  ];
  for (const [name, bytes] of entries) archive.append(bytes, { name, date: noDate, mode: 0o644 });
  await archive.finalize();
  return Buffer.concat(chunks);
};
