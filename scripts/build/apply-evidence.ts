import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Evidence } from '../../schemas/types.js';
import { type EvidenceCall, Gathering, readEvidence } from '../../src/evidence/evidence.js';
import { knownWords } from '../../src/evidence/known-words.js';
import { callsOfNode, isAgainst, type JudgedFact } from '../../src/evidence/report.js';
import { pathBelow } from '../../src/files/path-below.js';
import { replaceFile } from '../../src/files/replace-file.js';
import type { NodePackage } from '../../src/package/node-package.js';
import { declaredPackage, judgeEvidence } from './observe.js';
import { type RaisedVersion, raiseForEvidence } from './raise-version.js';
import { type EvidenceSource, evidenceFolder, type NodeSource, readPackSource } from './source-tree.js';

export interface Applied {
  /** Written, relative to the root. */
  files: string[];
  /** How many calls were of this machine, of no data centre, of no method of the pack, or there already. */
  leftOut: number;
  /** Endpoints that stay in files that were written, though they hold methods or words that the pack no longer has. */
  kept: { file: string; endpoints: number }[];
  /** What the evidence of the nodes contradicts or disputes now. */
  against: JudgedFact[];
  /** The pack version that the evidence is in; nothing where nothing was written. */
  version?: RaisedVersion;
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

/** Writes what is new of a node into its folder, and leaves what stands there; gives the file. */
const writeNode = async (
  node: NodeSource,
  declared: NodePackage,
  calls: EvidenceCall[],
): Promise<EvidenceSource & { kept: number }> => {
  const name = `${newestDay(calls)}.json`;
  const gathering = new Gathering(knownWords([declared]));
  // Also what the pack no longer knows: calls of a method that it had were seen all the same.
  const kept = node.evidence.reduce(
    (count, file) => (file.name === name ? count + gathering.keep(file.content) : count),
    0,
  );
  gathering.addEvidence({ format: 1, calls });
  const content: Evidence = {
    $schema: '../../../schemas/evidence.schema.json',
    ...gathering.evidence,
  };
  const folder = join(node.folder, evidenceFolder);
  await mkdir(folder, { recursive: true });
  await replaceFile(join(folder, name), json(content));
  return { name, content, bytes: Buffer.from(json(content)), kept };
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
      // What is there is some that this program can read, or nothing is written beside it.
      judgeEvidence(node.evidence, declared, node, root);
      const own = newsIn(callsOfNode(sure, declared), node, declared);
      return { node, declared, own };
    }),
  );
  const news = found.flatMap(({ own }) => own);
  const names = found.flatMap(({ own, declared }) => (own.length > 0 ? [declared.node.id] : []));
  // Before the files: what breaks off here brings the same news once more.
  const version = news.length > 0 ? await raiseForEvidence(pack, newestDay(news), names) : undefined;
  const files: string[] = [];
  const against: JudgedFact[] = [];
  const kept: Applied['kept'] = [];
  for (const { node, declared, own } of found) {
    for (const call of own) used.add(call);
    const written = own.length > 0 ? await writeNode(node, declared, own) : undefined;
    if (written) {
      const path = `${pathBelow(root, node.folder)}/${evidenceFolder}/${written.name}`;
      files.push(path);
      if (written.kept > 0) kept.push({ file: path, endpoints: written.kept });
    }
    const others = node.evidence.filter(({ name }) => name !== written?.name);
    const { facts } = judgeEvidence([...others, ...(written ? [written] : [])], declared, node, root);
    against.push(...facts.filter(({ state }) => isAgainst(state)));
  }
  return { files, leftOut: given.calls.length - used.size, kept, against, ...(version && { version }) };
};
