import { jsonText } from '../node-kit/json-text.js';
import type { Source } from '../node-kit/method.js';

/**
 * `safe`: a step can move without a thought. `needs values`: the author has values to give. `manual`: something is
 * different that no value mends; look at it.
 */
export type ChangeClass = 'safe' | 'needs values' | 'manual';

/** Where classes are shown, what they mean. */
export const classLegend =
  'Classes: safe (a step moves without a thought), needs values (its author has values to give), manual (something differs that no value mends: look at it; flow upgrade moves the step and says so).';

/** In the order in which a reader wants them. */
export const areas = ['method', 'input', 'output', 'outcome', 'wire', 'behaviour'] as const;

/** One difference between two versions of a node. */
export interface Change {
  area: (typeof areas)[number];
  /** `unknown`: the version changed something, and nobody documents what. */
  kind: 'added' | 'removed' | 'changed' | 'unknown';
  /** Left out where the change belongs to the version as a whole. */
  method?: string;
  /** The input, output, outcome or place on the wire; for behaviour the version that brought it. */
  where: string;
  text: string;
  class: ChangeClass;
  /** Of the facts that the newer side states; of the older side where something is gone. */
  source: Source;
  reference?: string;
}

const weight: ChangeClass[] = ['safe', 'needs values', 'manual'];

/** The class of several changes together; no change is safe. */
export const worstClass = (changes: Pick<Change, 'class'>[]): ChangeClass =>
  weight[Math.max(0, ...changes.map((change) => weight.indexOf(change.class)))]!;

type Difference<Value> = { where: string } & (
  | { kind: 'added'; before?: undefined; after: Value }
  | { kind: 'removed'; before: Value; after?: undefined }
  | { kind: 'changed'; before: Value; after: Value }
);

/** The places where two sides differ, in the order of the older side; what only the newer has comes last. */
export const differences = <Value>(old: Map<string, Value>, now: Map<string, Value>): Difference<Value>[] =>
  [...new Set([...old.keys(), ...now.keys()])].flatMap((where): Difference<Value>[] => {
    const [before, after] = [old.get(where), now.get(where)];
    if (before === undefined) return [{ where, kind: 'added', after: after! }];
    if (after === undefined) return [{ where, kind: 'removed', before }];
    return jsonText(before) === jsonText(after) ? [] : [{ where, kind: 'changed', before, after }];
  });
