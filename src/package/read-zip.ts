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
const regularFile = 0o100000;
const fileType = 0o170000;
/** What MS-DOS calls a folder or the name of a disk. */
const dosFolder = 0x18;
/** What every unpacking program makes of a file that nobody runs. */
const plainRights = 0o644;

const checkEntry = (entry: Entry, seen: Map<string, string>, total: number) => {
  const path = entry.fileName;
  const at = (error: ReturnType<typeof packageError>, problem: string) =>
    error(`${JSON.stringify(path)}: ${problem}`);
  if (path.length > limits.pathLength) throw at(entryPath, `longer than ${limits.pathLength} characters`);
  if (
    !/^[A-Za-z0-9._-]+(\/[A-Za-z0-9._-]+)*$/.test(path) ||
    // A dot at the end is none on Windows.
    path.split('/').some((part) => part.endsWith('.'))
  )
    throw at(entryPath, 'not a plain path inside the package');
  const mode = entry.externalFileAttributes >>> 16;
  const isFolder = (entry.externalFileAttributes & dosFolder) !== 0;
  if (isFolder || (mode !== 0 && (mode & fileType) !== regularFile))
    throw at(entryType, 'not a regular file');
  if (mode !== 0 && (mode & ~fileType) !== plainRights)
    throw at(entryType, `its rights are ${(mode & ~fileType).toString(8)}, not ${plainRights.toString(8)}`);
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
const descriptor = 0x08074b50;
const descriptorBytes = 16;
/** Flag: checksum and sizes stand behind the content, in a descriptor. */
const isDescribed = 8;
/** Beside it: how hard it was packed, and that names are UTF-8. */
const plainFlags = isDescribed | 0x0806;

/** Who reads from the front ends with the deflated text; what stands behind it would be the next entry to them alone. */
const inflate = (packed: Buffer): Buffer => {
  const options = { maxOutputLength: limits.fileBytes, info: true };
  const { buffer, engine } = inflateRawSync(packed, options) as unknown as {
    buffer: Buffer;
    engine: { bytesWritten: number };
  };
  if (engine.bytesWritten !== packed.length) throw new Error('something stands behind its deflated content');
  return buffer;
};

const packedMethods = new Map<number, (packed: Buffer) => Buffer>([
  [0, (packed) => packed],
  [8, inflate],
]);

/** What some programs heed and others do not. */
const checkPlain = ({
  generalPurposeBitFlag: flags,
  compressionMethod,
  compressedSize,
  extraFieldLength,
}: Entry): void => {
  if (extraFieldLength > 0) throw new Error('it has an extra field, which not every program reads');
  if ((flags & ~plainFlags) !== 0) throw new Error('it has a flag that no package needs');
  // Who reads from the front would not know where it ends; an empty file, which archivers store so, ends where it begins.
  if ((flags & isDescribed) !== 0 && compressionMethod === 0 && compressedSize > 0)
    throw new Error('stored, its size behind it');
};

/** What is said twice must be said alike: other programs read the other place. */
const checkLocalHeader = (bytes: Buffer, entry: Entry): number => {
  const at = entry.relativeOffsetOfLocalHeader;
  const [word, long] = [
    (offset: number) => bytes.readUInt16LE(at + offset),
    (offset: number) => bytes.readUInt32LE(at + offset),
  ];
  if (long(0) !== localHeader) throw new Error('no local header where the directory says');
  const nameLength = word(26);
  const start = at + localHeaderBytes + nameLength + word(28);
  const name = bytes.toString('latin1', at + localHeaderBytes, at + localHeaderBytes + nameLength);
  const { crc32: crc, compressedSize, uncompressedSize } = entry;
  const said = [long(14), long(18), long(22)];
  const later = (entry.generalPurposeBitFlag & isDescribed) !== 0;
  const sizes = [crc, compressedSize, uncompressedSize];
  const agrees =
    name === entry.fileName &&
    word(6) === entry.generalPurposeBitFlag &&
    word(8) === entry.compressionMethod &&
    word(28) === 0 &&
    said.every((one, index) => one === sizes[index] || (later && one === 0));
  if (!agrees) throw new Error('its local header says something else than the directory');
  return start;
};

/** Where the entry ends, its descriptor included. */
const endOf = (bytes: Buffer, entry: Entry, start: number): number => {
  const end = start + entry.compressedSize;
  if ((entry.generalPurposeBitFlag & isDescribed) === 0) return end;
  const said = [0, 4, 8, 12].map((offset) => bytes.readUInt32LE(end + offset));
  const wanted = [descriptor, entry.crc32, entry.compressedSize, entry.uncompressedSize];
  if (said.some((one, index) => one !== wanted[index]))
    throw new Error('its descriptor says something else than the directory');
  return end + descriptorBytes;
};

/** What stands in the file for an entry, unpacked, and from where to where. In one step, as a stream for each costs more than the reading. */
const readEntry = (bytes: Buffer, entry: Entry): { content: Buffer; from: number; to: number } => {
  try {
    checkPlain(entry);
    const start = checkLocalHeader(bytes, entry);
    const to = endOf(bytes, entry, start);
    const unpack = packedMethods.get(entry.compressionMethod);
    if (!unpack) throw new Error('neither stored nor deflated');
    const content = unpack(bytes.subarray(start, start + entry.compressedSize));
    if (content.length !== entry.uncompressedSize) throw new Error('not as long as the directory says');
    if (crc32(content) !== entry.crc32) throw new Error('not the bytes that the directory says');
    return { content, from: entry.relativeOffsetOfLocalHeader, to };
  } catch (error) {
    throw notWhole(`${JSON.stringify(entry.fileName)}: `, error as Error);
  }
};

const centralEntryBytes = 46;
const endRecordBytes = 22;

/** Programs that read from the front find what the directory does not name: entries and directory must fill the file. */
const checkTiling = (places: { from: number; to: number }[], directoryStart: number) => {
  let end = 0;
  for (const { from, to } of places.sort((a, b) => a.from - b.from)) {
    if (from !== end)
      throw packageZip('not a whole zip file: something stands before or between its entries');
    end = to;
  }
  if (end !== directoryStart) throw packageZip('not a whole zip file: something stands behind its entries');
};

/** What is said to begin on another disk some programs do not unpack. */
const checkOneDisk = (bytes: Buffer, start: number, end: number): void => {
  const disks = [bytes.readUInt16LE(end + 4), bytes.readUInt16LE(end + 6)];
  let at = start;
  while (at < end) {
    disks.push(bytes.readUInt16LE(at + 34));
    const lengths = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset));
    at += lengths.reduce((sum, length) => sum + length, centralEntryBytes);
  }
  if (disks.some((disk) => disk !== 0)) throw packageZip('not a whole zip file: it names another disk');
};

/** Other programs may unpack what the end record does not count: the directory must be all that stands before it. */
const checkNothingHidden = (bytes: Buffer, directoryBytes: number): number => {
  const end = bytes.length - endRecordBytes;
  const size = bytes.readUInt32LE(end + 12);
  const start = bytes.readUInt32LE(end + 16);
  const [onThisDisk, inAll] = [8, 10].map((at) => bytes.readUInt16LE(end + at));
  if (size !== directoryBytes || start + size !== end || onThisDisk !== inAll)
    throw packageZip('not a whole zip file: it holds more than its directory counts');
  checkOneDisk(bytes, start, end);
  return start;
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
    const places: { from: number; to: number }[] = [];
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
          const { content, ...place } = readEntry(bytes, entry);
          files.set(entry.fileName, content);
          places.push(place);
          zip.readEntry();
        } catch (error) {
          reject(error);
        }
      });
      zip.readEntry();
    });
    checkTiling(places, checkNothingHidden(bytes, directoryBytes));
    return files;
  } catch (error) {
    if (error instanceof PackageError) throw error;
    throw notWhole('', error as Error);
  }
};
