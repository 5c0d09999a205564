import type { Connection } from '../../schemas/types.js';
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

const undeclared = (id: string, place: string, name: string, known: string[]) =>
  endpointOutcome(
    `The connection's endpoints["${id}"]/${place} names ${JSON.stringify(name)}, which ${id} does not have.`,
    `It has: ${known.join(', ')}.`,
  );

/**
 * A method as a connection's endpoint says that the API has it: other answers, another place and other words of the
 * callback, other paths of the outputs. Throws ToldError for an outcome or output that the method does not declare.
 */
export const withEndpoint = (connection: Connection, method: CallableMethod): CallableMethod => {
  const { id, definition, output } = method;
  const endpoint = connection.endpoints?.[id];
  if (!endpoint || method.wireName === 'public') return method;
  const { answers, callback, outputs = {} } = endpoint;
  const outcomes = [...Object.keys(definition.outcomes), ...Object.keys(builtInOutcomes)];
  const outcomeOf = (place: string, name: string) => {
    if (outcomes.includes(name)) return name;
    throw undeclared(id, place, name, outcomes);
  };
  const waits = Object.values(definition.answers ?? {}).find((rule) => typeof rule === 'object');
  const ruleOf = (status: string, name: string) => {
    if (name !== 'waiting') return outcomeOf(`answers/${status}`, name);
    if (waits) return waits;
    throw undeclared(id, `answers/${status}`, name, outcomes);
  };
  const known = fieldOf(output).fields.map(({ name }) => name);
  for (const name of Object.keys(outputs))
    if (!known.includes(name)) throw undeclared(id, 'outputs', name, known);
  const mapped = <Value>(entries: Record<string, string>, change: (key: string, value: string) => Value) =>
    Object.fromEntries(Object.entries(entries).map(([key, value]) => [key, change(key, value)]));
  const changed: Definition = {
    ...definition,
    ...(answers && { answers: { ...definition.answers, ...mapped(answers, ruleOf) } }),
    ...(callback?.words && {
      callback: mapped(callback.words, (word, name) => outcomeOf(`callback/words/${word}`, name)),
    }),
    outputs: { ...definition.outputs, ...outputs },
  };
  return {
    ...method,
    definition: changed,
    ...(callback?.field !== undefined && { callbackField: callback.field }),
  };
};

/** A value that no path can have as one of its segments. */
export class PathValue extends Error {
  constructor(name: string, value: string) {
    super(`${JSON.stringify(value)} cannot stand in the path of a request, as {${name}} does.`);
  }
}

/** Fills the {names} of a path, each as one path segment. Throws PathValue, and ToldError for a name that nobody fills. */
export const fillPath = (path: string, values: Record<string, string | undefined>): string =>
  path.replace(/\{([^{}]+)\}/g, (_match, name: string) => {
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
