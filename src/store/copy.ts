import { createHash } from 'node:crypto';
import { toldError } from '../ground/told-error.js';

const copyTarget = toldError('operator', 'copy.target', 'What is to be copied into is not empty.');
const copyInUse = toldError('operator', 'copy.in-use', 'What is copied changed meanwhile.');
const copyDiffers = toldError('platform', 'copy.differs', 'A record is not the same after it was copied.');
const copyRecord = toldError('operator', 'copy.record', 'A record cannot be copied.');

/** One thing that a store keeps, as it is. */
export interface StoreRecord {
  /** What and which: `keys`, `connection/live`, `package/sha256:…`, `call/<64 digits>`. */
  name: string;
  content: Buffer;
  /** Of a kept call: whose share it takes, empty when that is not known. */
  owner?: string;
  /** Of a kept call, milliseconds since 1970. */
  keptAt?: number;
}

export interface Filling {
  put(record: StoreRecord): Promise<void>;
  /** What has been put, as it is found again. */
  records(): AsyncIterable<StoreRecord>;
}

/** A store as a whole. */
export interface Archive {
  /** For messages. */
  readonly place: string;
  /** Gives all records as they are at one moment; rejects when they were not. */
  read(work: (records: AsyncIterable<StoreRecord>) => Promise<void>): Promise<void>;
  /** Lets records be put into what is empty; none of them is there when `work` rejects. */
  fill(work: (filling: Filling) => Promise<void>): Promise<void>;
}

/** By which two records are the same. */
export const sumOf = ({ name, content, owner = '', keptAt = 0 }: StoreRecord): string =>
  createHash('sha256')
    .update(JSON.stringify([name, owner, keptAt]))
    .update(content)
    .digest('base64');

export const notEmpty = (place: string) =>
  copyTarget(`${place} is not empty; nothing was copied.`, 'Copy into a new database, or a new home folder.');

export const inUse = (place: string) =>
  copyInUse(
    `${place} changed while it was copied; nothing was copied.`,
    'Stop the services that use it, and copy again.',
  );

export const unfit = (place: string, problem: string) =>
  copyRecord(`${place} ${problem}; nothing was copied.`, 'Correct or remove it, and copy again.');

/** The text of a record that must be one. Throws ToldError. */
export const textOf = (content: Buffer, place: string): string => {
  const text = content.toString('utf8');
  if (Buffer.from(text).equals(content) && !text.includes('\0')) return text;
  throw unfit(place, 'is no text in UTF-8');
};

/** Copies all records and reads each again. Gives how many there were of each kind. Throws ToldError. */
export const copyStore = async (from: Archive, to: Archive): Promise<Record<string, number>> => {
  const counts: Record<string, number> = {};
  await to.fill(async ({ put, records }) => {
    const sums = new Map<string, string>();
    await from.read(async (all) => {
      for await (const record of all) {
        await put(record);
        sums.set(record.name, sumOf(record));
        const [kind = ''] = record.name.split('/');
        counts[kind] = (counts[kind] ?? 0) + 1;
      }
      for await (const record of records()) {
        if (sums.get(record.name) !== sumOf(record)) throw differs(to.place, record.name);
        sums.delete(record.name);
      }
      for (const name of sums.keys()) throw differs(to.place, name);
    });
  });
  return counts;
};

const differs = (place: string, name: string) =>
  copyDiffers(
    `${name} is not the same in ${place} as where it came from; nothing was copied.`,
    'Copy again; when it stays so, check the disks.',
  );
