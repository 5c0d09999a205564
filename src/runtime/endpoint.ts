import type { Connection } from '../../schemas/types.js';
import { toldError } from '../ground/told-error.js';
import { isLoopback } from '../network/loopback.js';
import type { Verb } from '../node-kit/method.js';
import type { CallableMethod } from '../package/method.js';

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
export const endpointOf = (connection: Connection, { id, definition }: CallableMethod): Endpoint => {
  const configured = connection.endpoints?.[id];
  if (
    !isLoopback(connection.taskApi) &&
    definition.request.source === 'assumed' &&
    !(configured && connection.confirmed)
  )
    throw endpointUnconfirmed(
      `Cisco does not publish the endpoint of ${id}; ours is assumed and is not called on ${new URL(connection.taskApi).host}.`,
      `Put the real verb and path into the connection's endpoints["${id}"], and who vouches for it into confirmed.`,
    );
  return configured ?? definition.request;
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
