import { buffer } from 'node:stream/consumers';
import { ZipArchive } from 'archiver';

/** The first day that a zip can hold. As text: a Date of another realm would be taken for none, and be now. */
const noDate = '1980-01-01T00:00:00Z';

/** Writes a zip of files in the order given. The same files give the same bytes, whatever the time, time zone, locale or umask. */
export const writeZip = async (entries: [name: string, bytes: Buffer][]): Promise<Buffer> => {
  const archive = new ZipArchive({ zlib: { level: 9 } });
  for (const [name, bytes] of entries) archive.append(bytes, { name, date: noDate, mode: 0o644 });
  // Read to the archive's own end: finalize settles when all was handed to it.
  const [zip] = await Promise.all([buffer(archive), archive.finalize()]);
  return zip;
};
