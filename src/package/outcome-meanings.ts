import { authorizationOutcome, builtInOutcomes } from '../node-kit/method.js';
import type { CallDefinition } from './method.js';

type Definition = Pick<CallDefinition, 'answers' | 'callback' | 'events' | 'follow' | 'outcomes'>;

type Rule = NonNullable<Definition['answers'][number]>;

/** A reader is code: it can lead where its text names the outcome. */
const mentions = (reader: Extract<Rule, (body: never) => unknown>, outcome: string) =>
  ['"', "'", '`'].some((quote) => String(reader).includes(quote + outcome + quote));

const leadsTo = (rule: Rule, outcome: string, place: string, isEvented = false): string[] => {
  if (rule === outcome) return [place];
  if (typeof rule === 'function') return mentions(rule, outcome) ? [`${place}, by its body`] : [];
  return typeof rule === 'object' && rule.intermediate === outcome
    ? [`${place}, at once; ${isEvented ? 'an event' : 'the callback'} follows`]
    : [];
};

const waysTo = (definition: Definition, outcome: string): string[] => {
  const { answers, callback, events, follow, outcomes } = definition;
  const own = [
    ...Object.entries(answers).flatMap(([status, rule]) =>
      rule === undefined
        ? []
        : leadsTo(rule, outcome, status === 'other' ? 'any other status' : status, events !== undefined),
    ),
    ...Object.entries({ ...events, ...follow?.events }).flatMap(([type, rule]) =>
      leadsTo(rule, outcome, `event \`${type}\``),
    ),
    ...Object.entries(callback ?? {}).flatMap(([word, rule]) =>
      leadsTo(rule, outcome, `callback \`${word}\``),
    ),
  ];
  if (outcome !== authorizationOutcome) return own;
  const refused = ['401', '403'].filter((status) => answers[Number(status)] === undefined);
  return Object.hasOwn(outcomes, outcome) ? ['no usable authorization', ...refused, ...own] : own;
};

const builtInMeanings: Record<keyof typeof builtInOutcomes, string> = {
  onInvalidData: 'an input is missing or wrong, nothing was sent',
  onError: 'no connection, or an answer that cannot be read',
  onInvalidChoice: 'another 2xx, or a body without what is needed',
  onTimeout: 'the deadline passed',
};

export interface OutcomeMeaning {
  name: string;
  type: 'success' | 'error' | 'timeout';
  /** Statuses of the answer, words of the callback, and what else leads there. */
  when: string;
}

/** When each outcome of a method happens: its own, then those that every method has. */
export const outcomeMeanings = (
  definition: Definition,
): { own: OutcomeMeaning[]; builtIn: OutcomeMeaning[] } => ({
  own: Object.entries(definition.outcomes).map(([name, type]) => ({
    name,
    type,
    when: waysTo(definition, name).join('; '),
  })),
  builtIn: Object.entries(builtInMeanings).map(([name, meaning]) => ({
    name,
    type: builtInOutcomes[name as keyof typeof builtInOutcomes],
    when: [...waysTo(definition, name), meaning].join('; '),
  })),
});
