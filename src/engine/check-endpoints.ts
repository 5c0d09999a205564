import type { Connection } from '../../schemas/types.js';
import type { Finding } from '../ground/finding.js';
import { knownRemedy } from '../ground/nearest.js';
import { appendPointer } from '../ground/pointer.js';
import type { Method } from '../package/method.js';
import type { NodeVersion } from '../package/node-package.js';
import { type EndpointProblem, endpointProblems } from '../runtime/endpoint.js';

type Draft = Omit<Finding, 'file'>;

/** Code that does not load is told where packages are checked. */
const problemsOf = async (connection: Connection, method: Method): Promise<EndpointProblem[] | undefined> => {
  try {
    return endpointProblems(connection, await method.callable());
  } catch {
    return undefined;
  }
};

/** An error when no version of the method has it; a warning when the calls of some are refused. */
const findingOf = (
  { pointer, message, remedy }: EndpointProblem,
  versions: string[],
  isEverywhere: boolean,
): Draft => ({
  severity: isEverywhere ? 'error' : 'warning',
  rule: 'connection.endpoint',
  pointer,
  message: isEverywhere ? message : `${message} Calls of ${versions.join(', ')} are refused.`,
  remedy,
});

const endpointOf = async (connection: Connection, id: string, methods: Method[]): Promise<Draft[]> => {
  const told = new Map<string, { problem: EndpointProblem; versions: string[] }>();
  let loaded = 0;
  for (const method of methods) {
    const problems = await problemsOf(connection, method);
    if (problems) loaded += 1;
    for (const problem of problems ?? []) {
      const key = `${problem.pointer} ${problem.message}`;
      const { versions } = told.get(key) ?? { versions: [] };
      told.set(key, { problem, versions: [...versions, method.version] });
    }
  }
  const place = appendPointer('/endpoints', id);
  return [...told.values()].map(({ problem, versions }) =>
    findingOf({ ...problem, pointer: place + problem.pointer }, versions, versions.length === loaded),
  );
};

/** What the endpoints of a connection name that no method at hand has, and which of its versions have not. */
export const checkEndpoints = async (connection: Connection, versions: NodeVersion[]): Promise<Draft[]> => {
  const known = [...new Set(versions.flatMap(({ methods }) => methods.map(({ id }) => id)))];
  const found = await Promise.all(
    Object.keys(connection.endpoints ?? {}).map(async (id): Promise<Draft[]> => {
      const methods = versions.flatMap((version) => version.findMethod(id) ?? []);
      if (methods.length > 0) return endpointOf(connection, id, methods);
      return [
        {
          severity: 'warning',
          rule: 'connection.method',
          pointer: appendPointer('/endpoints', id),
          message: `No node at hand has a method ${JSON.stringify(id)}: nothing is called at this endpoint.`,
          remedy: knownRemedy('methods', known, { name: id, none: 'There are no nodes at hand.' }),
        },
      ];
    }),
  );
  return found.flat();
};
