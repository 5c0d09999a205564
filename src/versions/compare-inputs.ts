import type { Method } from '../package/method.js';
import { type Change, type ChangeClass, differences } from './change.js';
import type { ConfigurationPair } from './configuration-pairs.js';
import { type Facet, facetNames, type SchemaEntry, schemaEntries } from './schema-entries.js';

/** `/variables/0/name` → `variables[].name` */
const pathOf = (pointer: string): string =>
  pointer
    .slice(1)
    .replaceAll(/\/(\d+)(?=\/|$)/g, '[]')
    .replaceAll('/', '.');

/** Inputs that the newer side finds wrong in configurations of the older, and what it expects there. */
const expectationsOf = (pairs: ConfigurationPair[]): Map<string, string> =>
  new Map(
    pairs.flatMap(({ problems }) =>
      problems
        .filter(({ severity }) => severity === 'error')
        .map(({ pointer, expected }): [string, string] => [pathOf(pointer), expected ?? 'another value']),
    ),
  );

const notKnown = 'no such input';

const classOf = (expected: string | undefined): ChangeClass => {
  if (expected === undefined) return 'safe';
  return expected === notKnown ? 'manual' : 'needs values';
};

const describe = ({ facets }: SchemaEntry): string =>
  facetNames
    .filter((facet) => facet !== 'label' && facet !== 'pattern' && facets[facet] !== '')
    .map((facet) =>
      facet === 'default' || facet === 'choices' ? `${facet} ${facets[facet]}` : facets[facet],
    )
    .join('; ');

const word = (text: string | undefined) => (text ? text : 'none');

/** Texts made up here cannot show what another pattern refuses. */
const isUntried = (facet: Facet, before: SchemaEntry, after: SchemaEntry) =>
  facet === 'pattern' && after.facets.pattern !== '' && before.facets.type === after.facets.type;

const facetChanges = (
  before: SchemaEntry,
  after: SchemaEntry,
  expected: string | undefined,
  base: Pick<Change, 'area' | 'method' | 'where'>,
): Change[] =>
  facetNames
    .filter((facet) => before.facets[facet] !== after.facets[facet])
    .map((facet): Change => {
      const tried = facet === 'label' ? 'safe' : classOf(expected);
      return {
        ...base,
        kind: 'changed',
        text: `${facet}: ${word(before.facets[facet])} → ${word(after.facets[facet])}`,
        class: tried === 'safe' && isUntried(facet, before, after) ? 'manual' : tried,
        source: after.source,
      };
    });

/**
 * Inputs that came, went, or have other rules. A rename is not guessed: it shows as one that went and one that came.
 * The classes come from trying: what the older side's configurations lack in the newer.
 */
export const compareInputs = (from: Method, to: Method, pairs: ConfigurationPair[]): Change[] => {
  const old = schemaEntries(from.input, from.fieldSource);
  const now = schemaEntries(to.input, to.fieldSource);
  const expectations = expectationsOf(pairs);
  const changes = differences(old, now).flatMap(({ where, kind, before, after }): Change[] => {
    const base = { area: 'input', method: to.id, where } as const;
    const expected = expectations.get(where);
    if (kind === 'changed') return facetChanges(before, after, expected, base);
    const { source } = after ?? before;
    return kind === 'added'
      ? [{ ...base, kind, text: describe(after), class: classOf(expected), source }]
      : [
          {
            ...base,
            ...{ kind, text: `was ${describe(before)}`, source },
            class: expected === undefined ? 'safe' : 'manual',
          },
        ];
  });
  const covered = new Set(changes.map(({ where }) => where));
  const others = [...expectations]
    .filter(([where]) => !covered.has(where))
    .map(
      ([where, expected]): Change => ({
        area: 'input',
        kind: 'changed',
        method: to.id,
        where,
        text: `not every value fits any more; expected ${expected}`,
        class: classOf(expected),
        source: now.get(where)?.source ?? to.fieldSource,
      }),
    );
  return [...changes, ...others];
};
