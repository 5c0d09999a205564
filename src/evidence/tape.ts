import { createHash } from 'node:crypto';
import { textsIn } from '../ground/texts-in.js';
import { VirtualClock } from '../ground/virtual-clock.js';
import { jsonText } from '../node-kit/json-text.js';
import type { Json } from '../node-kit/method.js';
import type { CallDefinition } from '../package/method.js';
import { callbackIdOf } from '../runtime/callback-listener.js';
import { Callbacks } from '../runtime/callbacks.js';
import { Events } from '../runtime/events.js';
import { shownBody } from '../runtime/exchange.js';
import { cut, SendError, sentHeaders, type Transport } from '../runtime/transport.js';
import type { WireCall } from '../runtime/wire-call.js';
import { contentOf, jsonIn } from './json-texts.js';
import type { KnownWords } from './known-words.js';
import { Redaction, type Shape } from './redaction.js';
import { matches } from './report.js';

/** A request without its values, and what came of it. */
export type RequestShape = Exclude<Shape, { callback: Json }>;

/** A request of a recording, with the callbacks or events that came for it. */
export type Recorded = RequestShape & {
  callbacks: Json[];
  /** No recording has it: it stands where a recorded one must have come after it, and nothing is compared with it. */
  isAssumed?: true;
};

/** Verb and path of a request, as a method or a connection has them. */
export interface Place extends Pick<CallDefinition['request'], 'verb' | 'path'> {
  /** The path as a recording has it: a segment that is not in the list is a value there. */
  recordedPath: string;
}

export const placeOf = (
  { verb, path }: Pick<CallDefinition['request'], 'verb' | 'path'>,
  { segments }: KnownWords,
): Place => ({
  ...{ verb, path },
  recordedPath: path
    .split('?')[0]!
    .split('/')
    .map((segment) => (segment === '' || segments.has(segment) ? segment : '{}'))
    .join('/'),
});

/** The requests of a recording, each with the callbacks that came for it. */
export const recordedCalls = (exchanges: Shape[]): Recorded[] => {
  const calls: Recorded[] = [];
  const last = new Map<string | undefined, Recorded>();
  for (const exchange of exchanges) {
    const call = exchange.of?.call;
    if ('callback' in exchange) {
      last.get(call)?.callbacks.push(exchange.callback);
      continue;
    }
    const one = { ...exchange, callbacks: [] };
    calls.push(one);
    last.set(call, one);
  }
  return calls;
};

/** Whether a request is recorded that goes to a place. */
export const isAt = ({ verb, recordedPath }: Place, { request }: RequestShape): boolean =>
  request.verb === verb && matches(recordedPath, request.path);

/** The requests of one call belong together: an event may have led to another. Of two alike the first was refused. */
export const together = (requests: Recorded[]): Recorded[][] => {
  const calls = new Map<unknown, Recorded[]>();
  for (const one of requests) {
    const key = one.of?.call ?? one;
    calls.set(key, [...(calls.get(key) ?? []), one]);
  }
  const isRepeated = ({ request, answer }: Recorded, next: Recorded | undefined) =>
    answer?.status === 401 && next?.request.verb === request.verb && next.request.path === request.path;
  return [...calls.values()].map((all) => all.filter((one, index) => !isRepeated(one, all[index + 1])));
};

export const markOf = (placeholder: string) => /^<[a-z]+:([^>]+)>$/.exec(placeholder)?.[1];

/** Which value of ours stands where the recording has a mark. */
const bind = (recorded: unknown, sent: unknown, marks: Map<string, unknown>): void => {
  if (typeof recorded === 'string') {
    const mark = markOf(recorded);
    if (mark !== undefined && sent !== undefined) marks.set(mark, sent);
    return;
  }
  const text = contentOf(recorded as Json);
  if (text) {
    if (typeof sent !== 'string') return;
    if (text.mark !== undefined) marks.set(text.mark, sent);
    bind(text.content, jsonIn(sent), marks);
    return;
  }
  if (recorded === null || typeof recorded !== 'object' || sent === null || typeof sent !== 'object') return;
  for (const [key, child] of Object.entries(recorded))
    if (Object.hasOwn(sent, key)) bind(child, (sent as Record<string, unknown>)[key], marks);
};

/** From the end: what an address has before the API's own path is nobody's. */
export const segmentsOf = (path: string) => path.split('/').reverse();

/** A text of which ids and sentences that end in one can be read; for a mark always the same. */
const standIn = (mark: string): string =>
  `00000000-0000-4000-8000-${createHash('sha256').update(mark).digest('hex').slice(0, 12)}`;

/** A value for each placeholder: the one that it stands for in what was sent, else one of its kind. */
const filled = (recorded: Json, marks: Map<string, unknown>): Json => {
  if (Array.isArray(recorded)) return recorded.map((one) => filled(one, marks));
  const text = contentOf(recorded);
  if (text)
    return text.mark !== undefined && marks.has(text.mark)
      ? (marks.get(text.mark) as Json)
      : jsonText(filled(text.content, marks));
  if (recorded !== null && typeof recorded === 'object')
    return Object.fromEntries(Object.entries(recorded).map(([key, one]) => [key, filled(one, marks)]));
  if (typeof recorded !== 'string') return recorded;
  if (recorded === '<boolean>') return true;
  const mark = markOf(recorded);
  if (mark === undefined) return recorded;
  if (marks.has(mark)) return marks.get(mark) as Json;
  return recorded.startsWith('<number:') ? 1 : standIn(mark);
};

const bodyOf = ({ body }: WireCall): unknown => (body === undefined ? undefined : shownBody(body));

/** A way to one recorded call in place of the platform: its requests in their order, on virtual time. */
export class Tape implements Transport {
  readonly clock = new VirtualClock();
  readonly callbacks = new Callbacks();
  readonly events = new Events(
    undefined,
    { proofOf: async () => undefined, isSubscribed: async () => true },
    () => this.clock.now(),
  );
  /** What was sent where, without its values. */
  readonly sent: { place: Place; shape: RequestShape }[] = [];
  /** The last recorded request that was sent. */
  last: Recorded | undefined;
  #next = 0;
  readonly #redaction: Redaction;
  readonly #marks = new Map<string, unknown>();

  constructor(
    private readonly recorded: Recorded[],
    private readonly places: Place[],
    private readonly orgId: string,
    words: KnownWords,
  ) {
    this.#redaction = new Redaction(words);
  }

  send(call: WireCall, token: string | undefined) {
    return this.clock.work(async () => {
      const { method, url } = call;
      const body = bodyOf(call);
      const request = {
        ...{ method, url, headers: sentHeaders(call, token) },
        ...(body !== undefined && { body }),
      };
      const place = this.places[Math.min(this.#next, this.places.length - 1)]!;
      const recorded = this.recorded[this.#next];
      this.#next += 1;
      if (!recorded?.isAssumed)
        this.sent.push({ place, shape: this.#redaction.shape({ request }) as RequestShape });
      if (!recorded || !isAt(place, recorded))
        throw new SendError('refused', 'The recording has no call of this verb and path.', 'Look at it.');
      if (!recorded.isAssumed) this.last = recorded;
      this.#bind(recorded, url, body);
      return this.#answer(recorded, body);
    });
  }

  close(): void {}

  #bind({ request }: Recorded, url: string, body: unknown): void {
    const sent = segmentsOf(new URL(url).pathname);
    for (const [index, segment] of segmentsOf(request.path).entries())
      if (sent[index] !== undefined) bind(segment, decodeURIComponent(sent[index]), this.#marks);
    bind(request.body, body, this.#marks);
  }

  async #answer({ answer, callbacks }: Recorded, body: unknown) {
    // One of the texts is the callback's address.
    const id = textsIn(body).flatMap((text) =>
      URL.canParse(text) ? (callbackIdOf(new URL(text).pathname) ?? []) : [],
    )[0];
    for (const [index, one] of callbacks.entries()) {
      const text = jsonText(filled(one, this.#marks));
      if (id !== undefined) this.callbacks.receive({ id, body: text });
      else await this.events.take({ id: `${this.#next}.${index}`, orgId: this.orgId, body: text });
    }
    if (!answer) throw cut('as in the recording');
    const text = answer.body === undefined ? '' : jsonText(filled(answer.body, this.#marks));
    return { status: answer.status, headers: {}, text };
  }
}
