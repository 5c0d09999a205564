import type { Method } from '../package/method.js';
import { type Change, differences } from './change.js';
import { facetNames, schemaEntries } from './schema-entries.js';

/** Output variables that came, went, have other rules or are read from elsewhere. */
export const compareOutputs = (from: Method, to: Method): Change[] => {
  const entries = ({ output, facts }: Method) =>
    new Map(
      [...schemaEntries(output, facts.source)].map(([where, entry]) => [
        where,
        { ...entry, readFrom: facts.outputs[where] ?? '' },
      ]),
    );
  return differences(entries(from), entries(to)).flatMap(({ where, kind, before, after }): Change[] => {
    const base = { area: 'output', method: to.id, where, kind, source: (after ?? before).source } as const;
    if (kind === 'added') return [{ ...base, text: 'steps after it can read it', class: 'safe' }];
    if (kind === 'removed') return [{ ...base, text: 'steps after it read nothing', class: 'manual' }];
    return facetNames
      .map((facet): [string, string, string] => [
        facet === 'needed' ? 'given' : facet,
        before.facets[facet].replace('required', 'always'),
        after.facets[facet].replace('required', 'always'),
      ])
      .concat([['read from', before.readFrom, after.readFrom]])
      .filter(([, one, other]) => one !== other)
      .map(([facet, one, other]) => ({
        ...base,
        text: `${facet}: ${one || 'none'} → ${other || 'none'}`,
        class: facet === 'label' ? 'safe' : 'manual',
      }));
  });
};

/** Outcomes that came, went or changed their type; the built-in ones belong to every version. */
export const compareOutcomes = (from: Method, to: Method): Change[] => {
  const types = ({ outcomes }: Method) => new Map(outcomes.map(({ name, type }) => [name, type]));
  return differences(types(from), types(to)).map(({ where, kind, before, after }) => ({
    ...{ area: 'outcome', method: to.id, where, kind, class: 'manual' },
    text: {
      added: `${after}; needs a transition (flow upgrade leads it where onError leads)`,
      removed: `was ${before}; a transition on it is never taken`,
      changed: `${before} → ${after}`,
    }[kind],
    source: (kind === 'removed' ? from : to).facts.source,
  }));
};
