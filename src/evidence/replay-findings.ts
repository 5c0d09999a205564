import type { Result } from '../../schemas/types.js';
import type { Finding } from '../ground/finding.js';
import { appendPointer } from '../ground/pointer.js';
import { kindOf } from './facts.js';
import { jsonKey, textAround } from './json-texts.js';
import type { KnownWords } from './known-words.js';
import { placesIn } from './places.js';
import { isAt, type Place, type Recorded, type RequestShape } from './tape.js';

/** What a method version sent to a recording, and what the recording has of it. */
export interface Heard {
  /** Where its requests go: the first, and the one to which an event may lead. */
  places: Place[];
  recorded: Recorded[];
  sent: { place: Place; shape: RequestShape }[];
}

/** Says which method version something was found of. */
export type Tell = (rule: string, message: string, remedy: string) => Finding;

type Kinds = Map<string, Set<string>>;

const kindsIn = (shapes: RequestShape[], words: KnownWords): Kinds => {
  const kinds: Kinds = new Map();
  for (const { request } of shapes)
    for (const [pointer, seen] of Object.entries(placesIn(request.body, words)))
      for (const kind of seen) kinds.set(pointer, (kinds.get(pointer) ?? new Set()).add(kindOf(kind)));
  return kinds;
};

const withoutMarks = (text: string) => text.replaceAll(/<([a-z]+):[^>]*>/g, '<$1>');

/** The endpoint that was recorded, where it is another. */
const endpointFindings = ({ verb, path }: Place, recorded: Recorded[], tell: Tell): Finding[] => {
  const others = [...new Set(recorded.map(({ request }) => `${request.verb} ${withoutMarks(request.path)}`))];
  return [
    tell(
      'replay.endpoint',
      `sends ${verb} ${path}; the recording has ${others.join(', ')}`,
      'Correct the handler, or the endpoint of a connection.',
    ),
  ];
};

/** What carries a request, and not what is asked. */
const transportHeaders = ['accept', 'authorization', 'content-length', 'connection'];

const headerFindings = (sent: RequestShape[], recorded: Recorded[], tell: Tell): Finding[] => {
  const namesOf = (shapes: RequestShape[]) => new Set(shapes.flatMap(({ request }) => request.headers));
  const known = namesOf(recorded);
  return [...namesOf(sent)].flatMap((name) =>
    known.has(name) || transportHeaders.includes(name)
      ? []
      : tell(
          'replay.header',
          `sends the header ${name}, which the recording does not have`,
          'Look whether the platform wants it.',
        ),
  );
};

/** The constants of a body, as the channel of a message: what is in a text depends on them. */
const variantOf = ({ request: { body } }: RequestShape): string =>
  Object.entries(body ?? {})
    .flatMap(([key, value]) =>
      typeof value === 'string' && !value.startsWith('<') ? [`${key} ${value}`] : [],
    )
    .sort()
    .join('\n');

/** What was sent where; in a text only what was sent with the same constants as a recorded call. */
const comparable = (sent: RequestShape[], recorded: RequestShape[], words: KnownWords): Kinds => {
  const variants = new Set(recorded.map(variantOf));
  const alike = kindsIn(
    sent.filter((one) => variants.has(variantOf(one))),
    words,
  );
  return new Map(
    [...kindsIn(sent, words)].flatMap(([pointer, kinds]) => {
      const some = textAround(pointer) === undefined ? kinds : alike.get(pointer);
      // Of a key that nobody knows nothing can be compared.
      return some && !pointer.includes('<key>') ? [[pointer, some] as const] : [];
    }),
  );
};

const bodyFindings = (sent: Kinds, recorded: Kinds, tell: Tell): Finding[] =>
  [...sent].flatMap(([pointer, kinds]) => {
    const known = recorded.get(pointer);
    const text = textAround(pointer);
    // A text that was not opened there says nothing of what is in it.
    if (text !== undefined && !recorded.has(appendPointer(text, jsonKey))) return [];
    const at = pointer === '' ? 'a body' : `${pointer} of the body`;
    if (!known)
      return tell(
        'replay.key',
        `sends ${at}, which the recording does not have`,
        'Look whether the platform knows it; where an input is optional, record a call with it.',
      );
    const others = [...kinds].filter((kind) => !known.has(kind));
    return others.length === 0
      ? []
      : tell(
          'replay.type',
          `sends ${others.join(' or ')} at ${at}; the recording has ${[...known].join(' or ')}`,
          'Look which of them the platform wants.',
        );
  });

/** What a method version sends that the recording does not have. */
export const sentFindings = ({ places, recorded, sent }: Heard, words: KnownWords, tell: Tell): Finding[] =>
  places.flatMap((place) => {
    const ours = sent.flatMap((one) => (one.place === place ? [one.shape] : []));
    const there = recorded.filter((one) => isAt(place, one));
    // No event led to it in an example, or it stands before the recording begins: nothing is to be compared.
    if (ours.length === 0) return [];
    const at = there.length > 0 ? there : recorded;
    return [
      ...(there.length > 0 ? [] : endpointFindings(place, recorded, tell)),
      ...headerFindings(ours, at, tell),
      ...bodyFindings(comparable(ours, at, words), kindsIn(at, words), tell),
    ];
  });

/** A success of the platform that the method makes nothing of. */
export const outcomeFindings = (
  { answer, callbacks }: Recorded,
  { outcome, diagnostics }: Result,
  tell: Tell,
): Finding[] => {
  const isSuccess = answer !== undefined && answer.status >= 200 && answer.status < 300;
  const isLost = ['onInvalidChoice', 'onError', 'onInvalidData'].includes(outcome);
  const isLate = outcome === 'onTimeout' && callbacks.length > 0;
  if (!isSuccess || !(isLost || isLate)) return [];
  const said = diagnostics.find(({ severity }) => severity === 'error')?.message ?? '';
  const came = callbacks.length > 0 ? ' and told of what came of it' : '';
  return [
    tell(
      'replay.outcome',
      `ends in ${outcome} where the platform answered ${answer.status}${came}. ${said}`.trim(),
      'Correct what the handler makes of the answer.',
    ),
  ];
};
