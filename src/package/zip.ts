import { ZipArchive } from 'archiver';

/** 1980-01-01, the first day that a zip can hold. */
const noDate = new Date(Date.UTC(1980, 0, 1));

/** Writes a zip of files in the order given. The same files give the same bytes, whatever the time, time zone, locale or umask. */
export const writeZip = async (entries: [name: string, bytes: Buffer][]): Promise<Buffer> => {
  const archive = new ZipArchive({ zlib: { level: 9 } });
  const chunks: Buffer[] = [];
  archive.on('data', (chunk: Buffer) => chunks.push(chunk));
  for (const [name, bytes] of entries) archive.append(bytes, { name, date: noDate, mode: 0o644 });
  await archive.finalize();
  return Buffer.concat(chunks);
};
