import { crc32, inflateRawSync } from 'node:zlib';
import { type Entry, fromBuffer, type ZipFile } from 'yauzl';
import { limits } from './limits.js';
import { PackageError, packageError, packageSize } from './package-error.js';

const packageZip = packageError('package.zip', 'The file is not a whole zip file.');
const packageCount = packageError('package.count', 'The package has too many entries.');

const entryPath = packageError('entry.path', 'The path of an entry is not a plain path inside the package.');
const entryType = packageError('entry.type', 'An entry of the package is not a regular file.');
const entryEncrypted = packageError('entry.encrypted', 'An entry of the package is encrypted.');
const entryDuplicate = packageError('entry.duplicate', 'Two entries of the package collide.');
const entrySize = packageError('entry.size', 'An entry of the package is too large.');
const directory = 0o040000;
const regularFile = 0o100000;
const fileType = 0o170000;

const checkEntry = (entry: Entry, seen: Map<string, string>, total: number) => {
  const path = entry.fileName;
  const at = (error: ReturnType<typeof packageError>, problem: string) =>
    error(`${JSON.stringify(path)}: ${problem}`);
  if (path.length > limits.pathLength) throw at(entryPath, `longer than ${limits.pathLength} characters`);
  if (
    !/^[A-Za-z0-9._-]+(\/[A-Za-z0-9._-]+)*$/.test(path) ||
    path.split('/').some((part) => /^\.+$/.test(part))
  )
    throw at(entryPath, 'not a plain path inside the package');
  const type = (entry.externalFileAttributes >>> 16) & fileType;
  if (type === directory || (type !== 0 && type !== regularFile)) throw at(entryType, 'not a regular file');
  if (entry.isEncrypted()) throw at(entryEncrypted, 'encrypted');
  const folded = path.toLowerCase();
  const twin =
    seen.get(folded) ??
    [...seen.keys()].find((one) => one.startsWith(`${folded}/`) || folded.startsWith(`${one}/`));
  if (twin !== undefined) throw at(entryDuplicate, `collides with ${JSON.stringify(twin)}`);
  seen.set(folded, path);
  if (entry.uncompressedSize > limits.fileBytes)
    throw at(entrySize, `over ${limits.fileBytes} bytes unpacked`);
  if (total + entry.uncompressedSize > limits.totalBytes)
    throw at(packageSize, `with it the package is over ${limits.totalBytes} bytes unpacked`);
};

const open = (bytes: Buffer) =>
  new Promise<ZipFile>((resolve, reject) => {
    fromBuffer(bytes, { lazyEntries: true, strictFileNames: true, validateEntrySizes: true }, (error, zip) =>
      error ? reject(error) : resolve(zip),
    );
  });

const notWhole = (what: string, error: Error) => packageZip(`${what}not a whole zip file: ${error.message}`);

const localHeader = 0x04034b50;
const localHeaderBytes = 30;

/** What stands in the file for an entry, unpacked. In one step, as a stream for each costs more than the reading. */
const readEntry = (bytes: Buffer, entry: Entry): Buffer => {
  try {
    const at = entry.relativeOffsetOfLocalHeader;
    if (bytes.readUInt32LE(at) !== localHeader) throw new Error('no local header where the directory says');
    const start = at + localHeaderBytes + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28);
    const packed = bytes.subarray(start, start + entry.compressedSize);
    if (![0, 8].includes(entry.compressionMethod)) throw new Error('neither stored nor deflated');
    const content =
      entry.compressionMethod === 0 ? packed : inflateRawSync(packed, { maxOutputLength: limits.fileBytes });
    if (content.length !== entry.uncompressedSize) throw new Error('not as long as the directory says');
    if (crc32(content) !== entry.crc32) throw new Error('not the bytes that the directory says');
    return content;
  } catch (error) {
    throw notWhole(`${JSON.stringify(entry.fileName)}: `, error as Error);
  }
};

const centralEntryBytes = 46;
const endRecordBytes = 22;

/** Other programs may unpack what the end record does not count: the directory must be all that stands before it. */
const checkNothingHidden = (bytes: Buffer, directoryBytes: number) => {
  const end = bytes.length - endRecordBytes;
  const size = bytes.readUInt32LE(end + 12);
  const start = bytes.readUInt32LE(end + 16);
  if (size !== directoryBytes || start + size !== end)
    throw packageZip('not a whole zip file: it holds more than its directory counts');
};

/**
 * Reads a zip in memory, path → bytes, and refuses with a PackageError what a package never holds: paths that are not
 * plain, links, folders, duplicates (in any case), too many or too large files, broken structure. Writes nothing.
 */
export const readZip = async (bytes: Buffer): Promise<Map<string, Buffer>> => {
  if (bytes.length > limits.zipBytes)
    throw packageSize(`${bytes.length} bytes; a package has at most ${limits.zipBytes}`);
  try {
    const zip = await open(bytes);
    if (zip.entryCount > limits.files)
      throw packageCount(`${zip.entryCount} entries; a package has at most ${limits.files}`);
    const files = new Map<string, Buffer>();
    const seen = new Map<string, string>();
    let total = 0;
    let directoryBytes = 0;
    await new Promise<void>((resolve, reject) => {
      zip.on('error', reject);
      zip.on('end', resolve);
      zip.on('entry', (entry: Entry) => {
        try {
          checkEntry(entry, seen, total);
          total += entry.uncompressedSize;
          directoryBytes +=
            centralEntryBytes + entry.fileNameLength + entry.extraFieldLength + entry.fileCommentLength;
          files.set(entry.fileName, readEntry(bytes, entry));
          zip.readEntry();
        } catch (error) {
          reject(error);
        }
      });
      zip.readEntry();
    });
    checkNothingHidden(bytes, directoryBytes);
    return files;
  } catch (error) {
    if (error instanceof PackageError) throw error;
    throw notWhole('', error as Error);
  }
};
