import type { Source } from '../node-kit/method.js';
import type { Method } from '../package/method.js';
import { type Change, differences } from './change.js';
import { compareRequests, type RequestDifference } from './compare-requests.js';
import { conditionOf, conditionText } from './conditions.js';
import type { ConfigurationPair } from './configuration-pairs.js';

const kindOf = ({ before, after }: RequestDifference): Change['kind'] => {
  if (before === undefined) return 'added';
  return after === undefined ? 'removed' : 'changed';
};

const shown = (value: unknown): string => {
  const text = JSON.stringify(value);
  return text.length <= 100 ? text : `${text.slice(0, 97)}…`;
};

const lengthOf = (difference: RequestDifference) => JSON.stringify(difference).length;

const requestText = (difference: RequestDifference): string => {
  const { before, after } = difference;
  const kind = kindOf(difference);
  if (kind === 'added') return `is sent, for example ${shown(after)}`;
  if (kind === 'removed') return `is sent no more, for example ${shown(before)}`;
  return `is sent otherwise, for example ${shown(after)} instead of ${shown(before)}`;
};

/** A key of the wire is no better known than the fields that fill it. */
const wireSource = ({ facts, fieldSource }: Method): Source =>
  fieldSource === 'assumed' ? 'assumed' : facts.source;

interface Sighting {
  pair: ConfigurationPair;
  difference: RequestDifference;
}

/** Keys that both versions fill differently for the same configuration. */
const requestChanges = (from: Method, to: Method, pairs: ConfigurationPair[]): Change[] => {
  const sent = pairs.filter(({ requests }) => requests !== undefined);
  if (sent.length === 0)
    return [
      {
        area: 'wire',
        kind: 'unknown',
        method: to.id,
        where: 'request',
        text: 'no configuration that was made up is valid in both; the requests are not compared',
        class: 'manual',
        source: wireSource(to),
      },
    ];
  const places = new Map<string, Sighting[]>();
  for (const pair of sent)
    for (const difference of compareRequests(...pair.requests!))
      places.set(difference.place, [...(places.get(difference.place) ?? []), { pair, difference }]);
  return [...places].map(([place, sightings]): Change => {
    const kinds = new Set(sightings.map(({ difference }) => kindOf(difference)));
    const kind = kinds.size === 1 ? [...kinds][0]! : 'changed';
    const seen = new Set(sightings.map(({ pair }) => pair));
    const condition = conditionOf(
      [...seen].map(({ before }) => before),
      sent.filter((pair) => !seen.has(pair)).map(({ before }) => before),
    );
    const [example] = sightings.map(({ difference }) => difference).sort((a, b) => lengthOf(a) - lengthOf(b));
    return {
      area: 'wire',
      kind,
      method: to.id,
      where: place,
      text: `${requestText(example!)}${conditionText(condition)}`,
      class: 'manual',
      source: wireSource(kind === 'removed' ? from : to),
    };
  });
};

/** What the handlers declare of call, answers and callback. */
const declaredChanges = (from: Method, to: Method): Change[] => {
  const facts = ({ facts: { request, answers, callback = {} } }: Method) =>
    new Map<string, string>([
      ['verb', request.verb],
      ['path', request.path],
      ...Object.entries(answers).map(([status, rule]): [string, string] => [`answer ${status}`, rule]),
      ...Object.entries(callback).map(([word, rule]): [string, string] => [`callback ${word}`, rule]),
    ]);
  return differences(facts(from), facts(to)).map(({ where, kind, before, after }) => ({
    ...{ area: 'wire', method: to.id, where, kind, class: 'manual' },
    text: { added: `leads to ${after}`, removed: `led to ${before}`, changed: `${before} → ${after}` }[kind],
    source: (kind === 'removed' ? from : to).facts.request.source,
  }));
};

/** What differs between the calls: verb, path, answers and callback as declared, and the requests as they are built. */
export const compareWire = (from: Method, to: Method, pairs: ConfigurationPair[]): Change[] => [
  ...declaredChanges(from, to),
  ...requestChanges(from, to, pairs),
];
