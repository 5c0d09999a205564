import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BuiltPack, PackageManifest } from '../../schemas/types.js';
import { digestOf } from '../../src/package/digest.js';
import { verifyPackage } from '../../src/package/verify.js';
import { writePackage } from '../../src/package/write.js';
import { type RawEntry, rawZip } from '../support/raw-zip.js';
import { packDirectory } from '../support/workshop.js';

/** The pack's own list of its packages. */
export const builtPack = (): BuiltPack =>
  JSON.parse(readFileSync(join(packDirectory, 'manifest.json'), 'utf8')) as BuiltPack;

/** An honest package, as the build made it. */
export const honestZip = (node = 'queue-task'): Buffer =>
  readFileSync(join(packDirectory, builtPack().packages.find((one) => one.node === node)!.file));

/** An honest package's entries, to spoil one of them; manifest.json is the first. */
export const honestEntries = async (): Promise<RawEntry[]> =>
  [...(await verifyPackage(honestZip())).files].map(([name, content]) => ({ name, content }));

/** The same package with another manifest, and whatever lists its files rewritten to fit. */
export const rewritten = async (
  zip: Buffer,
  change: (manifest: PackageManifest, files: Map<string, Buffer>) => void,
): Promise<Buffer> => {
  const { manifest, files } = await verifyPackage(zip);
  const copy = structuredClone(manifest);
  const content = new Map(files);
  content.delete('manifest.json');
  change(copy, content);
  return writePackage(copy, content);
};

/** The package under another version of the pack. */
export const asPackVersion = (zip: Buffer, version: string): Promise<Buffer> =>
  rewritten(zip, (manifest) => {
    manifest.pack.version = version;
  });

/** Entries with a manifest.json whose text the caller makes from the honest one. */
export const withManifest = (
  entries: RawEntry[],
  change: (manifest: PackageManifest) => unknown,
): RawEntry[] => {
  const manifest = JSON.parse(String(entries[0]?.content)) as PackageManifest;
  const changed = change(manifest) ?? manifest;
  const isWritten = typeof changed === 'string' || Buffer.isBuffer(changed);
  return [
    { name: 'manifest.json', content: isWritten ? changed : JSON.stringify(changed) },
    ...entries.slice(1),
  ];
};

/** The package with one more file that the manifest names as it should: only the entry itself is at fault. */
export const withListedFile = (entries: RawEntry[], extra: RawEntry): Buffer => {
  const content = Buffer.from(extra.content ?? '');
  const listed = withManifest(entries, (manifest) => {
    manifest.files.push({ path: extra.name, bytes: content.length, sha256: digestOf(content) });
  });
  return rawZip([...listed, extra]);
};
