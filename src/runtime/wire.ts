import type { Connection } from '../../schemas/types.js';
import { toldError } from '../ground/told-error.js';
import type { CallableMethod, Method, WireName } from '../package/method.js';

const wireUnavailable = toldError(
  'caller',
  'wire.unavailable',
  'The method does not have the wire that the connection asks for.',
);

/** How the calls of a connection travel. */
export const wireOf = ({ wire = 'task' }: Pick<Connection, 'wire'>): WireName => wire;

/** Where the calls of a connection go. */
export const apiOf = ({ wire = 'task', taskApi = '', publicApi = '' }: Connection): string =>
  wire === 'public' ? publicApi : taskApi;

/** Why a connection's wire cannot carry a method, and what to do; undefined when it can. */
export const wireProblem = (
  connection: Pick<Connection, 'wire'>,
  method: Method,
): { message: string; remedy: string } | undefined => {
  const wire = wireOf(connection);
  if (method.hasWire(wire)) return undefined;
  const lacked = method.facts.lacks?.[wire];
  return {
    message: `${method.node} ${method.version} ${method.id} cannot be called over the wire ${wire}${lacked ? `: ${lacked.reason}` : '.'}`,
    remedy: lacked
      ? `${lacked.instead} (${lacked.source})`
      : 'Use a connection whose wire is task, or a package that has the wire.',
  };
};

/** The method as the connection's wire calls it. Rejects with ToldError when the method does not have the wire. */
export const onWire = async (connection: Connection, method: Method): Promise<CallableMethod> => {
  const problem = wireProblem(connection, method);
  if (problem) throw wireUnavailable(problem.message, problem.remedy);
  return method.callable(wireOf(connection));
};
