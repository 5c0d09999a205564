import type { Method } from '../package/method.js';
import type { Change } from './change.js';
import { facetNames, schemaEntries } from './schema-entries.js';

/** Output variables that came, went, have other rules or are read from elsewhere. */
export const compareOutputs = (from: Method, to: Method): Change[] => {
  const entries = ({ output, facts }: Method) => schemaEntries(output, facts.source);
  const [old, now] = [entries(from), entries(to)];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((where): Change[] => {
    const [before, after] = [old.get(where), now.get(where)];
    const base = { area: 'output', method: to.id, where } as const;
    if (!before)
      return [
        { ...base, kind: 'added', text: 'steps after it can read it', class: 'safe', source: after!.source },
      ];
    if (!after)
      return [
        {
          ...base,
          kind: 'removed',
          text: 'steps after it read nothing',
          class: 'manual',
          source: before.source,
        },
      ];
    const facets = facetNames
      .map((facet): [string, string, string] => [
        facet === 'needed' ? 'given' : facet,
        before.facets.get(facet)!.replace('required', 'always'),
        after.facets.get(facet)!.replace('required', 'always'),
      ])
      .concat([['read from', from.facts.outputs[where] ?? '', to.facts.outputs[where] ?? '']])
      .filter(([, one, other]) => one !== other);
    return facets.map(([facet, one, other]) => ({
      ...base,
      kind: 'changed',
      text: `${facet}: ${one || 'none'} → ${other || 'none'}`,
      class: facet === 'label' ? 'safe' : 'manual',
      source: after.source,
    }));
  });
};

/** Outcomes that came, went or changed their type; the built-in ones belong to every version. */
export const compareOutcomes = (from: Method, to: Method): Change[] => {
  const types = ({ outcomes }: Method) => new Map(outcomes.map(({ name, type }) => [name, type]));
  const [old, now] = [types(from), types(to)];
  return [...new Set([...old.keys(), ...now.keys()])]
    .filter((where) => old.get(where) !== now.get(where))
    .map((where): Change => {
      const [before, after] = [old.get(where), now.get(where)];
      const base = { area: 'outcome', method: to.id, where, class: 'manual' } as const;
      if (before === undefined)
        return {
          ...base,
          kind: 'added',
          text: `${after}; needs a transition (flow upgrade leads it where onError leads)`,
          source: to.facts.source,
        };
      if (after === undefined)
        return {
          ...base,
          kind: 'removed',
          text: `was ${before}; a transition on it is never taken`,
          source: from.facts.source,
        };
      return { ...base, kind: 'changed', text: `${before} → ${after}`, source: to.facts.source };
    });
};
