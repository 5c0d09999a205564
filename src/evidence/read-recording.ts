import type { RecordingLine } from '../../schemas/types.js';
import { isRecordingLine } from '../../schemas/validators.js';
import { readRegularFile, type UnreadableFile } from '../files/regular-file.js';
import { decodeText } from '../ground/decode-text.js';
import { rounded } from '../ground/exact-number.js';
import { jsonValue, maxJsonDepth } from '../ground/read-json.js';
import { toldError } from '../ground/told-error.js';
import { commasIn } from './commas-in.js';
import { format } from './recording.js';
import type { Shape } from './redaction.js';

const recordingUnreadable = toldError('caller', 'recording.unreadable', 'A recording cannot be read.');
const recordingNewer = toldError('caller', 'recording.newer', 'A recording was written by a newer program.');

/** A recording of a day of a busy service is far below. */
const maxBytes = 64 * 1024 * 1024;

/** Of such a recording of ordinary calls; each value that stands beside another takes many times its bytes in memory. */
const maxCommas = 4_000_000;

type Header = Extract<RecordingLine, { recording: unknown }>;

export interface ReadRecording extends Pick<Header, 'program' | 'day'> {
  /** Made one by one where they are looked at: what is too much ends it early. */
  exchanges: Iterable<Shape>;
  /** The number of the line from which on nothing could be read. */
  endsAt?: number;
}

/** A body may have as many levels as JSON of ours, the line has some more around it, and a text in the body some of its own. */
const maxLineDepth = maxJsonDepth + 30;

/** A line as it was written; none where it is cut or something else. */
const lineOf = (text: string): RecordingLine | undefined => {
  const value: unknown = rounded(jsonValue(text, maxLineDepth));
  return isRecordingLine(value) ? value : undefined;
};

const headerOf = (file: string, text: string): Header => {
  const line = lineOf(text);
  if (line && 'recording' in line) return line;
  const { recording } = (jsonValue(text) ?? {}) as { recording?: unknown };
  if (typeof recording === 'number' && recording > format)
    throw recordingNewer(
      `${file}: written by a newer version of wxcc-nodes (format ${recording}; this one knows ${format}).`,
      'Use that version. Nothing was changed.',
    );
  throw recordingUnreadable(
    `${file}: its first line is not the header of a recording.`,
    'Give a file that `wxcc-nodes invoke --record <file>` wrote.',
  );
};

const textOf = async (file: string): Promise<string> => {
  const bytes = await readRegularFile(file, maxBytes).catch(({ message }: UnreadableFile) => {
    throw recordingUnreadable(`${file}: ${message}.`, 'Check the path.');
  });
  try {
    return decodeText(bytes);
  } catch {
    // A text that is cut in the middle of a character is whole up to its last line.
    return bytes.toString('utf8');
  }
};

/** Reads a recording as far as its lines are whole: a program that is killed may leave half a line. Throws ToldError. */
export const readRecording = async (file: string): Promise<ReadRecording & { exchanges: Shape[] }> => {
  const text = await textOf(file);
  if (commasIn(text) > maxCommas)
    throw recordingUnreadable(`${file}: over ${maxCommas} values.`, 'Record for a shorter time.');
  const [first = '', ...texts] = text.split('\n');
  const { program, day } = headerOf(file, first);
  const exchanges: Shape[] = [];
  for (const [index, text] of texts.entries()) {
    // After the last line's end there is nothing.
    if (text === '' && index === texts.length - 1) break;
    const line = lineOf(text);
    if (!line || 'recording' in line) return { program, day, exchanges, endsAt: index + 2 };
    exchanges.push(line as Shape);
  }
  return { program, day, exchanges };
};
