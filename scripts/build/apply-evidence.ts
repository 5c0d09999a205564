import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { applyEdits, modify } from 'jsonc-parser';
import inc from 'semver/functions/inc.js';
import type { Evidence } from '../../schemas/types.js';
import { type EvidenceCall, Gathering, readEvidence } from '../../src/evidence/evidence.js';
import { knownWords } from '../../src/evidence/known-words.js';
import { callsOfNode, isAgainst, type JudgedFact } from '../../src/evidence/report.js';
import { pathBelow } from '../../src/files/path-below.js';
import type { NodePackage } from '../../src/package/node-package.js';
import { findTag } from '../git.js';
import { declaredPackage, judgeEvidence } from './observe.js';
import {
  type EvidenceSource,
  evidenceFolder,
  type NodeSource,
  type PackSource,
  readPackSource,
} from './source-tree.js';

export interface Applied {
  /** Written, relative to the root. */
  files: string[];
  /** How many calls were of this machine, of no data centre, of no method of the pack, or there already. */
  leftOut: number;
  /** What the evidence of the nodes contradicts or disputes now. */
  against: JudgedFact[];
  /** The pack version that the evidence is in. */
  version: string;
}

/** Only a data centre of the platform says what the platform does. */
const isOfPlatform = ({ at }: EvidenceCall) => at !== 'loopback' && at !== 'elsewhere';

const gathered = (declared: NodePackage, all: Evidence[]): Evidence => {
  const gathering = new Gathering(knownWords([declared]));
  for (const one of all) gathering.addEvidence(one);
  return gathering.evidence;
};

const textOf = ({ calls }: Evidence) => JSON.stringify(calls);

const newestDay = (calls: EvidenceCall[]) =>
  calls.flatMap(({ seen }) => seen.map(({ day }) => day)).reduce((one, other) => (one > other ? one : other));

/** The calls that add something to what the node has. */
const newsIn = (calls: EvidenceCall[], node: NodeSource, declared: NodePackage): EvidenceCall[] => {
  const there = node.evidence.map(({ content }) => content);
  const before = textOf(gathered(declared, there));
  return calls.filter(
    (call) => textOf(gathered(declared, [...there, { format: 1, calls: [call] }])) !== before,
  );
};

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

/** Writes what is new of a node into its folder; gives the file. */
const writeNode = async (
  node: NodeSource,
  declared: NodePackage,
  calls: EvidenceCall[],
): Promise<EvidenceSource> => {
  const name = `${newestDay(calls)}.json`;
  const same = node.evidence.filter((file) => file.name === name).map(({ content }) => content);
  const content: Evidence = {
    $schema: '../../../schemas/evidence.schema.json',
    ...gathered(declared, [...same, { format: 1, calls }]),
  };
  const folder = join(node.folder, evidenceFolder);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, name), json(content));
  return { name, content, bytes: Buffer.from(json(content)) };
};

/** Sets a member of a JSON file and leaves every other character as it is. */
const setMember = async (file: string, path: string[], value: string): Promise<void> => {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text !== undefined) await writeFile(file, applyEdits(text, modify(text, path, value, {})));
};

/** What is released keeps its bytes: what comes after is another version, in all the places that say one. */
const raisedVersion = async ({ root, manifest: { version } }: PackSource): Promise<string> => {
  if (!findTag(root, `v${version}`) && !findTag(root, version)) return version;
  const next = inc(version, 'patch')!;
  for (const file of ['manifest.json', 'package.json', 'package-lock.json'])
    await setMember(join(root, file), ['version'], next);
  await setMember(join(root, 'package-lock.json'), ['packages', '', 'version'], next);
  return next;
};

/** Says it where users read what a version brings. */
const tellChange = async (root: string, version: string, line: string): Promise<void> => {
  const file = join(root, 'CHANGELOG.md');
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined || text.includes(line)) return;
  const heading = `## ${version}\n\n`;
  await writeFile(
    file,
    text.includes(heading)
      ? text.replace(heading, () => `${heading}${line}\n`)
      : text.replace(/^## /m, (next) => `${heading}${line}\n\n${next}`),
  );
};

/**
 * Writes what evidence shows of each node of a checkout into `nodes/<node>/evidence/<day>.json`; the same once more
 * changes nothing. Throws ToldError, before anything is written, for a file that is none.
 */
export const applyEvidence = async (root: string, file: string): Promise<Applied> => {
  const given = await readEvidence(file);
  const pack = await readPackSource(root);
  const sure: Evidence = { format: 1, calls: given.calls.filter(isOfPlatform) };
  const used = new Set<EvidenceCall>();
  const found = await Promise.all(
    pack.nodes.map(async (node) => {
      const declared = await declaredPackage(node, pack);
      const own = newsIn(callsOfNode(sure, declared), node, declared);
      return { node, declared, own };
    }),
  );
  const files: string[] = [];
  const against: JudgedFact[] = [];
  for (const { node, declared, own } of found) {
    for (const call of own) used.add(call);
    const written = own.length > 0 ? await writeNode(node, declared, own) : undefined;
    if (written) files.push(`${pathBelow(root, node.folder)}/${evidenceFolder}/${written.name}`);
    const others = node.evidence.filter(({ name }) => name !== written?.name);
    const { facts } = judgeEvidence([...others, ...(written ? [written] : [])], declared, node, root);
    against.push(...facts.filter(({ state }) => isAgainst(state)));
  }
  const version = files.length > 0 ? await raisedVersion(pack) : pack.manifest.version;
  const names = files.map((one) => one.split('/')[1]);
  if (names.length > 0) await tellChange(root, version, changeLine(names, newestDay([...used])));
  return { files, leftOut: given.calls.length - used.size, against, version };
};

const changeLine = (names: (string | undefined)[], day: string) =>
  `- What calls up to ${day} have shown is observed: ${names.join(', ')} ([docs/platform-facts.md](docs/platform-facts.md)).`;
