import { createHash } from 'node:crypto';
import type { BuildSheet } from '../../schemas/types.js';
import { ToldError } from '../ground/told-error.js';
import type { Packages } from '../package/package-set.js';
import type { ExportStore, RecordedExport } from '../store/stores.js';
import { buildSheetOf, type SheetOptions } from './build-sheet.js';
import { exportFiles } from './export-files.js';

/** Over names and bytes, each with its length: no two exports read the same. */
const digestOf = (files: ReadonlyMap<string, Buffer>): string => {
  const hash = createHash('sha256');
  for (const [path, bytes] of files) hash.update(`${path.length} ${path} ${bytes.length} `).update(bytes);
  return `sha256:${hash.digest('hex')}`;
};

/** Notes an export in the place of an earlier one of the same node version. `now` in milliseconds. Throws ToldError. */
export const recordExport = async (
  store: ExportStore,
  { node, create }: Pick<BuildSheet, 'node' | 'create'>,
  {
    files,
    options: { serviceUrl, keyName, body, deadlineMs },
    now,
  }: { files: ReadonlyMap<string, Buffer>; options: SheetOptions; now: number },
): Promise<RecordedExport> => {
  const added: RecordedExport = {
    node: node.id,
    version: node.version,
    nodeName: create.nodeName,
    digest: digestOf(files),
    options: { serviceUrl, keyName, body, deadlineMs },
    at: new Date(now).toISOString(),
  };
  await store.change((exports) => [
    ...exports.filter((one) => one.node !== node.id || one.version !== node.version),
    added,
  ]);
  return added;
};

/** A recorded export that would not be the same now: what is typed into the tenant is older than the catalog. */
export interface OutdatedExport {
  node: string;
  version: string;
  /** When it was recorded. */
  at: string;
  recorded: string;
  /** The digest of what would be exported now; null when the node version is not there any more. */
  now: string | null;
}

/** What would be exported now with the same options; undefined where a record does not have them. */
const digestNow = async (
  packages: Packages,
  { node, version, options }: RecordedExport,
): Promise<string | null | undefined> => {
  if (!options) return undefined;
  try {
    const from = await packages.find(node, version);
    return digestOf(await exportFiles(from, buildSheetOf(from, options)));
  } catch (error) {
    if (error instanceof ToldError) return null;
    throw error;
  }
};

/** The recorded exports that differ from what the catalog would export now. */
export const outdatedExports = async (
  recorded: RecordedExport[],
  packages: Packages,
): Promise<OutdatedExport[]> => {
  const outdated: OutdatedExport[] = [];
  for (const one of recorded) {
    const { node, version, at, digest } = one;
    const now = await digestNow(packages, one);
    if (now !== undefined && now !== digest) outdated.push({ node, version, at, recorded: digest, now });
  }
  return outdated;
};
