import { lstat, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { makeFolder } from '../files/make-folder.js';
import { pathBelow } from '../files/path-below.js';
import { whileHeld } from '../files/while-held.js';
import { ToldError, toldError } from '../ground/told-error.js';

const exportFolder = toldError('caller', 'export.folder', 'The folder for an export cannot take it.');

/** The file by which an export is known. */
export const sheetFile = 'build-sheet.json';

const refuse = (folder: string, problem: string, remedy: string) =>
  exportFolder(`${folder} ${problem}.`, remedy);

const isExported = (path: string) =>
  /^(build-sheet\.(html|json|md)|icon\.svg|[^/]+\.wsdl\.zip|paste\/[^/]+\/[^/]+)$/.test(path);

/** Files that an export of any version does not write. */
const foreignFiles = async (folder: string): Promise<string[]> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => pathBelow(folder, join(entry.parentPath, entry.name)))
    .filter((path) => !isExported(path));
};

const checkFolder = async (folder: string, replace: boolean): Promise<void> => {
  const info = await lstat(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw refuse(folder, `cannot be read: ${error.code}`, 'Choose another folder.');
  });
  if (!info) return;
  if (!info.isDirectory()) throw refuse(folder, 'is not a folder', 'Choose another one.');
  const names = await readdir(folder);
  if (names.length === 0) return;
  if (!replace)
    throw refuse(folder, 'is not empty', 'Choose another folder, or use --replace to replace an export.');
  const foreign = await foreignFiles(folder);
  if (names.includes(sheetFile) && foreign.length > 0)
    throw refuse(
      folder,
      `holds what no export wrote: ${foreign.slice(0, 5).join(', ')}`,
      'Move it away, or choose another folder.',
    );
  if (!names.includes(sheetFile))
    throw refuse(
      folder,
      `holds no ${sheetFile}`,
      '--replace replaces exports and nothing else; choose another folder.',
    );
};

/**
 * Writes files into a folder: all of them, or none. They are written beside it first and the folder is renamed, so that
 * nobody sees half an export. Throws ToldError for a folder that holds something, unless it is an export and
 * may be replaced.
 */
export const writeFolder = async (
  target: string,
  files: Map<string, Buffer>,
  replace: boolean,
): Promise<void> => {
  const folder = resolve(target);
  await checkFolder(folder, replace);
  const parent = dirname(folder);
  const unwritable = (error: NodeJS.ErrnoException) =>
    refuse(folder, `cannot be written: ${error.code}`, 'Check the place and its rights.');
  const work = await makeFolder(parent)
    .then(() => mkdtemp(join(parent, `.${basename(folder)}-`)))
    .catch((error) => {
      throw unwritable(error);
    });
  try {
    const next = join(work, 'new');
    await mkdir(next);
    for (const [path, bytes] of files) {
      await makeFolder(dirname(join(next, path)));
      await writeFile(join(next, path), bytes);
    }
    const before = await whileHeld(() => rename(folder, join(work, 'old'))).then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return false;
        throw error;
      },
    );
    await whileHeld(() => rename(next, folder)).catch(async (error) => {
      if (before) await rename(join(work, 'old'), folder);
      throw error;
    });
  } catch (error) {
    if (error instanceof ToldError) throw error;
    throw unwritable(error as NodeJS.ErrnoException);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
};
