import { isEvidence } from '../../schemas/validators.js';
import { Gathering } from '../../src/evidence/evidence.js';
import { jsonKey, opened, textAround } from '../../src/evidence/json-texts.js';
import { type KnownWords, knownWords } from '../../src/evidence/known-words.js';
import { type EvidenceReport, evidenceReport, type JudgedFact } from '../../src/evidence/report.js';
import { pathBelow } from '../../src/files/path-below.js';
import { isEndpointObserved, type Method, type ObservedFact } from '../../src/package/method.js';
import type { NodePackage } from '../../src/package/node-package.js';
import { verifyPackage } from '../../src/package/verify.js';
import { assemblePackage } from './assemble.js';
import { BuildError } from './build-error.js';
import { markObserved } from './mark-observed.js';
import {
  type EvidenceSource,
  evidenceFolder,
  type MethodSource,
  type NodeSource,
  type PackSource,
} from './source-tree.js';
import { wiredFields } from './wire-map.js';

/** The node's package as its sources declare it, without what evidence shows. Throws BuildError. */
export const declaredPackage = async (node: NodeSource, pack: PackSource): Promise<NodePackage> =>
  verifyPackage(await assemblePackage({ ...node, evidence: [] }, pack), 'pack');

/** What some of a node's evidence says of it. Throws BuildError for what is no evidence. */
export const judgeEvidence = (
  files: EvidenceSource[],
  declared: NodePackage,
  { folder }: NodeSource,
  root: string,
): EvidenceReport => {
  const gathering = new Gathering(knownWords([declared]));
  for (const { name, content } of files) {
    if (!isEvidence(content))
      throw new BuildError(
        `${pathBelow(root, folder)}/${evidenceFolder}/${name}`,
        'is no evidence',
        'Take it out, and apply the evidence again with `npm run evidence -- apply <file>`.',
      );
    gathering.addEvidence(content);
  }
  return evidenceReport(gathering.evidence, [declared]);
};

/** Of the task API: what the published ones have is documented. */
const isOf = ({ version, method, wire }: JudgedFact, one: MethodSource) =>
  wire === 'task' && version === one.version && method === one.id;

const observedIn = ({ facts }: EvidenceReport, method: MethodSource): ObservedFact[] =>
  facts
    .filter((fact) => isOf(fact, method) && fact.state === 'confirmed' && fact.source === 'assumed')
    .map(({ kind, name, at, days, programs }) => ({ kind, name, at, days, programs }));

/** The places of a body whose key and type were both seen: `/contactPriority`. */
const pointersSeen = (observed: ObservedFact[], part: string): Set<string> => {
  const namesOf = (kind: ObservedFact['kind']) =>
    observed.flatMap((fact) => (fact.kind === kind && fact.name.startsWith(`${part} `) ? [fact.name] : []));
  const types = namesOf('type');
  return new Set(
    namesOf('key').flatMap((key) =>
      types.some((type) => type.startsWith(`${key}: `)) ? [key.slice(part.length + 1)] : [],
    ),
  );
};

/** The output variables whose place in the answer, callback or event was seen. */
const outputsSeen = ({ definition }: Method, observed: ObservedFact[]): string[] => {
  const seen = new Set(['answer', 'callback'].flatMap((part) => [...pointersSeen(observed, part)]));
  return Object.entries(definition.outputs ?? {}).flatMap(([name, path]) =>
    path.startsWith('$.') && seen.has(`/${path.split('.').slice(1).join('/')}`) ? [name] : [],
  );
};

const inBody = 'body ';

// body vrbls[].name → /vrbls/*/name; the place of a list is that of its items.
const pointerOf = (place: string): string => {
  const pointer = `/${place.slice(inBody.length).replace(/\[\]$/, '').replaceAll('[]', '.*').replaceAll('.', '/')}`;
  return pointer.endsWith(`/${jsonKey}`) ? textAround(pointer)! : pointer;
};

const isAround = (outer: string, path: string) =>
  path.startsWith(`${outer}.`) || path.startsWith(`${outer}[]`);

/**
 * The inputs of which each place in the request was seen. What goes into a text with others has no place of its own, if the
 * text is not JSON: it was seen, and not what stands in it.
 */
const inputsSeen = async (
  method: Method,
  observed: ObservedFact[],
  { jsonTexts }: KnownWords,
): Promise<string[]> => {
  const seen = pointersSeen(observed, 'request');
  if (seen.size === 0) return [];
  const places = new Map<string, string[]>();
  const view = (body: unknown) => opened(body, jsonTexts);
  const wired = await wiredFields({ ...(await method.callable()), examples: method.examples, view });
  for (const { path, wire } of wired) places.set(path, [...(places.get(path) ?? []), ...wire]);
  const isOwn = (place: string, path: string) =>
    [...places].every(([other, wire]) => {
      if (other === path || isAround(path, other) || !wire.includes(place)) return true;
      return isAround(other, path) && place.includes('.');
    });
  const isSeen = (place: string) =>
    place.startsWith(inBody)
      ? seen.has(pointerOf(place))
      : place.startsWith('path ') && isEndpointObserved(observed);
  const isNested = (path: string) => /[.[]/.test(path);
  return [...places].flatMap(([path, wire]) =>
    wire.some((place) => place.startsWith(inBody)) &&
    wire.every((place) => isSeen(place) && (!isNested(path) || isOwn(place, path)))
      ? [path]
      : [],
  );
};

const withObserved = async (
  method: MethodSource,
  declared: NodePackage,
  report: EvidenceReport,
): Promise<MethodSource> => {
  const observed = observedIn(report, method);
  if (observed.length === 0) return method;
  const known = declared.version(method.version)!.method(method.id);
  const schema = structuredClone(method.schema);
  const { input, output } = schema.$defs;
  markObserved(input, await inputsSeen(known, observed, knownWords([declared])), known.fieldSource);
  markObserved(output, outputsSeen(known, observed), known.fieldSource);
  return { ...method, schema, observed };
};

/** The node as its evidence shows it: what is confirmed is observed, and nothing else changes. Throws BuildError. */
export const observe = async (node: NodeSource, pack: PackSource): Promise<NodeSource> => {
  if (node.evidence.length === 0) return node;
  const declared = await declaredPackage(node, pack);
  const report = judgeEvidence(node.evidence, declared, node, pack.root);
  return {
    ...node,
    methods: await Promise.all(node.methods.map((method) => withObserved(method, declared, report))),
    disputed: report.facts.filter(({ state }) => state === 'disputed'),
  };
};
