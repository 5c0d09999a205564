import {
  type AnswerRule,
  authorizationOutcome,
  type builtInOutcomes,
  type Reader,
} from '../../src/node-kit/method.js';
import type { DescribedMethod } from './described-node.js';
import { code, codes } from './markdown.js';

export const outcomeHead = ['outcome', 'type', 'when'];

type Rule = AnswerRule<string> | Reader<string>;

/** A reader is code: it can lead where its text names the outcome. */
const mentions = (reader: Reader<string>, outcome: string) =>
  ['"', "'", '`'].some((quote) => String(reader).includes(quote + outcome + quote));

const leadsTo = (rule: Rule, outcome: string, place: string): string[] => {
  if (rule === outcome) return [place];
  if (typeof rule === 'function') return mentions(rule, outcome) ? [`${place}, by its body`] : [];
  return typeof rule === 'object' && rule.intermediate === outcome
    ? [`${place}, at once; the callback follows`]
    : [];
};

const statusText = (key: string) => (key === 'other' ? 'any other status' : key);

const waysTo = ({ definition }: DescribedMethod, outcome: string): string[] => {
  const { answers, callback, outcomes } = definition;
  const own = [
    ...Object.entries(answers).flatMap(([key, rule]) =>
      rule === undefined ? [] : leadsTo(rule, outcome, statusText(key)),
    ),
    ...Object.entries(callback ?? {}).flatMap(([word, rule]) =>
      leadsTo(rule, outcome, `callback ${code(word)}`),
    ),
  ];
  if (outcome !== authorizationOutcome) return own;
  const refused = ['401', '403'].filter((status) => answers[Number(status)] === undefined);
  return Object.hasOwn(outcomes, outcome) ? ['no usable authorization', ...refused, ...own] : own;
};

export const outcomeRows = (method: DescribedMethod): string[][] =>
  Object.entries(method.definition.outcomes).map(([name, type]) => [
    code(name),
    type,
    waysTo(method, name).join('; '),
  ]);

/** Statuses that are acknowledged and wait for the callback. */
export const waitingStatuses = ({ definition }: DescribedMethod): string[] =>
  Object.entries(definition.answers).flatMap(([key, rule]) => (typeof rule === 'object' ? [key] : []));

/** What the outcomes that every node has mean, after what this method does. */
export const builtInText = (method: DescribedMethod): string => {
  const ways = (name: string, rest: string) => [...waysTo(method, name), rest].join('; ');
  const meanings: Record<keyof typeof builtInOutcomes, string> = {
    onInvalidData: 'an input is missing or wrong, nothing was sent',
    onError: ways('onError', 'no connection, or an answer that cannot be read'),
    onInvalidChoice: ways('onInvalidChoice', 'another 2xx, or a body without what is needed'),
    onTimeout: 'the deadline passed',
  };
  return `Built in: ${Object.entries(meanings)
    .map(([name, when]) => `${codes([name])} (${when})`)
    .join(', ')}.`;
};
