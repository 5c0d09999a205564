import type { WireRequest } from '../../src/node-kit/method.js';
import { deepFields, type Field, fieldOf } from '../../src/schema/field.js';
import { completeInput } from './complete-input.js';
import type { DescribedMethod } from './described-node.js';
import { keysOf, rulesAt, valueAt, withValue } from './field-path.js';
import { sampleValues } from './sample-values.js';

/** Place on the wire (`path id`, `header flowId`, `body vrbls[].name`) → what stands there. */
type Places = Map<string, string[]>;

const collect = (value: unknown, place: string, into: Places): void => {
  if (value === undefined) return;
  if (Array.isArray(value)) for (const item of value) collect(item, `${place}[]`, into);
  else if (value !== null && typeof value === 'object')
    for (const [key, child] of Object.entries(value))
      collect(child, place.endsWith(' ') ? place + key : `${place}.${key}`, into);
  else into.set(place, [...(into.get(place) ?? []), String(value)]);
};

const placesOf = ({ path, headers = {}, body = {} }: WireRequest): Places => {
  const places: Places = new Map();
  collect(path, 'path ', places);
  collect(headers, 'header ', places);
  collect(body, 'body ', places);
  return places;
};

const call = { orgId: '<orgId>', callbackUrl: '<callback URL>' };

const build = ({ definition }: DescribedMethod, input: unknown): Places | undefined => {
  try {
    return placesOf(definition.build(input, call));
  } catch {
    // Only an input that is not valid gets here, see differingPlaces.
    return undefined;
  }
};

const holds = (texts: string[] | undefined, value: unknown) =>
  JSON.stringify(texts ?? [])
    .toLowerCase()
    .includes(typeof value === 'object' ? 'marker' : String(value).toLowerCase());

/** The places that differ between two requests; those that show the two values themselves, where some do. */
const differences = (
  before: Places,
  after: Places,
  values: [unknown, unknown],
  isValid: boolean,
): string[] => {
  const differing = [...new Set([...before.keys(), ...after.keys()])].filter(
    (place) => JSON.stringify(before.get(place)) !== JSON.stringify(after.get(place)),
  );
  const showing = differing.filter(
    (place) => holds(before.get(place), values[0]) || holds(after.get(place), values[1]),
  );
  return showing.length > 0 || !isValid ? showing : differing;
};

/** `body a.b` and `body a.c` → `body a`. */
const commonPlace = (places: string[]): string => {
  const parts = places.map((place) => place.split('.'));
  const shared = parts[0]!.findIndex((part, index) => parts.some((other) => other[index] !== part));
  return shared < 0 ? places[0]! : parts[0]!.slice(0, shared).join('.');
};

const grouped = (places: string[]): string[] => {
  const byRoot = new Map<string, string[]>();
  for (const place of places) {
    const root = place.split('.')[0]!;
    byRoot.set(root, [...(byRoot.get(root) ?? []), place]);
  }
  return [...byRoot.values()].map(commonPlace);
};

/** Sets the field to one value and then to another, and compares what is sent. Undefined when this start does not do. */
const differingPlaces = (method: DescribedMethod, start: unknown, keys: string[]): string[] | undefined => {
  const rules = rulesAt(method.input, start, keys);
  if (rules.length === 0) return undefined;
  const samples = sampleValues(rules);
  const first = completeInput(method, withValue(start, keys, samples[0]), keys);
  if (first === undefined) return undefined;
  const one = valueAt(first, keys);
  const other = samples.find(
    (sample) =>
      JSON.stringify(sample) !== JSON.stringify(one) && method.validateInput(withValue(first, keys, sample)),
  );
  // A choice that others depend on cannot change alone; a word that is no choice shows where it would go.
  const second = withValue(first, keys, other ?? 'markerTwo');
  const before = build(method, first);
  const after = build(method, second);
  if (!before || !after) return undefined;
  const places = differences(before, after, [one, other ?? 'markerTwo'], other !== undefined);
  // The keys of a free object are the sample's own.
  return typeof one === 'object' ? grouped(places) : places;
};

/** Inputs to start from: the examples, and the same with the field's variant chosen. */
const startsFor = (method: DescribedMethod, { path, variant }: Field): unknown[] => {
  if (!variant) return method.examples;
  const [tag, choice] = variant.split('=') as [string, string];
  const keys = keysOf(path);
  const tagPlaces = keys.map((_key, index) => [...keys.slice(0, index), tag]);
  const chosen = method.examples.flatMap((example) =>
    tagPlaces
      .filter((place) => rulesAt(method.input, example, place).length > 0)
      .map((place) => completeInput(method, withValue(example, place, choice), place)),
  );
  return chosen.filter((start) => start !== undefined);
};

const isBelow = (path: string, parent: string) =>
  path.startsWith(`${parent}.`) || path.startsWith(`${parent}[]`);

export interface WiredField extends Field {
  /** Where the value goes; empty when it is not sent. */
  wire: string[];
}

/** The inputs of a method and where each of them goes, found out by changing it and comparing the requests. */
export const wiredFields = (method: DescribedMethod): WiredField[] => {
  const fields = deepFields(fieldOf(method.input).fields);
  const isWhole = ({ path }: Field) => fields.some((other) => isBelow(other.path, path));
  const found = new Map<Field, string[]>();
  for (const field of fields.filter((one) => !isWhole(one)))
    for (const start of startsFor(method, field)) {
      const places = differingPlaces(method, start, keysOf(field.path));
      if (places) found.set(field, [...new Set([...(found.get(field) ?? []), ...places])]);
    }
  return fields.map((field) => {
    const parts = isWhole(field)
      ? fields.filter(
          (other) => isBelow(other.path, field.path) && (!field.variant || other.variant === field.variant),
        )
      : [field];
    const places = [...new Set(parts.flatMap((part) => found.get(part) ?? []))];
    return { ...field, wire: isWhole(field) ? grouped(places) : places };
  });
};
