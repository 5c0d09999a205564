import type { Connection, Result } from '../../schemas/types.js';
import type { Engine } from '../engine/engine.js';
import type { Finding } from '../ground/finding.js';
import { textsIn } from '../ground/texts-in.js';
import { VirtualClock } from '../ground/virtual-clock.js';
import { jsonText } from '../node-kit/json-text.js';
import type { Json } from '../node-kit/method.js';
import type { CallDefinition, Method, WireName } from '../package/method.js';
import { openCallbackDoor } from '../runtime/callback-door.js';
import { callbackIdOf } from '../runtime/callback-listener.js';
import { Callbacks } from '../runtime/callbacks.js';
import { shownBody } from '../runtime/exchange.js';
import { fixedToken } from '../runtime/token-source.js';
import { cut, SendError, sentHeaders, type Transport } from '../runtime/transport.js';
import type { WireCall } from '../runtime/wire-call.js';
import { placesIn } from './evidence.js';
import { kindOf } from './facts.js';
import { type KnownWords, knownWords } from './known-words.js';
import { Redaction, type Shape } from './redaction.js';
import { matches } from './report.js';

type Recorded = Exclude<Shape, { callback: Json }> & { callbacks: Json[] };

/** A method version, and what came of its calls. */
export interface Replayed {
  node: string;
  version: string;
  method: string;
  wire: WireName;
  /** How many calls of it, different in shape, the recording has. */
  calls: number;
  /** In which outcomes its examples ended with the answers of these. */
  outcomes: string[];
}

export interface Replay {
  methods: Replayed[];
  /** Method versions that the recording has no call of: `queue-task v1.5 queue-task`. */
  absent: string[];
  /** Method versions whose outcome comes with an event: they are not run. */
  notRun: string[];
  findings: Finding[];
}

export interface ReplayOptions {
  /** For messages. */
  file: string;
  /** Whether a version may be answered by a call of another version, and a method without a call is a finding. */
  isForAll?: boolean;
}

/** Nobody listens there: all that is sent stays in this process. */
const base = 'http://127.0.0.1:0';

const connections: Record<WireName, Connection> = {
  task: { orgId: 'replay', taskApi: base },
  public: { orgId: 'replay', wire: 'public', taskApi: base, publicApi: base },
};

/** The calls of a recording, each with the callbacks that came for it. */
const recordedCalls = (exchanges: Shape[]): Recorded[] => {
  const calls: Recorded[] = [];
  for (const exchange of exchanges) {
    if (!('callback' in exchange)) calls.push({ ...exchange, callbacks: [] });
    else calls.findLast(({ of }) => of?.call === exchange.of?.call)?.callbacks.push(exchange.callback);
  }
  return calls;
};

const isAbout = (
  { of, request }: Recorded,
  one: Method,
  wire: WireName,
  { verb, path }: CallDefinition['request'],
  isForAll: boolean,
): boolean => {
  if (!of) return request.verb === verb && matches(path, request.path);
  return (
    of.node === one.node &&
    of.method === one.id &&
    of.wire === wire &&
    (isForAll || of.version === one.version)
  );
};

const markOf = (placeholder: string) => /^<[a-z]+:([^>]+)>$/.exec(placeholder)?.[1];

/** Which value of ours stands where the recording has a mark. */
const bind = (recorded: unknown, sent: unknown, marks: Map<string, unknown>): void => {
  if (typeof recorded === 'string') {
    const mark = markOf(recorded);
    if (mark !== undefined && sent !== undefined) marks.set(mark, sent);
    return;
  }
  if (recorded === null || typeof recorded !== 'object' || sent === null || typeof sent !== 'object') return;
  for (const [key, child] of Object.entries(recorded))
    if (Object.hasOwn(sent, key)) bind(child, (sent as Record<string, unknown>)[key], marks);
};

/** A value for each placeholder: the one that it stands for in what was sent, else one of its kind. */
const filled = (recorded: Json, marks: Map<string, unknown>): Json => {
  if (Array.isArray(recorded)) return recorded.map((one) => filled(one, marks));
  if (recorded !== null && typeof recorded === 'object')
    return Object.fromEntries(Object.entries(recorded).map(([key, one]) => [key, filled(one, marks)]));
  if (typeof recorded !== 'string') return recorded;
  if (recorded === '<boolean>') return true;
  const mark = markOf(recorded);
  if (mark === undefined) return recorded;
  if (marks.has(mark)) return marks.get(mark) as Json;
  return recorded.startsWith('<number:') ? 1 : recorded;
};

const bodyOf = ({ body }: WireCall): unknown => (body === undefined ? undefined : shownBody(body));

/** A way to the recording in place of the platform. */
class Tape implements Transport {
  readonly clock = new VirtualClock();
  readonly callbacks = new Callbacks();
  /** What was sent, without its values. */
  readonly sent: Exclude<Shape, { callback: Json }>[] = [];
  /** Whether what was sent is what the recording has an answer to. */
  isAnswered = false;
  readonly #redaction: Redaction;

  constructor(
    private readonly recorded: Recorded,
    private readonly template: { verb: string; path: string },
    words: KnownWords,
  ) {
    this.#redaction = new Redaction(words);
  }

  send(call: WireCall, token: string | undefined) {
    return this.clock.work(async () => {
      const { method, url } = call;
      const body = bodyOf(call);
      const headers = sentHeaders(call, token);
      const request = { method, url, headers, ...(body !== undefined && { body }) };
      this.sent.push(this.#redaction.shape({ request }) as Exclude<Shape, { callback: Json }>);
      const { verb, path } = this.template;
      if (this.recorded.request.verb !== verb || !matches(path, this.recorded.request.path))
        throw new SendError('refused', 'The recording has no call of this verb and path.', 'Look at it.');
      this.isAnswered = true;
      return this.#answer(body);
    });
  }

  close(): void {}

  #answer(body: unknown) {
    const { request, answer, callbacks } = this.recorded;
    const marks = new Map<string, unknown>();
    bind(request.body, body, marks);
    // One of the texts is the callback's address.
    const id = textsIn(body).flatMap((text) =>
      URL.canParse(text) ? (callbackIdOf(new URL(text).pathname) ?? []) : [],
    )[0];
    if (id !== undefined)
      for (const one of callbacks) this.callbacks.receive({ id, body: jsonText(filled(one, marks)) });
    if (!answer) throw cut('as in the recording');
    const text = answer.body === undefined ? '' : jsonText(filled(answer.body, marks));
    return { status: answer.status, headers: {}, text };
  }
}

/** The recorded calls that differ in shape. */
const distinct = (calls: Recorded[], words: KnownWords): Recorded[] => {
  const shapeOf = ({ request, answer, callbacks }: Recorded) =>
    jsonText([
      [request.verb, request.path.replaceAll(/<[^>]*>/g, '<>'), placesIn(request.body, words)],
      [answer?.status ?? 0, placesIn(answer?.body, words)],
      callbacks.map((one) => placesIn(one, words)),
    ]);
  return [...new Map(calls.map((call) => [shapeOf(call), call])).values()];
};

type Places = ReturnType<typeof placesIn>;

const together = (all: Places[]): Map<string, Set<string>> => {
  const places = new Map<string, Set<string>>();
  for (const one of all)
    for (const [pointer, kinds] of Object.entries(one))
      for (const kind of kinds) places.set(pointer, (places.get(pointer) ?? new Set()).add(kindOf(kind)));
  return places;
};

/** What one method version does with a recording. */
class Subject {
  readonly #calls: Recorded[];

  constructor(
    readonly method: Method,
    readonly wire: WireName,
    private readonly definition: CallDefinition,
    calls: Recorded[],
    private readonly words: KnownWords,
    private readonly options: ReplayOptions,
  ) {
    this.#calls = distinct(
      calls.filter((call) => isAbout(call, method, wire, definition.request, options.isForAll === true)),
      words,
    );
  }

  get name(): string {
    const { node, version, id } = this.method;
    return `${node} ${version} ${id}${this.wire === 'task' ? '' : ` over the wire ${this.wire}`}`;
  }

  get isAbsent(): boolean {
    return this.#calls.length === 0;
  }

  get takesEvents(): boolean {
    return this.definition.events !== undefined;
  }

  finding(rule: string, message: string, remedy: string): Finding {
    const { file } = this.options;
    return { severity: 'error', rule, file, pointer: '', message: `${this.name}: ${message}`, remedy };
  }

  async replay(engine: Engine): Promise<{ replayed: Replayed; findings: Finding[] }> {
    const { node, version, id } = this.method;
    const { verb, path } = this.definition.request;
    const outcomes = new Set<string>();
    const findings: Finding[] = [];
    const sent: Places[] = [];
    const sentNames = new Set<string>();
    for (const call of this.#calls)
      for (const input of this.method.examples) {
        const tape = new Tape(call, { verb, path }, this.words);
        const result = await this.#run(engine, tape, input);
        outcomes.add(result.outcome);
        for (const { request } of tape.sent) {
          sent.push(placesIn(request.body, this.words));
          for (const name of request.headers) sentNames.add(name);
        }
        if (tape.isAnswered) findings.push(...this.#misunderstood(call, result));
      }
    findings.push(...this.#endpoint(), ...this.#headers(sentNames), ...this.#places(sent));
    return {
      replayed: {
        ...{ node, version, method: id, wire: this.wire },
        calls: this.#calls.length,
        outcomes: [...outcomes].sort(),
      },
      findings,
    };
  }

  #run(engine: Engine, tape: Tape, input: Json): Promise<Result> {
    const { node, version, id: method } = this.method;
    const { clock, callbacks } = tape;
    return engine.with({ transport: tape, clock, callbacks: openCallbackDoor(callbacks, 0, base) }).invoke({
      ...{ node, version, method, input, literal: true },
      connection: connections[this.wire],
      tokens: fixedToken('replay'),
    });
  }

  /** The endpoint that was recorded, where it is another. */
  #endpoint(): Finding[] {
    const { verb, path } = this.definition.request;
    const isOurs = ({ request }: Recorded) => request.verb === verb && matches(path, request.path);
    if (this.#calls.some(isOurs)) return [];
    const others = [
      ...new Set(this.#calls.map(({ request }) => `${request.verb} ${withoutMarks(request.path)}`)),
    ];
    return [
      this.finding(
        'replay.endpoint',
        `sends ${verb} ${path}; the recording has ${others.join(', ')}`,
        'Correct the handler, or the endpoint of a connection.',
      ),
    ];
  }

  #headers(sent: Set<string>): Finding[] {
    const recorded = new Set(this.#calls.flatMap(({ request }) => request.headers));
    // What carries the request, and not what is asked.
    const isTransport = (name: string) =>
      ['accept', 'authorization', 'content-length', 'connection'].includes(name);
    return [...sent].flatMap((name) =>
      recorded.has(name) || isTransport(name)
        ? []
        : this.finding(
            'replay.header',
            `sends the header ${name}, which the recording does not have`,
            'Look whether the platform wants it.',
          ),
    );
  }

  #places(sent: Places[]): Finding[] {
    const recorded = together(this.#calls.map(({ request }) => placesIn(request.body, this.words)));
    return [...together(sent)].flatMap(([pointer, kinds]) => {
      const known = recorded.get(pointer);
      const at = pointer === '' ? 'a body' : `${pointer} of the body`;
      if (!known)
        return this.finding(
          'replay.key',
          `sends ${at}, which the recording does not have`,
          'Look whether the platform knows it; where an input is optional, record a call with it.',
        );
      const others = [...kinds].filter((kind) => !known.has(kind));
      return others.length === 0
        ? []
        : this.finding(
            'replay.type',
            `sends ${others.join(' or ')} at ${at}; the recording has ${[...known].join(' or ')}`,
            'Look which of them the platform wants.',
          );
    });
  }

  /** A success of the platform that the method makes nothing of. */
  #misunderstood({ answer, callbacks }: Recorded, { outcome, diagnostics }: Result): Finding[] {
    const isSuccess = answer !== undefined && answer.status >= 200 && answer.status < 300;
    const isLost = ['onInvalidChoice', 'onError', 'onInvalidData'].includes(outcome);
    const isLate = outcome === 'onTimeout' && callbacks.length > 0;
    if (!isSuccess || !(isLost || isLate)) return [];
    const said = diagnostics.find(({ severity }) => severity === 'error')?.message ?? '';
    return [
      this.finding(
        'replay.outcome',
        `ends in ${outcome} where the platform answered ${answer.status}${callbacks.length > 0 ? ' and called back' : ''}. ${said}`.trim(),
        'Correct what the handler makes of the answer.',
      ),
    ];
  }
}

const withoutMarks = (text: string) => text.replaceAll(/<([a-z]+):[^>]*>/g, '<$1>');

const each = (findings: Finding[]): Finding[] => [
  ...new Map(findings.map((finding) => [`${finding.rule} ${finding.message}`, finding])).values(),
];

/** Runs the examples of the methods that a recording has, with its answers and callbacks in place of the platform's. */
export const replay = async (engine: Engine, exchanges: Shape[], options: ReplayOptions): Promise<Replay> => {
  const packages = await engine.packages.nodes();
  const words = knownWords(packages);
  const calls = recordedCalls(exchanges);
  const wired = packages.flatMap(({ versions }) =>
    versions.flatMap(({ methods }) =>
      methods.flatMap((method) =>
        (['task', 'public'] as const).flatMap((wire) => (method.hasWire(wire) ? { method, wire } : [])),
      ),
    ),
  );
  const subjects = await Promise.all(
    wired.map(async ({ method, wire }) => {
      const { definition } = await method.callable(wire);
      return new Subject(method, wire, definition, calls, words, options);
    }),
  );
  const [notRun, run] = [
    subjects.filter(({ takesEvents }) => takesEvents),
    subjects.filter(({ takesEvents }) => !takesEvents),
  ];
  const absent = run.filter(({ isAbsent }) => isAbsent);
  const methods: Replayed[] = [];
  const findings: Finding[] = [];
  for (const subject of run) {
    if (subject.isAbsent) continue;
    const { replayed, findings: own } = await subject.replay(engine);
    methods.push(replayed);
    findings.push(...own);
  }
  if (options.isForAll)
    for (const subject of absent)
      findings.push(
        subject.finding(
          'replay.absent',
          'the recording has no call of it',
          'Record one, or leave it at that.',
        ),
      );
  const namesOf = (some: Subject[]) => some.map(({ name }) => name);
  return { methods, absent: namesOf(absent), notRun: namesOf(notRun), findings: each(findings) };
};
