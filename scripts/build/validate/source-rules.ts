import { type Field, fieldOf, placesIn } from '../../../src/schema/field.js';
import { isObject, type Schema } from '../../../src/schema/schema.js';
import { compareVersions } from '../source-tree.js';
import type { Draft } from './finding.js';
import type { ReadMethod } from './methods.js';
import type { Tree } from './tree.js';

type Side = 'input' | 'output';

/** The inputs or outputs of a method version, and what its contract says of all of them. */
interface Contract {
  method: ReadMethod;
  side: Side;
  schema: Schema;
  places: Field[];
  overall: string;
}

const contractsOf = (tree: Tree, method: ReadMethod): Contract[] => {
  if (!method.input || !method.hasOwnContract) return [];
  const file = tree.json.get(method.schemaFile);
  const whole = isObject(file) && file['x-source'];
  const { schema: input, output } = method.input;
  const sides: [Side, Schema][] = [
    ['input', input],
    ...(output ? [['output', output] as [Side, Schema]] : []),
  ];
  return sides.map(([side, schema]) => ({
    ...{ method, side, schema, places: placesIn(fieldOf(schema)).slice(1) },
    overall: String(schema['x-source'] ?? whole),
  }));
};

const isBefore = ({ method: a, side }: Contract, { method: b, side: other }: Contract) =>
  side === other && a.node === b.node && a.id === b.id && compareVersions(a.version, b.version) < 0;

/** Those that stand in no other of them, each path once. */
const outermost = (places: Field[]): Field[] => {
  const paths = places.map(({ path }) => path);
  const isWithin = (path: string) =>
    paths.some((outer) => path.startsWith(`${outer}.`) || path.startsWith(`${outer}[`));
  return places.filter(({ path }, index) => !isWithin(path) && paths.indexOf(path) === index);
};

const remedy =
  'Say who says so with x-source beside its title: seed, documented, observed, or assumed where nobody does.';

/** Whether nothing nearer than the whole states the source. */
const isSilent = ({ schema }: Contract, { statedIn }: Field) => statedIn === undefined || statedIn === schema;

/**
 * The inputs and outputs that the version before has not, and that would get their source from what is said of those which it
 * has: who said that did not speak of these.
 */
const newPlaces = (before: Contract, now: Contract): Draft[] => {
  const known = new Set(before.places.map(({ path }) => path));
  const spokenOfOthers = new Set(
    now.places.filter(({ path }) => known.has(path)).map(({ statedIn }) => statedIn),
  );
  const found = now.places.filter(
    (place) => !known.has(place.path) && (isSilent(now, place) || spokenOfOthers.has(place.statedIn)),
  );
  return outermost(found).map(({ path, source = now.overall }) => ({
    file: now.method.schemaFile,
    pointer: `/$defs/${now.side}`,
    problem: `the ${now.side} ${path} is new in ${now.method.version} and has no source of its own: it would pass for ${source}`,
    remedy,
  }));
};

/** The inputs and outputs that the version before has from another source, and that have this one only as all of them have it. */
const changedSources = (before: Contract, now: Contract): Draft[] => {
  const found = now.places.flatMap((place) => {
    const earlier = before.places.filter(({ path }) => path === place.path);
    const sources = new Set(earlier.map(({ source = before.overall }) => source));
    const { source = now.overall } = place;
    return isSilent(now, place) && sources.size > 0 && !sources.has(source)
      ? [{ place, source, earlier: [...sources] }]
      : [];
  });
  const shown = outermost(found.map(({ place }) => place));
  return found
    .filter(({ place }) => shown.includes(place))
    .map(({ place: { path }, source, earlier }) => ({
      file: now.method.schemaFile,
      pointer: `/$defs/${now.side}`,
      problem: `the ${now.side} ${path} is ${earlier.join(' or ')} in ${before.method.version} and has no source of its own here: it would pass for ${source}`,
      remedy,
    }));
};

/** What is known of an input or output is known of that one: a new version lends it no source by silence. */
export const checkFieldSources = (tree: Tree, methods: ReadMethod[]): Draft[] => {
  const ordered = methods
    .flatMap((method) => contractsOf(tree, method))
    .sort((a, b) => compareVersions(a.method.version, b.method.version));
  return ordered.flatMap((now) => {
    const before = ordered.findLast((one) => isBefore(one, now));
    return before ? [...newPlaces(before, now), ...changedSources(before, now)] : [];
  });
};
