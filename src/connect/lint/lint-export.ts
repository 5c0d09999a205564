import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { BuildSheet } from '../../../schemas/types.js';
import { isBuildSheet } from '../../../schemas/validators.js';
import { readRegularFile, readRegularText, type UnreadableFile } from '../../files/regular-file.js';
import { rounded } from '../../ground/exact-number.js';
import type { Finding } from '../../ground/finding.js';
import { parseJson } from '../../ground/json-limits.js';
import { toldError } from '../../ground/told-error.js';
import { iconProblems } from '../../package/icon-problems.js';
import { screensOf } from '../screens.js';
import { sheetFile } from '../write-folder.js';
import type { SheetFinding } from './finding.js';
import { checkSheet } from './sheet-rules.js';
import { checkWsdlZip, soapSectionOf } from './soap-rules.js';

const exportUnreadable = toldError('caller', 'export.unreadable', 'The export to be checked cannot be read.');

const maxBytes = 10 * 1024 * 1024;

const unreadable = (file: string, problem: string) =>
  exportUnreadable(`${file}: ${problem}.`, `Name the folder of an export, or its ${sheetFile}.`);

/** A folder's build sheet, or the file itself. Throws ToldError. */
const sheetPath = async (path: string): Promise<{ file: string; inFolder: boolean }> => {
  const info = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw unreadable(path, error.code ?? error.message);
  });
  return info.isDirectory()
    ? { file: join(path, sheetFile), inFolder: true }
    : { file: path, inFolder: false };
};

/** Reads a build sheet from an export or from its file. Throws ToldError when it is none. */
export const readSheet = async (path: string): Promise<BuildSheet> => {
  const { file } = await sheetPath(path);
  const text = await readRegularText(file, maxBytes).catch(({ message }: UnreadableFile) => {
    throw unreadable(file, message);
  });
  const sheet = rounded(parseJson(text, 'build-sheet'));
  if (isBuildSheet(sheet)) return sheet;
  const [first] = isBuildSheet.errors ?? [];
  throw unreadable(file, `no build sheet: ${first?.instancePath || '/'} ${first?.message}`);
};

const fileFinding = (rule: string, file: string, message: string, remedy: string): Finding => ({
  rule,
  severity: 'error',
  file,
  pointer: '',
  message,
  remedy,
});

const again = 'Export again; do not edit one of the files alone.';

/** The files beside the sheet: there, and saying the same. */
const checkFiles = async (folder: string, sheet: BuildSheet): Promise<Finding[]> => {
  const texts = screensOf(sheet).flatMap((one) => one.texts);
  const findings = await Promise.all(
    texts.map(async ({ file, text }) => {
      const present = await readRegularFile(join(folder, file), maxBytes).catch(() => undefined);
      if (!present) return [fileFinding('file-missing', file, 'The file to paste from is missing.', again)];
      return present.toString('utf8') === text
        ? []
        : [fileFinding('file-differs', file, 'The file is not what the build sheet says.', again)];
    }),
  );
  const { file: zip } = soapSectionOf(sheet);
  const wsdl = await readRegularFile(join(folder, zip), maxBytes).catch(() => undefined);
  const icon = await readRegularFile(join(folder, sheet.create.icon), maxBytes).catch(() => undefined);
  return [
    ...findings.flat(),
    ...(wsdl
      ? (await checkWsdlZip(wsdl, sheet)).map((one) => ({ ...one, file: zip }))
      : [fileFinding('file-missing', zip, 'The WSDL is missing.', again)]),
    ...(icon
      ? iconProblems(icon.toString('utf8')).map((problem) =>
          fileFinding(
            'icon-unsafe',
            sheet.create.icon,
            `${problem.split('\n')[0]}.`,
            'Use a drawing without scripts, events and outside addresses, 64 by 64.',
          ),
        )
      : [fileFinding('file-missing', sheet.create.icon, 'The icon is missing.', again)]),
  ];
};

/**
 * Holds an export (its folder, or its build sheet alone) to what is documented of the designer. Throws
 * ToldError for what is no export.
 */
export const lintExport = async (path: string): Promise<Finding[]> => {
  const { file, inFolder } = await sheetPath(path);
  const sheet = await readSheet(path);
  const name = inFolder ? sheetFile : path;
  const findings = checkSheet(sheet).map((one: SheetFinding): Finding => ({ ...one, file: name }));
  return inFolder ? [...findings, ...(await checkFiles(dirname(file), sheet))] : findings;
};
