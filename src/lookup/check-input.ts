import type { Result } from '../../schemas/types.js';
import { spanText } from '../authorization/describe.js';
import type { InputCheck } from '../engine/engine.js';
import { warningDiagnostic } from '../ground/diagnostic.js';
import type { ListStore } from '../store/stores.js';
import { readCache } from './cache.js';
import type { LookupDefinition, LookupRecord } from './definition.js';

type Diagnostics = Result['diagnostics'];
type Check = NonNullable<LookupDefinition['check']>;
type Item = Record<string, unknown>;

/** The API writes DATE_TIME or DateTime for the same type (documented). */
const plainWord = (value: unknown) => String(value).replaceAll('_', '').toLowerCase();

interface Found {
  item: Item;
  pointer: string;
}

/** The value, or each of a list. */
const eachOf = ({ item, pointer }: { item: unknown; pointer: string }) =>
  Array.isArray(item)
    ? item.map((one: unknown, index) => ({ item: one, pointer: `${pointer}/${index}` }))
    : [{ item, pointer }];

const itemsAt = (input: unknown, path: string[]): Found[] =>
  path
    .reduce<{ item: unknown; pointer: string }[]>(
      (found, part) =>
        found.flatMap(({ item, pointer }) =>
          eachOf({
            item: (item as Record<string, unknown> | null | undefined)?.[part],
            pointer: `${pointer}/${part}`,
          }),
        ),
      [{ item: input, pointer: '' }],
    )
    .filter((found): found is Found => found.item !== null && typeof found.item === 'object');

/** The things in an input that the list knows: the input itself, or what lies at its places. */
const itemsOf = (input: unknown, { items }: Check): Found[] =>
  items === undefined
    ? itemsAt(input, [])
    : [items].flat().flatMap((place) => itemsAt(input, place.split('/')));

const compare = (
  item: Item,
  place: string,
  {
    item: noun,
    check,
    records,
    node,
    id,
    age,
  }: LookupDefinition & { check: Check; records: LookupRecord[]; node: string; age: string },
): Diagnostics => {
  const { by, same } = check;
  const remedy = `Correct the step, or Control Hub; \`wxcc-nodes lookup ${node}/${id} --refresh\` asks anew.`;
  const key = item[by.input];
  // What a flow fills in is known at run time only; what an input may leave out is not compared.
  if (key === undefined || String(key).includes('$(')) return [];
  const record = records.find((one) => one[by.column] === key);
  if (!record)
    return [
      warningDiagnostic(
        'lookup.unknown-item',
        `There is no ${noun} ${JSON.stringify(key)} in the list of ${age} ago.`,
        remedy,
        `${place}/${by.input}`,
      ),
    ];
  if (record.active === false)
    return [
      warningDiagnostic(
        'lookup.inactive',
        `The ${noun} ${JSON.stringify(key)} is not active, says the list of ${age} ago.`,
        remedy,
        `${place}/${by.input}`,
      ),
    ];
  return (same ?? [])
    .filter(
      ({ input, column }) =>
        Object.hasOwn(record, column) &&
        !String(item[input]).includes('$(') &&
        plainWord(item[input]) !== plainWord(record[column]),
    )
    .map(({ input, column }) =>
      warningDiagnostic(
        'lookup.different',
        `In the list of ${age} ago the ${input} of the ${noun} ${JSON.stringify(key)} is ${record[column]}, not ${item[input]}.`,
        remedy,
        `${place}/${input}`,
      ),
    );
};

/**
 * Compares inputs with the kept lists, as far as there are any. A difference is a warning and the call goes on: the list
 * may be older than the organization, and the API knows better. Asks nobody.
 */
export const checkAgainstLists =
  (store: ListStore): InputCheck =>
  async ({ manifest, method, input, asked, connection }) => {
    const diagnostics: Diagnostics = [];
    const node = manifest.node.id;
    for (const definition of manifest.lookups ?? []) {
      const { check } = definition;
      if (!check || check.method !== method) continue;
      const { cache } = await readCache(store, { node, list: definition.id, asked, connection });
      if (!cache) continue;
      const age = spanText(Math.max(0, Date.now() - Date.parse(cache.fetchedAt)));
      const facts = { ...definition, check, records: cache.records, node, age };
      for (const { item, pointer } of itemsOf(input, check))
        diagnostics.push(...compare(item, pointer, facts));
    }
    return diagnostics;
  };
