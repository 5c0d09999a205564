import type { Connection, Result } from '../../schemas/types.js';
import type { Engine } from '../engine/engine.js';
import type { Finding } from '../ground/finding.js';
import { toldError } from '../ground/told-error.js';
import { jsonText } from '../node-kit/json-text.js';
import type { Json } from '../node-kit/method.js';
import type { CallableMethod, Method, WireName } from '../package/method.js';
import { openCallbackDoor } from '../runtime/callback-door.js';
import { endpointOf, withEndpoint } from '../runtime/endpoint.js';
import { fixedToken } from '../runtime/token-source.js';
import { type KnownWords, knownWords } from './known-words.js';
import { withOwnWords } from './own-words.js';
import { placesIn } from './places.js';
import type { Shape } from './redaction.js';
import { type Heard, outcomeFindings, sentFindings } from './replay-findings.js';
import { secondSteps } from './second-steps.js';
import { isAt, type Place, placeOf, type Recorded, recordedCalls, Tape, together } from './tape.js';
import { washed } from './washed.js';

const replayTooMuch = toldError(
  'caller',
  'replay.too-much',
  'A recording has more to run than anybody records.',
);

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
  findings: Finding[];
}

export interface ReplayOptions {
  /** For messages. */
  file: string;
  /** Whether a version may be answered by a call of another version, and a method without a call is a finding. */
  isForAll?: boolean;
  /** With endpoints of its own, or channels; nothing is sent to it. */
  connection?: Connection;
}

/** Nobody listens there: all that is sent stays in this process. */
const base = 'http://127.0.0.1:0';

/** Where a wire's calls go in place of a connection's hosts; what it says of endpoints and channels stays. */
const connectionOver = (
  { wireName: wire = 'task', definition: { message } }: CallableMethod,
  examples: Json[],
  given: Connection | undefined,
): Connection => {
  const { orgId = 'replay', domain = 'replay', endpoints, channels, timeZone } = given ?? {};
  const named = examples.flatMap((example) =>
    message ? [String((example as Record<string, unknown>)[message.channel])] : [],
  );
  const standIns = Object.fromEntries(
    named.map((name) => [name, { channel: 'replay', businessAddress: 'replay' }]),
  );
  return {
    ...{ orgId, domain, wire, taskApi: base, publicApi: base, channels: { ...standIns, ...channels } },
    ...(endpoints && { endpoints }),
    ...(timeZone !== undefined && { timeZone }),
  };
};

/** Calls of a method that differ in shape, or may be read in so many ways; each is run with each example of the method. */
const maxCalls = 500;

const tooManyCalls = (name: string) =>
  replayTooMuch(
    `The recording has over ${maxCalls} calls of ${name} that differ in shape.`,
    'Leave out what is none of the API, or record for a shorter time.',
  );

/** The recorded calls that differ in shape. Throws ToldError for more than anybody records. */
const distinct = (calls: Recorded[][], words: KnownWords, name: string): Recorded[][] => {
  const shapeOf = ({ request, answer, callbacks }: Recorded) => [
    [request.verb, request.path.replaceAll(/<[^>]*>/g, '<>'), placesIn(request.body, words)],
    [answer?.status ?? 0, placesIn(answer?.body, words)],
    callbacks.map((one) => placesIn(one, words)),
  ];
  const found = new Map<string, Recorded[]>();
  for (const call of calls) {
    found.set(jsonText(call.map(shapeOf)), call);
    if (found.size > maxCalls) throw tooManyCalls(name);
  }
  return [...found.values()];
};

/** What one method version does with a recording. */
class Subject {
  readonly wire: WireName;
  readonly #connection: Connection;
  readonly #places: Place[];
  readonly #calls: Recorded[][];
  /** Each call in the ways in which the connection may read it. */
  readonly #ways: Recorded[][][];

  constructor(
    readonly method: Method,
    callable: CallableMethod,
    recorded: Recorded[],
    private readonly words: KnownWords,
    private readonly options: ReplayOptions,
  ) {
    this.wire = callable.wireName ?? 'task';
    this.#connection = connectionOver(callable, method.examples, options.connection);
    const reading = withEndpoint(this.#connection, callable);
    const { definition } = reading;
    const first = endpointOf(this.#connection, callable);
    const requests = definition.follow ? [first, definition.follow.request] : [first];
    this.#places = requests.map((request) => placeOf(request, words));
    const own = recorded.filter((one) => this.#isAbout(one));
    const calls = definition.events ? together(own) : own.map((one) => [one]);
    this.#calls = distinct([...calls, ...secondSteps(definition, this.#places, recorded)], words, this.name);
    this.#ways = this.#calls.map(([first, ...others]) =>
      withOwnWords(first!.callbacks, reading, words).map((callbacks) => [
        { ...first!, callbacks },
        ...others,
      ]),
    );
    if (this.#ways.flat().length > maxCalls) throw tooManyCalls(this.name);
  }

  get isAbsent(): boolean {
    return this.#calls.length === 0;
  }

  get name(): string {
    const { node, version, id } = this.method;
    return `${node} ${version} ${id}${this.wire === 'task' ? '' : ` over the wire ${this.wire}`}`;
  }

  finding(rule: string, message: string, remedy: string): Finding {
    const { file } = this.options;
    return { severity: 'error', rule, file, pointer: '', message: `${this.name}: ${message}`, remedy };
  }

  async replay(engine: Engine): Promise<{ replayed: Replayed; findings: Finding[] }> {
    const { node, version, id } = this.method;
    const outcomes = new Set<string>();
    const findings: Finding[] = [];
    const sent: Heard['sent'] = [];
    const tell = this.finding.bind(this);
    for (const ways of this.#ways)
      for (const input of this.method.examples) {
        const played: { outcome: string; found: Finding[] }[] = [];
        for (const call of ways) {
          const tape = new Tape(call, this.#places, this.#connection.orgId, this.words);
          const result = await this.#run(engine, tape, input);
          sent.push(...tape.sent);
          const found = tape.last ? outcomeFindings(tape.last, result, tell) : [];
          played.push({ outcome: result.outcome, found });
        }
        // Nobody knows which way it was: where one is without a finding, it may have been that one.
        const fine = played.filter(({ found }) => found.length === 0);
        for (const { outcome } of fine.length > 0 ? fine : played) outcomes.add(outcome);
        if (fine.length === 0) findings.push(...played[0]!.found);
      }
    const heard = {
      places: this.#places,
      recorded: this.#calls.flat().filter(({ isAssumed }) => !isAssumed),
      sent,
    };
    return {
      replayed: {
        ...{ node, version, method: id, wire: this.wire },
        calls: this.#calls.length,
        outcomes: [...outcomes].sort(),
      },
      findings: [...findings, ...sentFindings(heard, this.words, tell)],
    };
  }

  #isAbout(one: Recorded): boolean {
    const { of } = one;
    const { node, id, version } = this.method;
    // What others sent does not say whose it is; a request that an event led to is none of its own.
    if (!of) return isAt(this.#places[0]!, one);
    return (
      of.node === node &&
      of.method === id &&
      of.wire === this.wire &&
      (this.options.isForAll === true || of.version === version)
    );
  }

  #run(engine: Engine, tape: Tape, input: Json): Promise<Result> {
    const { node, version, id: method } = this.method;
    const { clock, callbacks, events } = tape;
    return engine
      .with({ transport: tape, clock, events, callbacks: openCallbackDoor(callbacks, 0, base) })
      .invoke({
        ...{ node, version, method, input, literal: true },
        connection: this.#connection,
        tokens: fixedToken('replay'),
      });
  }
}

const each = (findings: Finding[]): Finding[] => [
  ...new Map(findings.map((finding) => [`${finding.rule} ${finding.message}`, finding])).values(),
];

/** The methods of all packages, over each wire that they have. */
const subjectsOf = async (
  engine: Engine,
  exchanges: Iterable<Shape>,
  options: ReplayOptions,
): Promise<Subject[]> => {
  const packages = await engine.packages.nodes();
  const words = knownWords(packages);
  const recorded = recordedCalls(Array.from(exchanges, (one) => washed(one, words)));
  const methods = packages.flatMap(({ versions }) => versions.flatMap((version) => version.methods));
  const wired = methods.flatMap((method) =>
    (['task', 'public'] as const).flatMap((wire) => (method.hasWire(wire) ? [{ method, wire }] : [])),
  );
  return Promise.all(
    wired.map(
      async ({ method, wire }) => new Subject(method, await method.callable(wire), recorded, words, options),
    ),
  );
};

/**
 * Runs the examples of the methods that a recording has, with its answers, callbacks and events in place of the
 * platform's.
 */
export const replay = async (
  engine: Engine,
  exchanges: Iterable<Shape>,
  options: ReplayOptions,
): Promise<Replay> => {
  const subjects = await subjectsOf(engine, exchanges, options);
  const methods: Replayed[] = [];
  const findings: Finding[] = [];
  const absent: string[] = [];
  for (const subject of subjects) {
    if (subject.isAbsent) {
      absent.push(subject.name);
      if (options.isForAll)
        findings.push(
          subject.finding(
            'replay.absent',
            'the recording has no call of it',
            'Record one, or leave it at that.',
          ),
        );
      continue;
    }
    const { replayed, findings: own } = await subject.replay(engine);
    methods.push(replayed);
    findings.push(...own);
  }
  return { methods, absent, findings: each(findings) };
};
