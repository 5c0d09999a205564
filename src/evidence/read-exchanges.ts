import type { KnownWords } from './known-words.js';
import { type ReadHar, readHar } from './read-har.js';
import { type ReadRecording, readRecording } from './read-recording.js';

/** What a file holds of exchanges: a recording of ours, or an HTTP archive by its name. Throws ToldError. */
export const readExchanges = async (
  file: string,
  words: KnownWords,
): Promise<ReadRecording & Partial<ReadHar>> =>
  /\.har$/i.test(file) ? readHar(file, words) : readRecording(file);
