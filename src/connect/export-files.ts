import type { BuildSheet } from '../../schemas/types.js';
import type { NodeVersion } from '../package/node-package.js';
import { writeZip } from '../package/zip.js';
import { exportName } from './build-sheet.js';
import { screensOf } from './screens.js';
import { sheetHtml } from './sheet-html.js';
import { sheetMarkdown } from './sheet-markdown.js';
import { sheetFile } from './write-folder.js';
import { wsdlFor } from './wsdl.js';

const byName = ([a]: [string, unknown], [b]: [string, unknown]) => (a < b ? -1 : 1);

/** The files of an export by path. The same package, address and options give the same bytes. */
export const exportFiles = async (from: NodeVersion, sheet: BuildSheet): Promise<Map<string, Buffer>> => {
  const wsdl = wsdlFor({
    node: from.node.id,
    version: from.version,
    methods: from.methods,
    serviceUrl: sheet.service.url,
  });
  const pasted = screensOf(sheet).flatMap(({ texts }) => texts);
  const files: [string, Buffer][] = [
    ['icon.svg', from.package.icon],
    [sheet.soap.file, await writeZip([[`${exportName(from)}.wsdl`, Buffer.from(wsdl)]])],
    [sheetFile, Buffer.from(`${JSON.stringify(sheet, null, 2)}\n`)],
    ['build-sheet.md', Buffer.from(sheetMarkdown(sheet))],
    ['build-sheet.html', Buffer.from(sheetHtml(sheet))],
    ...pasted.map(({ file, text }): [string, Buffer] => [file, Buffer.from(text)]),
  ];
  return new Map(files.sort(byName));
};
