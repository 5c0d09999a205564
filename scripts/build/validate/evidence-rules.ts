import { isEvidence } from '../../../schemas/validators.js';
import { Gathering } from '../../../src/evidence/evidence.js';
import { knownWords } from '../../../src/evidence/known-words.js';
import { isAgainst, type JudgedFact } from '../../../src/evidence/report.js';
import { jsonText } from '../../../src/node-kit/json-text.js';
import type { NodePackage } from '../../../src/package/node-package.js';
import { declaredPackage, judgeEvidence } from '../observe.js';
import {
  type EvidenceSource,
  evidenceFolder,
  type NodeSource,
  type PackSource,
  readPackSource,
} from '../source-tree.js';
import type { Draft } from './finding.js';
import type { NodeFolder } from './node-folder.js';
import type { Tree } from './tree.js';

const nameOf = ({ version, method, kind, name }: JudgedFact) => `${version} ${method}, ${kind} ${name}`;

/** What somebody wrote into it that a recording would not bring. */
const checkWords = (file: string, { content }: EvidenceSource, declared: NodePackage): Draft[] => {
  const gathering = new Gathering(knownWords([declared]));
  gathering.addEvidence(content);
  if (jsonText(gathering.evidence.calls) === jsonText(content.calls)) return [];
  return [
    {
      file,
      pointer: '/calls',
      problem:
        'is not as a recording would bring it: other words than the node knows, another order, or of no method',
      remedy: 'Take the file out, and apply the evidence again with `npm run evidence -- apply <file>`.',
    },
  ];
};

const checkNode = async (pack: PackSource, node: NodeSource, folder: string): Promise<Draft[]> => {
  const declared = await declaredPackage(node, pack);
  const judge = (files: EvidenceSource[]) => judgeEvidence(files, declared, node, pack.root).facts;
  const contradicted = judge(node.evidence).filter(({ state }) => state === 'contradicted');
  const fileOf = ({ name }: EvidenceSource) => `${folder}/${evidenceFolder}/${name}`;
  // Where several tenants disagree it is no contradiction, see docs/platform-facts.md.
  const findings = contradicted.map((fact): Draft => {
    const isThere = (file: EvidenceSource) =>
      judge([file]).some((one) => isAgainst(one.state) && nameOf(one) === nameOf(fact));
    const { saw, at, days } = fact;
    return {
      file: fileOf(node.evidence.find(isThere) ?? node.evidence[0]!),
      problem: `contradicts ${nameOf(fact)}: saw ${saw.join(', ')} (${at.join(', ')}, ${days.join(', ')})`,
      remedy: 'Correct what the handler says of it, or take the call out of the file if it was a mistake.',
    };
  });
  return [...findings, ...node.evidence.flatMap((file) => checkWords(fileOf(file), file, declared))];
};

/** What calls have shown does not contradict what the node says. */
export const checkEvidence = async (tree: Tree, nodes: NodeFolder[]): Promise<Draft[]> => {
  const found = nodes.filter(({ folder }) =>
    [...tree.json].some(
      ([file, value]) => file.startsWith(`${folder}/${evidenceFolder}/`) && isEvidence(value),
    ),
  );
  const drafts = found.map(async ({ id, folder }) => {
    // What cannot be read or built says so itself.
    try {
      const pack = await readPackSource(tree.root, id);
      return await checkNode(pack, pack.nodes[0]!, folder);
    } catch {
      return [];
    }
  });
  return (await Promise.all(drafts)).flat();
};
