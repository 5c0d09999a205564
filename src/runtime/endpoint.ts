import type { Connection } from '../../schemas/types.js';
import { nearest } from '../ground/nearest.js';
import { appendPointer } from '../ground/pointer.js';
import { toldError } from '../ground/told-error.js';
import { isLoopback } from '../network/loopback.js';
import { builtInOutcomes, type Verb } from '../node-kit/method.js';
import type { CallableMethod } from '../package/method.js';
import { fieldOf } from '../schema/field.js';
import { apiOf } from './wire.js';

const endpointUnconfirmed = toldError(
  'operator',
  'endpoint.unconfirmed',
  'The endpoint of the method is assumed, and nobody has confirmed it for this host.',
);
const endpointPath = toldError(
  'operator',
  'endpoint.path',
  'The path of an endpoint asks for a value that nobody gives.',
);

export interface Endpoint {
  verb: Verb;
  /** With {names}. */
  path: string;
}

/**
 * The verb and path that a method's calls go to: the connection's, else the method's own. Throws ToldError
 * when that is an assumed endpoint on another machine that nobody has confirmed.
 */
export const endpointOf = (
  connection: Connection,
  { id, definition, wireName, isObserved = false }: CallableMethod,
): Endpoint => {
  // What is published needs no endpoint of anybody's.
  if (wireName === 'public') return definition.request;
  const configured = connection.endpoints?.[id];
  const api = apiOf(connection);
  const isSure = configured ? connection.confirmed !== undefined : isObserved;
  if (!isLoopback(api) && definition.request.source === 'assumed' && !isSure)
    throw endpointUnconfirmed(
      `Cisco does not publish the endpoint of ${id}; ours is assumed and is not called on ${new URL(api).host}.`,
      `Put the real verb and path into the connection's endpoints["${id}"], and who vouches for it into confirmed.`,
    );
  return configured ?? definition.request;
};

const endpointOutcome = toldError(
  'operator',
  'endpoint.outcome',
  'An endpoint of the connection names what the method does not have.',
);

type Definition = CallableMethod['definition'];

/** What an endpoint of a connection gets wrong of its method. */
export interface EndpointProblem {
  /** Into the endpoint. */
  pointer: string;
  message: string;
  remedy: string;
}

type Naming = (place: string[], name: string, known: string[]) => EndpointProblem;

const remedyFor = (name: string, known: string[]): string => {
  const near = nearest(name, known);
  return `${near === undefined ? '' : `Did you mean ${JSON.stringify(near)}? `}It has: ${known.join(', ')}.`;
};

const undeclaredBy =
  (id: string): Naming =>
  (place, name, known) => ({
    pointer: place.reduce((pointer, key) => appendPointer(pointer, key), ''),
    message: `The connection's endpoints["${id}"]/${place.join('/')} names ${JSON.stringify(name)}, which ${id} does not have.`,
    remedy: remedyFor(name, known),
  });

/** How the callback of a method is waited for; undefined where it has none. */
const waitOf = ({ answers }: Definition) =>
  Object.values(answers ?? {}).find((rule) => typeof rule === 'object');

/** Outcomes and outputs of a connection's endpoint that the method does not declare. */
const undeclaredNames = (
  connection: Connection,
  { id, definition, output }: CallableMethod,
): EndpointProblem[] => {
  const { answers = {}, callback: { words = {} } = {}, outputs = {} } = connection.endpoints?.[id] ?? {};
  const undeclared = undeclaredBy(id);
  const outcomes = [...Object.keys(definition.outcomes), ...Object.keys(builtInOutcomes)];
  const among = (known: string[], entries: Record<string, string>, ...place: string[]) =>
    Object.entries(entries)
      .filter(([, name]) => !known.includes(name))
      .map(([key, name]) => undeclared([...place, key], name, known));
  const variables = fieldOf(output).fields.map(({ name }) => name);
  return [
    ...among(waitOf(definition) ? [...outcomes, 'waiting'] : outcomes, answers, 'answers'),
    ...among(outcomes, words, 'callback', 'words'),
    ...Object.keys(outputs)
      .filter((name) => !variables.includes(name))
      .map((name) => undeclared(['outputs', name], name, variables)),
  ];
};

/** What is wrong with the path of a connection's endpoint: names that neither the method's own path has nor the connection gives. */
const pathProblems = (
  { endpoints, domain }: Connection,
  { id, definition }: CallableMethod,
): EndpointProblem[] => {
  const { path = '' } = endpoints?.[id] ?? {};
  const known = [...namesIn(definition.request.path), 'orgId', ...(domain === undefined ? [] : ['domain'])];
  const told = (message: string, remedy: string) => ({
    pointer: '/path',
    message: `The connection's endpoints["${id}"]/path ${message}`,
    remedy,
  });
  return [
    ...namesIn(path)
      .filter((name) => !known.includes(name))
      .map((name) =>
        told(
          `asks for {${name}}, which neither the method nor the connection gives.`,
          name === 'domain' ? 'Set domain in the connection.' : remedyFor(name, known),
        ),
      ),
    ...(/[{}]/.test(path.replace(pathName, ''))
      ? [told('has a brace that is no part of a {name}.', `Write a name as {${known[0]}}.`)]
      : []),
  ];
};

/** All that a connection's endpoint gets wrong of a method. */
export const endpointProblems = (connection: Connection, method: CallableMethod): EndpointProblem[] => [
  ...pathProblems(connection, method),
  ...undeclaredNames(connection, method),
];

/**
 * A method as a connection's endpoint says that the API has it: other answers, another place and other words of the
 * callback, other paths of the outputs. Throws ToldError for an outcome or output that the method does not declare.
 */
export const withEndpoint = (connection: Connection, method: CallableMethod): CallableMethod => {
  const { id, definition } = method;
  const endpoint = connection.endpoints?.[id];
  if (!endpoint || method.wireName === 'public') return method;
  const { answers, callback, outputs = {} } = endpoint;
  const [wrong] = undeclaredNames(connection, method);
  if (wrong) throw endpointOutcome(wrong.message, wrong.remedy);
  const waits = waitOf(definition)!;
  const rules = Object.entries(answers ?? {}).map(([status, name]) => [
    status,
    name === 'waiting' ? waits : name,
  ]);
  const changed: Definition = {
    ...definition,
    answers: { ...definition.answers, ...Object.fromEntries(rules) },
    ...(callback?.words && { callback: callback.words }),
    outputs: { ...definition.outputs, ...outputs },
  };
  return {
    ...method,
    definition: changed,
    ...(callback?.field !== undefined && { callbackField: callback.field }),
  };
};

const pathName = /\{([^{}]+)\}/g;

const namesIn = (path: string): string[] => [...path.matchAll(pathName)].map(([, name]) => name!);

/** A value that no path can have as one of its segments. */
export class PathValue extends Error {
  constructor(name: string, value: string) {
    super(`${JSON.stringify(value)} cannot stand in the path of a request, as {${name}} does.`);
  }
}

/** Fills the {names} of a path, each as one path segment. Throws PathValue, and ToldError for a name that nobody fills. */
export const fillPath = (path: string, values: Record<string, string | undefined>): string =>
  path.replace(pathName, (_match, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined)
      throw endpointPath(
        `The path ${path} asks for {${name}}, which neither the method nor the connection gives.`,
        'Correct the path of the endpoint in the connection, or set domain there.',
      );
    // What is made of these, escaped or not, is another path.
    if (/^\.{1,2}$/.test(value)) throw new PathValue(name, value);
    return encodeURIComponent(value);
  });
