import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { applyEdits, modify } from 'jsonc-parser';
import inc from 'semver/functions/inc.js';
import { findTag, git } from '../git.js';
import type { PackSource } from './source-tree.js';

export interface RaisedVersion {
  version: string;
  /** In words: raised from which, or why it stayed. */
  how: string;
}

/** Sets a member of a JSON file and leaves every other character as it is. */
const setMember = async (file: string, path: string[], value: string): Promise<void> => {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text !== undefined) await writeFile(file, applyEdits(text, modify(text, path, value, {})));
};

/** In all the places that say one. */
const setVersion = async (root: string, version: string): Promise<void> => {
  for (const file of ['manifest.json', 'package.json', 'package-lock.json'])
    await setMember(join(root, file), ['version'], version);
  await setMember(join(root, 'package-lock.json'), ['packages', '', 'version'], version);
};

const headVersion = (root: string): string | undefined => {
  try {
    const { version } = JSON.parse(git(root, ['show', 'HEAD:./manifest.json']).toString()) as {
      version?: unknown;
    };
    return typeof version === 'string' ? version : undefined;
  } catch {
    // No history, or none of a pack.
    return undefined;
  }
};

const changelogOf = (root: string) => join(root, 'CHANGELOG.md');

const changeLine = (names: string[], day: string) =>
  `- What calls up to ${day} have shown is observed: ${names.join(', ')} ([docs/platform-facts.md](docs/platform-facts.md)).`;

/** What the change log says of a version. */
const sectionOf = (changelog: string, version: string): string =>
  changelog.split(/^(?=## )/m).find((section) => section.startsWith(`## ${version}\n`)) ?? '';

const hasEvidence = (section: string) => /^- What calls up to \S+ have shown is observed: /m.test(section);

/** Says it where users read what a version brings. */
const withLine = (changelog: string, version: string, line: string): string => {
  if (sectionOf(changelog, version).includes(line)) return changelog;
  const heading = `## ${version}\n\n`;
  if (changelog.includes(heading)) return changelog.replace(heading, () => `${heading}${line}\n`);
  const added = `${heading}${line}\n`;
  return /^## /m.test(changelog)
    ? changelog.replace(/^## /m, (next) => `${added}\n${next}`)
    : `${changelog === '' ? '# Changelog\n' : changelog}\n${added}`;
};

/** Why a version may take the evidence as it is; nothing where it has to be raised. */
const whyKept = (root: string, version: string, changelog: string): string | undefined => {
  // What is released keeps its bytes.
  if (findTag(root, `v${version}`) || findTag(root, version)) return undefined;
  if (hasEvidence(sectionOf(changelog, version))) return 'which was raised for evidence before';
  const head = headVersion(root);
  return head !== undefined && head !== version
    ? `which was raised from ${head} since the last commit`
    : undefined;
};

/** The version that evidence of these nodes goes into: the next one, once, until that is released; the change log says it. */
export const raiseForEvidence = async (
  { root, manifest: { version } }: PackSource,
  day: string,
  names: string[],
): Promise<RaisedVersion> => {
  const changelog = await readFile(changelogOf(root), 'utf8').catch(() => '');
  const kept = whyKept(root, version, changelog);
  const next = kept === undefined ? inc(version, 'patch')! : version;
  if (next !== version) await setVersion(root, next);
  await writeFile(changelogOf(root), withLine(changelog, next, changeLine(names, day)));
  return { version: next, how: kept ?? `raised from ${version}` };
};
