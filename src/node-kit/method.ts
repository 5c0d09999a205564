/**
 * Where a contract fact comes from: `seed` (the user's list of nodes and versions), `documented` (a Cisco page),
 * `observed` (seen in a real flow), `assumed` (nobody outside Cisco knows; our choice, replaceable by configuration).
 */
export type Source = 'seed' | 'documented' | 'observed' | 'assumed';

export type Verb = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Success and error are the colours of the node's own outcomes; `timeout` belongs to onTimeout alone. */
export type OutcomeType = 'success' | 'error' | 'timeout';

/** The outcomes that every node of the platform has. */
export const builtInOutcomes = {
  onInvalidData: 'error',
  onError: 'error',
  onInvalidChoice: 'error',
  onTimeout: 'timeout',
} as const satisfies Record<string, OutcomeType>;

type BuiltInOutcome = keyof typeof builtInOutcomes;

/** The outcome of a missing, dead or refused authorization, on the methods that declare it. */
export const authorizationOutcome = 'onauthorizationfail';

/** JSON as it came from the wire; nothing about its shape is known. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Reads an answer or a callback and names the outcome; throw or return `onInvalidChoice` when the body lacks what it needs. */
export type Reader<Name extends string> = (body: Json) => Name | BuiltInOutcome;

/** The method is acknowledged; its outcome comes with the callback. */
export interface Waiting<Name extends string = string> {
  readonly waitsForCallback: true;
  /** An outcome that the flow sees at once, before the one of the callback. */
  readonly intermediate?: Name;
}

export const waiting: Waiting<never> = { waitsForCallback: true };

export const intermediate = <Name extends string>(outcome: Name): Waiting<Name> => ({
  waitsForCallback: true,
  intermediate: outcome,
});

export type AnswerRule<Name extends string> = Name | BuiltInOutcome | Waiting<Name> | Reader<Name>;

/** A status (`200`), a class of statuses (`5xx`), or `other`: every status without a rule that is not 2xx, 401 or 403. */
type AnswerKey = number | `${1 | 2 | 3 | 4 | 5}xx` | 'other';

/** What the runtime knows and the flow author does not type. */
export interface CallContext {
  orgId: string;
  /** Where the platform posts the asynchronous result; unguessable, valid for this call only. */
  callbackUrl: string;
  /** The node's lists (lookups of its manifest) as they were fetched last, by list id; none when none is kept. */
  fetched?: Readonly<Record<string, readonly FetchedRecord[]>>;
  /** There for a method that declares `message`. */
  message?: MessageContext;
}

/** What a customer's message needs besides what the flow knows of it. */
export interface MessageContext {
  /** The channel and the business address that the connection names for the media channel. */
  channel: string;
  businessAddress: string;
  /** A UUID: the message's id in the flow, or one made from it. The message's events bring it back. */
  aliasId: string;
  /** Of the call, milliseconds since 1970. */
  timestamp: number;
}

/** A thing of a fetched list; the columns that the look-up keeps. */
export type FetchedRecord = Readonly<Record<string, unknown>>;

/** Something that the author should know although the call goes on. */
export interface Note {
  /** JSON pointer into the input. */
  pointer: string;
  message: string;
  remedy: string;
}

/** What goes on the wire. The runtime adds the host, Authorization, X-ORGANIZATION-ID, Content-Type and trackingId. */
export interface WireRequest {
  path: Record<string, string>;
  headers?: Record<string, string>;
  body?: Record<string, unknown>;
  notes?: Note[];
  /** Why this must not be sent: what the API would refuse and the input's schema cannot know. */
  refused?: Note[];
}

/** An event of the organization, as it came (CloudEvents 1.0). */
export type EventBody = Json;

/** A second request, to which an event of the first may lead. */
interface Follow<Name extends string> {
  request: MethodDefinition['request'];
  answers: Partial<Record<AnswerKey, AnswerRule<NoInfer<Name>>>>;
  events: Record<string, NoInfer<Name> | Reader<NoInfer<Name>>>;
  /** What stands in an event's `data.reason` when it asks for the request: words of the API, which a recording may keep. */
  reasons?: string[];
  /** The request that the event asks for; none when the event is the end. Pure; the input's type is the method's. */
  build: (input: never, call: CallContext, event: EventBody) => WireRequest | undefined;
}

export interface MethodDefinition<Input = never, Output = unknown, Name extends string = string> {
  /** The method's name in the node designer. */
  label: string;
  /** Source of the label, the wire keys of the inputs, the outcomes and the outputs. */
  source: Source;
  /** Verb and path; `source` also covers the statuses of `answers` and the words of `callback`. */
  request: { verb: Verb; path: string; source: Source };
  /** The method's own outcomes, to the letter; the built-in ones are added. */
  outcomes: Record<Name, 'success' | 'error'>;
  answers: Partial<Record<AnswerKey, AnswerRule<NoInfer<Name>>>>;
  /** The callback's `status` word → outcome. Present where an answer waits. */
  callback?: Record<string, NoInfer<Name> | Reader<NoInfer<Name>>>;
  /** Which inputs name the media channel and the id of a customer's message that is sent. */
  message?: { channel: string; id: string };
  /** The event's type → outcome, where an answer waits for an event. Present in place of `callback`. */
  events?: Record<string, NoInfer<Name> | Reader<NoInfer<Name>>>;
  /** At most one further request, within the same deadline. */
  follow?: Follow<Name>;
  /** Status of a refusal → what to do about it, where more is known than for every method. */
  remedies?: Partial<Record<number, string>>;
  /** Output variable → JSONPath into the callback or event (the answer where there is none), `input.<name>`, or `outcome`, a success's name. */
  outputs?: { [Key in keyof Output]-?: string };
  /** Output variables that cannot be given on this wire. */
  missing?: NoInfer<keyof Output & string>[];
  /** Valid input → request. Pure: no clock, no I/O, no environment. */
  build: (input: Input, call: CallContext) => WireRequest;
}

/**
 * Declares a method version. Curried so that the outcome names are inferred while input and output are given:
 * `method<Inputs['v1.3/queue-task'], Outputs['v1.3/queue-task']>()({ … })`.
 */
export const method =
  <Input, Output>() =>
  <const Name extends string>(definition: MethodDefinition<Input, Output, Name>) =>
    definition;
