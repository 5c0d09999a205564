import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toldError } from '../ground/told-error.js';

const homeNewer = toldError('operator', 'home.newer', 'The home folder was changed by a newer program.');

/** The one that this program knows: a home without home.json. */
const knownFormat = 1;

/**
 * A program that changes what a home holds writes home.json: `format`, and as `needs` the version of wxcc-nodes that
 * the home needs from then on. Throws ToldError where that is not this one; a damaged home.json says nothing.
 */
export const refuseNewerHome = async (home: string): Promise<void> => {
  const file = join(home, 'home.json');
  const text = await readFile(file, 'utf8').catch(() => '{}');
  const { format, needs } = readMarker(text);
  if (typeof format !== 'number' || format <= knownFormat) return;
  const isVersion = typeof needs === 'string' && /^\d+\.\d+\.\d+$/.test(needs);
  throw homeNewer(
    `${file}: the home has format ${format}; this version of wxcc-nodes knows ${knownFormat}.`,
    `Use wxcc-nodes ${isVersion ? `${needs} or later` : 'in the version that changed it'}. Nothing was changed.`,
  );
};

const readMarker = (text: string): { format?: unknown; needs?: unknown } => {
  try {
    return (JSON.parse(text) as object | null) ?? {};
  } catch {
    return {};
  }
};
