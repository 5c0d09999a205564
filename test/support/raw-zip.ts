import { crc32, deflateRawSync } from 'node:zlib';

/** An entry as it is written, without any of the care that a zip library takes. */
export interface RawEntry {
  /** Written as it is: `../x`, `/x`, `a\b` and NUL too. */
  name: string;
  content?: Buffer | string;
  /** Stored instead of deflated. */
  stored?: boolean;
  /** Unix mode, with the file's type; a regular file when left out. */
  mode?: number;
  /** General purpose bits beside "the name is UTF-8": 1 says encrypted. */
  flags?: number;
  /** The unpacked size that the headers claim; the real one when left out. */
  claimedSize?: number;
  /** Stands behind the content and counts as a part of it. */
  behind?: Buffer;
  /** Of MS-DOS: 16 says folder. */
  attributes?: number;
  /** An extra field that the directory alone has. */
  extra?: Buffer;
  /** Says the checksum and both sizes once more behind the content. */
  described?: boolean;
}

export const fileTypes = { regular: 0o100000, directory: 0o040000, link: 0o120000, pipe: 0o010000 };

const utf8Names = 0x0800;

interface Written {
  local: Buffer;
  central: Buffer;
}

const writeEntry = (entry: RawEntry, offset: number): Written => {
  const name = Buffer.from(entry.name, 'utf8');
  const content = Buffer.from(entry.content ?? '');
  const packed = entry.stored ? content : deflateRawSync(content);
  const data = Buffer.concat([packed, entry.behind ?? Buffer.alloc(0)]);
  const extra = entry.extra ?? Buffer.alloc(0);
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0); // version needed
  common.writeUInt16LE(utf8Names | (entry.flags ?? 0) | (entry.described ? 8 : 0), 2);
  common.writeUInt16LE(entry.stored ? 0 : 8, 4);
  common.writeUInt16LE(0x21, 8); // 1980-01-01
  common.writeUInt32LE(crc32(content), 10);
  common.writeUInt32LE(data.length, 14);
  common.writeUInt32LE(entry.claimedSize ?? content.length, 18);
  common.writeUInt16LE(name.length, 22);
  const place = Buffer.alloc(14);
  place.writeUInt32LE((((entry.mode ?? fileTypes.regular | 0o644) << 16) | (entry.attributes ?? 0)) >>> 0, 6);
  place.writeUInt32LE(offset, 10);
  const descriptor = entry.described
    ? Buffer.concat([Buffer.from('PK\x07\x08'), common.subarray(10, 22)])
    : Buffer.alloc(0);
  const inDirectory = Buffer.from(common);
  inDirectory.writeUInt16LE(extra.length, 24);
  return {
    local: Buffer.concat([Buffer.from('PK\x03\x04'), common, name, data, descriptor]),
    central: Buffer.concat([Buffer.from('PK\x01\x02\x14\x03', 'latin1'), inDirectory, place, name, extra]),
  };
};

const endRecord = (count: number, directorySize: number, directoryOffset: number) => {
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(directorySize, 12);
  end.writeUInt32LE(directoryOffset, 16);
  return end;
};

/** More than 65,535 entries: the true count stands in a record of its own, and the old one says "see there". */
const bigEndRecord = (count: number, directorySize: number, directoryOffset: number) => {
  const record = Buffer.alloc(56);
  record.write('PK\x06\x06', 'latin1');
  record.writeBigUInt64LE(44n, 4);
  record.writeUInt16LE(45, 12);
  record.writeUInt16LE(45, 14);
  record.writeBigUInt64LE(BigInt(count), 24);
  record.writeBigUInt64LE(BigInt(count), 32);
  record.writeBigUInt64LE(BigInt(directorySize), 40);
  record.writeBigUInt64LE(BigInt(directoryOffset), 48);
  const locator = Buffer.alloc(20);
  locator.write('PK\x06\x07', 'latin1');
  locator.writeBigUInt64LE(BigInt(directoryOffset + directorySize), 8);
  locator.writeUInt32LE(1, 16);
  return Buffer.concat([record, locator, endRecord(0xffff, 0xffffffff, 0xffffffff)]);
};

/** A zip whose headers say what they are told to say. */
export const rawZip = (entries: RawEntry[], { claimedCount = entries.length } = {}): Buffer => {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const { local, central } = writeEntry(entry, offset);
    locals.push(local);
    centrals.push(central);
    offset += local.length;
  }
  const directory = Buffer.concat(centrals);
  const end = claimedCount > 0xfffe ? bigEndRecord : endRecord;
  return Buffer.concat([...locals, directory, end(claimedCount, directory.length, offset)]);
};
