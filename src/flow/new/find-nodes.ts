import { suggestion } from '../../ground/nearest.js';
import { ToldError, toldError } from '../../ground/told-error.js';
import type { PackageSet } from '../../package/package-set.js';
import type { AskedNode, StartOf } from './compose-flow.js';

const newNodeUnknown = toldError(
  'caller',
  'new.node-unknown',
  'There is no node or method of that name at hand.',
);

/** The method of a node that has several, when a new flow names the node alone. */
const usual = (from: StartOf): Record<string, string> => ({
  'set-variable': 'set-flow-variable',
  'close-task': 'event' in from ? 'close-task-accept' : 'closed-task-on-wxcc',
  'routed-notification': 'routed-accepted',
  'modify-notification': 'modified-accepted',
});

/** The nodes of a new flow for which nobody names any: what a message needs, or what answers the event. */
export const usualNodes = (from: StartOf): string[] => {
  if ('channel' in from) return ['resolve-conversation', 'queue-task'];
  return {
    'Task Routed': ['routed-notification'],
    'Task Modified': ['modify-notification'],
    'Task Closed': ['close-task'],
  }[from.event];
};

/** `queue-task`, `queue-task@v1.5` or `close-task-accept` → the method of a node version. Throws ToldError. */
export const findNode = async (packages: PackageSet, text: string, from: StartOf): Promise<AskedNode> => {
  const [name = '', asked] = text.trim().split('@');
  const nodes = await packages.nodes();
  const owner = nodes.find(
    ({ node, versions }) =>
      node.id === name || versions.some(({ methods }) => methods.some(({ id }) => id === name)),
  );
  if (!owner)
    throw newNodeUnknown(
      `There is no node ${JSON.stringify(name)}.`,
      suggestion(
        name,
        nodes.flatMap(({ node, versions }) => [
          node.id,
          ...versions.flatMap(({ methods }) => methods.map(({ id }) => id)),
        ]),
      ),
    );
  const version = await packages.find(owner.node.id, asked);
  const isMethod = version.methods.some(({ id }) => id === name);
  return {
    version,
    method: version.method(isMethod ? name : (usual(from)[name] ?? version.methods[0]!.id)),
  };
};

/** The same, where the node need not be at hand. */
export const findNodeIfAny = async (
  packages: PackageSet,
  text: string,
  from: StartOf,
): Promise<AskedNode | undefined> => {
  try {
    return await findNode(packages, text, from);
  } catch (error) {
    if (!(error instanceof ToldError)) throw error;
    return undefined;
  }
};
