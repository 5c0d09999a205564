import type { Finding } from '../../../src/ground/finding.js';
import { checkEvidence } from './evidence-rules.js';
import { checkInputExamples } from './example-rules.js';
import { findingsOf, inOrder } from './finding.js';
import { checkHandler } from './handler-rules.js';
import { checkIcon } from './icon-rules.js';
import { checkLookups } from './lookup-rules.js';
import { checkMetaSchemas } from './meta-schemas.js';
import { type ReadMethod, readMethod } from './methods.js';
import { nodeFolders } from './node-folder.js';
import {
  checkAuthorization,
  checkId,
  checkMethodFiles,
  checkMethodIds,
  checkNodeFiles,
} from './node-rules.js';
import { checkOutcomeNames } from './outcome-rules.js';
import { checkDescriptions, checkReferences } from './schema-rules.js';
import { checkFieldSources } from './source-rules.js';
import { checkText } from './text-rules.js';
import { readTree } from './tree.js';
import { checkUnwritten } from './unwritten-rules.js';
import { checkVersions } from './version-rules.js';

export interface Validation {
  findings: Finding[];
  /** How much was looked at. */
  checked: { files: number; nodes: number; methods: number; examples: number; antiExamples: number };
}

const isDefined = <Type>(value: Type | undefined): value is Type => value !== undefined;

/** Handlers that re-export another version's give the same bundle: what is wrong there is said once. */
const withoutRepeats = (methods: ReadMethod[]): ReadMethod[] => {
  const seen = new Set<string>();
  return methods.filter(({ node, handler }) => {
    const code = `${node} ${handler?.code.toString('utf8')}`;
    if (!handler || seen.has(code)) return false;
    seen.add(code);
    return true;
  });
};

/** Checks the whole tree below `root` (absolute), however broken it is. */
export const validateTree = async (root: string): Promise<Validation> => {
  const { tree, findings: unreadable } = await readTree(root);
  const nodes = nodeFolders(tree);
  const references = checkReferences(tree);
  const findings = [
    ...findingsOf('tree', unreadable),
    ...findingsOf('text', checkText(tree)),
    ...findingsOf('text.unwritten', checkUnwritten(tree)),
    ...findingsOf('meta-schema', checkMetaSchemas(tree)),
    ...findingsOf('schema.reference', references),
    ...findingsOf('schema.description', checkDescriptions(tree)),
    ...findingsOf('method.id', checkMethodIds(nodes)),
  ];
  for (const node of nodes)
    findings.push(
      ...findingsOf('node.files', checkNodeFiles(tree, node)),
      ...findingsOf('node.id', checkId(node)),
      ...findingsOf('node.authorization', checkAuthorization(tree, node)),
      ...findingsOf('node.lookups', checkLookups(tree, node)),
      ...findingsOf('node.icon', checkIcon(tree, node)),
      ...findingsOf('node.versions', checkVersions(node)),
      ...findingsOf('method.files', checkMethodFiles(tree, node)),
    );
  const read = await Promise.all(
    nodes.flatMap(({ methods }) => methods.map((files) => readMethod(tree, files))),
  );
  const methods = read.map(({ method }) => method);
  // A schema with a broken reference cannot be read either; the reference says more.
  const broken = new Set(references.length > 0 ? methods.map(({ schemaFile }) => schemaFile) : []);
  const unread = read.flatMap((one) => one.findings).filter(({ file }) => !broken.has(file));
  findings.push(
    ...findingsOf('method.unreadable', unread),
    ...findingsOf('method.examples', methods.flatMap(checkInputExamples)),
    ...findingsOf('method.sources', checkFieldSources(tree, methods)),
    ...findingsOf('method.handler', withoutRepeats(methods).flatMap(checkHandler)),
    ...findingsOf('outcome.spelling', checkOutcomeNames(methods)),
    ...findingsOf('node.evidence', await checkEvidence(tree, nodes)),
  );
  const inputs = methods
    .filter(({ hasOwnContract }) => hasOwnContract)
    .map(({ input }) => input)
    .filter(isDefined);
  return {
    findings: inOrder(findings),
    checked: {
      files: tree.files.size,
      nodes: nodes.length,
      methods: methods.length,
      examples: inputs.reduce((sum, { examples }) => sum + examples.length, 0),
      antiExamples: inputs.reduce((sum, { antiExamples }) => sum + antiExamples.length, 0),
    },
  };
};
