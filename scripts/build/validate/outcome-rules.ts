import { distance } from 'fastest-levenshtein';
import observed from '../../../src/build/validate/observed-spellings.json' with { type: 'json' };
import { authorizationOutcome, builtInOutcomes } from '../../../src/node-kit/method.js';
import type { Draft } from './finding.js';
import type { ReadMethod } from './methods.js';

/** Shorter names differ in one letter and mean different things. */
const shortest = 7;

const withoutStyle = (name: string) => name.toLowerCase().replace(/[\s_-]/g, '');

const isNear = (a: string, b: string): boolean => {
  const [plainA, plainB] = [withoutStyle(a), withoutStyle(b)];
  if (plainA === plainB) return true;
  return Math.max(plainA.length, plainB.length) >= shortest && distance(plainA, plainB) === 1;
};

const isObserved = (a: string, b: string) =>
  observed.some(({ spellings }) => spellings.includes(a) && spellings.includes(b));

/** Outcome → the handlers that declare it; the built-in ones belong to the platform. */
const usesOf = (methods: ReadMethod[]): Map<string, string[]> => {
  const uses = new Map<string, string[]>();
  for (const { handler, handlerFile } of methods)
    for (const name of Object.keys(handler?.definition.outcomes ?? {}))
      uses.set(name, [...(uses.get(name) ?? []), handlerFile]);
  return uses;
};

const fixed: string[] = [...Object.keys(builtInOutcomes), authorizationOutcome];

/** Of two spellings, the suspect is the one that fewer handlers use, and never the platform's own. */
const suspectFirst = (uses: Map<string, string[]>, pair: [string, string]): [string, string] => {
  const weight = (name: string) =>
    fixed.includes(name) ? Number.POSITIVE_INFINITY : (uses.get(name)?.length ?? 0);
  const [a, b] = pair;
  return weight(a) > weight(b) ? [b, a] : [a, b];
};

/** A flow names an outcome to the letter: two spellings of one outcome are a trap, unless the platform has both. */
export const checkOutcomeNames = (methods: ReadMethod[]): Draft[] => {
  const uses = usesOf(methods);
  const names = [...new Set([...fixed, ...uses.keys()])].sort();
  const pairs = names.flatMap((a, index) => names.slice(index + 1).map((b): [string, string] => [a, b]));
  return pairs
    .filter(([a, b]) => isNear(a, b) && !isObserved(a, b))
    .map((pair) => suspectFirst(uses, pair))
    .flatMap(([suspect, other]) =>
      (uses.get(suspect) ?? []).slice(0, 1).map((file) => ({
        file,
        problem: `the outcome ${suspect} is nearly ${other}${uses.get(other) ? ` of ${uses.get(other)![0]}` : ', which every node has'}`,
        remedy: `Write ${other}; where the platform really has both, add them with the source to observed-spellings.json of the validator.`,
      })),
    );
};
