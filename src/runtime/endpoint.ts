import type { Connection } from '../../schemas/types.js';
import { ConfigurationError } from '../ground/configuration-error.js';
import { isLoopback } from '../network/loopback.js';
import type { Verb } from '../node-kit/method.js';
import type { CallableMethod } from '../package/method.js';

export interface Endpoint {
  verb: Verb;
  /** With {names}. */
  path: string;
}

/**
 * The verb and path that a method's calls go to: the connection's, else the method's own. Throws ConfigurationError
 * when that is an assumed endpoint on another machine that nobody has confirmed.
 */
export const endpointOf = (connection: Connection, { id, definition }: CallableMethod): Endpoint => {
  const configured = connection.endpoints?.[id];
  if (
    !isLoopback(connection.taskApi) &&
    definition.request.source === 'assumed' &&
    !(configured && connection.confirmed)
  )
    throw new ConfigurationError(
      'endpoint.unconfirmed',
      `Cisco does not publish the endpoint of ${id}; ours is assumed and is not called on ${new URL(connection.taskApi).host}.`,
      `Put the real verb and path into the connection's endpoints["${id}"], and who vouches for it into confirmed.`,
    );
  return configured ?? definition.request;
};

/** Fills the {names} of a path, each as one path segment. */
export const fillPath = (path: string, values: Record<string, string | undefined>): string =>
  path.replace(/\{([^{}]+)\}/g, (_match, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined)
      throw new ConfigurationError(
        'endpoint.path',
        `The path ${path} asks for {${name}}, which neither the method nor the connection gives.`,
        'Correct the path of the endpoint in the connection, or set domain there.',
      );
    return encodeURIComponent(value);
  });
