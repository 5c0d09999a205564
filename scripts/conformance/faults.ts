import type { Connection } from '../../schemas/types.js';
import type { InvokeCall } from '../../src/engine/engine.js';
import { fixedToken, type TokenSource } from '../../src/runtime/token-source.js';
import type { Envelope } from '../../src/sandbox/envelopes.js';
import type { Fault } from '../../src/sandbox/faults.js';
import type { People } from '../../src/sandbox/people.js';
import { authorization, type MethodContract, outcomeOfStatus } from './contract.js';
import { type Input, known } from './inputs.js';

/** What a run is arranged with, and may change. */
interface Arrangement {
  people: People;
  method: string;
  input: Input;
  /** Of the wire. */
  connection: Connection;
  token: string;
  /** Invokes once before, with a call of its own. */
  invoke: (input: Input) => Promise<unknown>;
}

export interface Case {
  /** What goes wrong, in words. */
  fault: string;
  /** The outcome that CONTRACT.md names. */
  expected: string;
  /** Orders the fault and gives what the call differs in. */
  arrange: (arrangement: Arrangement) => Promise<Partial<InvokeCall>>;
}

/** Later than the platform waits, milliseconds. */
const late = 20_000;

const ordered =
  (route: string, fault: Fault): Case['arrange'] =>
  async ({ people }) => {
    people.order(route, fault);
    return {};
  };

/** Gives a second token after the first was refused. */
const renewing = (first: string, second: string): TokenSource => ({
  getToken: async ({ rejected }) => (rejected === undefined ? first : second),
  remedy: 'none',
});

/** Every status with an error body of another shape, so that all shapes are read. */
const statuses: [number, Envelope][] = [
  [206, 'A'],
  [302, 'none'],
  [400, 'A'],
  [401, 'F'],
  [403, 'B'],
  [404, 'C'],
  [409, 'E'],
  [429, 'none'],
  [500, 'A'],
  [502, 'none'],
  [503, 'G'],
  [504, 'none'],
];

const withoutFirst = (input: Input): Input => Object.fromEntries(Object.entries(input).slice(1));

const common = (contract: MethodContract): Case[] => [
  { fault: 'none', expected: contract.success, arrange: async () => ({}) },
  {
    fault: 'an input is missing',
    expected: 'onInvalidData',
    arrange: async ({ input }) => ({ input: withoutFirst(input) }),
  },
  {
    fault: 'no token',
    expected: contract.noToken,
    arrange: async () => ({ tokens: fixedToken(undefined) }),
  },
  {
    fault: 'the token is expired and can be renewed',
    expected: contract.success,
    arrange: async ({ token }) => ({ tokens: renewing('an-expired-token', token) }),
  },
  ...statuses.map(
    ([status, envelope]): Case => ({
      fault: `status ${status}`,
      expected: outcomeOfStatus(contract, status),
      arrange: ordered(contract.route, {
        kind: 'status',
        status,
        envelope,
        ...(status === 429 && { retryAfter: 30 }),
      }),
    }),
  ),
  ...(['cut', 'cut-body', 'garbage', 'truncated', 'oversized'] as const).map(
    (kind): Case => ({
      fault: wireFaults[kind],
      expected: 'onError',
      arrange: ordered(contract.route, { kind }),
    }),
  ),
  {
    fault: 'nothing listens at the address',
    expected: 'onError',
    arrange: async ({ connection }) => {
      const nowhere = 'http://127.0.0.1:1';
      return { connection: { ...connection, taskApi: nowhere, publicApi: nowhere } };
    },
  },
  {
    fault: 'the answer is slower than the deadline',
    expected: 'onTimeout',
    arrange: ordered(contract.route, { kind: 'delay', ms: late }),
  },
];

const wireFaults = {
  cut: 'the connection breaks before the answer',
  'cut-body': 'the connection breaks in the answer',
  garbage: 'the answer is HTML',
  truncated: 'the answer is half of a JSON text',
  oversized: 'the answer is 2 MB long',
};

const callbackCases = ({ route, success, callbackFailures = [], isPublished }: MethodContract): Case[] => {
  const told = isPublished ? 'event' : 'callback';
  const change = (
    fault: string,
    expected: string,
    order: Omit<Fault & { kind: 'callback' }, 'kind'>,
  ): Case => ({
    fault,
    expected,
    arrange: ordered(route, { kind: 'callback', ...order }),
  });
  return [
    ...callbackFailures.map(({ reason, outcome }) =>
      change(
        `the ${told} reports failure${reason ? ` ${isPublished ? '' : 'of the '}${reason}` : ''}`,
        outcome,
        {
          change: 'failed',
          ...(reason && { reason }),
        },
      ),
    ),
    ...(isPublished
      ? [change('an event of an unknown type comes', 'onTimeout', { change: 'unknown-word' })]
      : [
          change('the callback brings an unknown word', 'onInvalidChoice', { change: 'unknown-word' }),
          change('an unreadable callback comes first', success, { change: 'unreadable-first' }),
        ]),
    change(`the ${told} is lost`, 'onTimeout', { change: 'lost' }),
    change(`the ${told} is later than the deadline`, 'onTimeout', { change: 'late', ms: late }),
    change(`the ${told} comes twice`, success, { change: 'doubled' }),
    change(`the ${told} comes before the answer`, success, { change: 'before-answer' }),
  ];
};

/** The same notification again: it was answered already. */
const again: (failure: string) => Case = (failure) => ({
  fault: 'the same call a second time',
  expected: failure,
  arrange: async ({ invoke, input }) => {
    await invoke(input);
    return {};
  },
});

const closeTaskOf = async (people: People, { taskId }: { taskId: string }) =>
  people.act(taskId, 'close', known.agent);

const openConversation: Case = {
  fault: 'none, the conversation is open',
  expected: 'appended',
  arrange: async ({ invoke, input }) => {
    await invoke(input);
    return {};
  },
};

const emptyQueue: Case = {
  fault: 'the queue has no history',
  expected: 'InsufficientData',
  arrange: async ({ input }) => ({ input: { ...input, queueId: known.queueWithoutHistory } }),
};

/** A second request, to the open task. */
const appendCases = (): Case[] =>
  (
    [
      [
        'the event of the second request reports failure',
        'appendFailed',
        { kind: 'callback', change: 'failed' },
      ],
      ['the event of the second request is lost', 'onTimeout', { kind: 'callback', change: 'lost' }],
      ['the second request is answered 429', 'tooManyRequests', { kind: 'status', status: 429 }],
      ['the second request is answered 403', authorization, { kind: 'status', status: 403 }],
      ['the second request is cut', 'onError', { kind: 'cut' }],
    ] as [string, string, Fault][]
  ).map(([fault, expected, order]) => ({
    fault,
    expected,
    arrange: async ({ people, invoke, input }) => {
      await invoke(input);
      people.order('append-message', order);
      return {};
    },
  }));

/** What only one method knows of Cisco's published APIs. */
const ownPublished = (method: string, { route }: MethodContract): Case[] => {
  if (method === 'resolve-conversation') return [openConversation, ...appendCases()];
  if (method !== 'piq-and-ewt') return [];
  return [
    emptyQueue,
    {
      fault: 'the answer lacks the wait',
      expected: 'Error',
      arrange: ordered(route, { kind: 'body', body: {} }),
    },
  ];
};

/** What only one method knows. */
const own = (method: string, { route, failure }: MethodContract): Case[] => {
  switch (method) {
    case 'create-task':
      return [again('Task failed')];
    case 'queue-task':
      return [again('taskFailed')];
    case 'piq-and-ewt':
      return [
        emptyQueue,
        {
          fault: 'the answer lacks the position',
          expected: 'Error',
          arrange: ordered(route, { kind: 'body', body: { ewt: 1000, status: 'Success' } }),
        },
        {
          fault: 'the wait is text',
          expected: 'Error',
          arrange: ordered(route, { kind: 'body', body: { piq: 1, ewt: '1000', status: 'Success' } }),
        },
      ];
    case 'resolve-conversation':
      return [
        openConversation,
        {
          fault: 'none, the conversation is closed',
          expected: 'reopened',
          arrange: async ({ invoke, input, people }) => {
            const { outputs } = (await invoke(input)) as { outputs: { taskId: string } };
            await closeTaskOf(people, outputs);
            return {};
          },
        },
        {
          fault: 'the callback reports failure of something else',
          expected: 'onInvalidChoice',
          arrange: ordered(route, { kind: 'callback', change: 'failed', reason: 'moon' }),
        },
      ];
    case 'set-flow-variable':
    case 'set-global-variable':
    case 'screen-pop':
      return [];
    default:
      return [again(failure)];
  }
};

/** All cases of a method: the wire faults that every method has, those of its callback, and its own. */
export const casesOf = (method: string, contract: MethodContract): Case[] => [
  ...common(contract),
  ...(contract.callbackFailures ? callbackCases(contract) : []),
  ...(contract.isPublished ? ownPublished : own)(method, contract),
];
