import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathBelow } from '../../../src/files/path-below.js';
import type { Draft } from './finding.js';

/** The sources as they lie there, right or wrong. Paths are below the root, with /. */
export interface Tree {
  root: string;
  files: Map<string, Buffer>;
  folders: string[];
  /** The JSON files that parse. */
  json: Map<string, unknown>;
}

/** What is read: the folders whole, the files if they are there. */
const folders = ['nodes', 'schemas'];
export const packManifest = 'manifest.json';
const contradictions = 'docs/contradictions.json';

const missing = (file: string): Draft => ({
  file,
  problem: 'missing',
  remedy: 'Create it, or run with --root and the folder that holds manifest.json, nodes/ and schemas/.',
});

const unreadable = (file: string, error: unknown): Draft => ({
  file,
  problem: `cannot be read (${(error as NodeJS.ErrnoException).code})`,
  remedy: 'Correct its rights, or remove a link that leads nowhere.',
});

const parseJson = (file: string, bytes: Buffer, tree: Tree, findings: Draft[]) => {
  try {
    tree.json.set(file, JSON.parse(bytes.toString('utf8')));
  } catch (error) {
    findings.push({
      file,
      problem: `is not JSON: ${(error as Error).message}`,
      remedy: 'Correct the JSON; npm run format shows the place.',
    });
  }
};

/** Reads manifest.json, nodes/ and schemas/ below the root; what cannot be read is a finding. */
export const readTree = async (root: string): Promise<{ tree: Tree; findings: Draft[] }> => {
  const tree: Tree = { root, files: new Map(), folders: [], json: new Map() };
  const findings: Draft[] = [];
  const names = [packManifest, contradictions];
  for (const folder of folders) {
    const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true }).catch(
      () => undefined,
    );
    if (!entries) findings.push(missing(folder));
    for (const entry of entries ?? []) {
      const path = pathBelow(root, join(entry.parentPath, entry.name));
      if (entry.isDirectory()) tree.folders.push(path);
      else names.push(path);
    }
  }
  for (const file of names.sort()) {
    try {
      tree.files.set(file, await readFile(join(root, file)));
    } catch (error) {
      const isAbsent = (error as NodeJS.ErrnoException).code === 'ENOENT';
      if (isAbsent && file === packManifest) findings.push(missing(file));
      else if (file !== contradictions) findings.push(unreadable(file, error));
    }
  }
  tree.folders.sort();
  for (const [file, bytes] of tree.files) if (file.endsWith('.json')) parseJson(file, bytes, tree, findings);
  return { tree, findings };
};
