import { textsIn } from '../../src/ground/texts-in.js';
import type { WireRequest } from '../../src/node-kit/method.js';
import type { CallableMethod } from '../../src/package/method.js';
import { deepFields, type Field, fieldOf } from '../../src/schema/field.js';
import { samplesOf } from '../../src/schema/samples.js';
import { compareRequests, requestOf } from '../../src/versions/compare-requests.js';
import { sampleConfigurations } from '../../src/versions/sample-configurations.js';
import { fieldsAt, keysOf, valueAt, withValue } from './field-path.js';

type WiredMethod = CallableMethod & {
  examples: unknown[];
  /** How a body is looked at; as it is when left out. */
  view?: (body: unknown) => unknown;
};

const build = async (method: WiredMethod, input: unknown): Promise<WireRequest | undefined> => {
  try {
    const request = await requestOf(method, input);
    const { view } = method;
    return view ? { ...request, body: view(request.body) as NonNullable<WireRequest['body']> } : request;
  } catch {
    // Only an input that is not valid gets here, see differingPlaces.
    return undefined;
  }
};

const holds = (sent: unknown, value: unknown) => {
  const texts = typeof value === 'object' ? textsIn(value) : [String(value)];
  const text = JSON.stringify(sent ?? '').toLowerCase();
  return texts.some((one) => one !== '' && text.includes(one.toLowerCase()));
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

const firstThat = async <Type>(some: Type[], fits: (one: Type) => Promise<boolean>) => {
  for (const one of some) if (await fits(one)) return one;
  return undefined;
};

/** Sets the field to one value and then to another, and compares what is sent. Undefined when this start does not do. */
const differingPlaces = async (
  method: WiredMethod,
  first: unknown,
  { path }: Field,
): Promise<string[] | undefined> => {
  const keys = keysOf(path);
  const one = valueAt(first, keys);
  const rules = fieldsAt(method.input, first, keys);
  if (one === undefined || rules.length === 0) return undefined;
  const samples = samplesOf(rules, keys.at(-1)!, textsIn(method.examples));
  const isValid = async (sample: unknown) =>
    (await method.checkInput(withValue(first, keys, sample))).length === 0;
  const other = await firstThat(
    samples.filter((sample) => JSON.stringify(sample) !== JSON.stringify(one)),
    isValid,
  );
  // A choice that others depend on cannot change alone; a word that is no choice shows where it would go.
  const values = [one, other ?? 'markerTwo'];
  const [before, after] = await Promise.all(
    values.map((value) => build(method, withValue(first, keys, value))),
  );
  if (!before || !after) return undefined;
  const differing = compareRequests(before, after);
  const showing = differing.filter(
    (place) => (other !== undefined && holds(place.before, one)) || holds(place.after, values[1]),
  );
  return (showing.length > 0 || other === undefined ? showing : differing).map(({ place }) => place);
};

/** Whether a configuration chooses the variant that has the field. */
const isChosen = (configuration: unknown, { path, variant }: Field) => {
  const [tag, choice] = (variant ?? '').split('=');
  const keys = keysOf(path);
  return (
    variant === undefined ||
    keys.some((_key, index) => valueAt(configuration, [...keys.slice(0, index), tag!]) === choice)
  );
};

const isBelow = (path: string, parent: string) =>
  path.startsWith(`${parent}.`) || path.startsWith(`${parent}[]`);

export interface WiredField extends Field {
  /** Where the value goes; empty when it is not sent. */
  wire: string[];
}

/** The inputs of a method and where each of them goes, found out by changing it and comparing the requests. */
export const wiredFields = async (method: WiredMethod): Promise<WiredField[]> => {
  const fields = deepFields(fieldOf(method.input).fields);
  const isWhole = ({ path }: Field) => fields.some((other) => isBelow(other.path, path));
  const found = new Map<Field, string[]>();
  const starts = await sampleConfigurations(method, method.examples);
  for (const field of fields.filter((one) => !isWhole(one))) {
    const chosen = starts.filter((start) => isChosen(start, field));
    const places = await Promise.all(chosen.map((start) => differingPlaces(method, start, field)));
    found.set(field, [...new Set(places.flatMap((some) => some ?? []))]);
  }
  return fields.map((field) => {
    const parts = isWhole(field)
      ? fields.filter(
          (other) => isBelow(other.path, field.path) && (!field.variant || other.variant === field.variant),
        )
      : [field];
    const places = [...new Set(parts.flatMap((part) => found.get(part) ?? []))];
    // The keys of a free object are the sample's own.
    return { ...field, wire: field.types.includes('object') || isWhole(field) ? grouped(places) : places };
  });
};
