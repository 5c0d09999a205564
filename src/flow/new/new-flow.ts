import { toldError } from '../../ground/told-error.js';
import type { PackageSet } from '../../package/package-set.js';
import type { FlowEvent } from '../event.js';
import { madeUpEvent } from '../made-up-event.js';
import type { Start } from '../types.js';
import { type AskedNode, answersClose, composeFlow, type StartOf } from './compose-flow.js';
import { findNode, findNodeIfAny, usualNodes } from './find-nodes.js';

const newNode = toldError('caller', 'new.node', 'A new flow cannot run the node that was asked for.');

const makesTask = ['resolve-conversation', 'create-task'];

/** Nodes after one another that would make a flow in which something is wrong from the start. Throws ToldError. */
const checkNodes = (from: StartOf, nodes: AskedNode[]): void => {
  const methods = nodes.map(({ method }) => method.id);
  const doubled = nodes.find(({ method }, index) => methods.indexOf(method.id) !== index);
  if (doubled)
    throw newNode(
      `${doubled.method.name.toLowerCase()} was asked for twice.`,
      'Name it once; add further steps to the file.',
    );
  const placeOf = (node: string) => nodes.findIndex(({ version }) => version.node.id === node);
  if ('channel' in from && placeOf('screen-pop') >= 0)
    throw newNode(
      'A screen pops at the desktop of an agent, and no agent has the task when a message starts the flow.',
      'Put screen-pop into a flow of its own: --event "Task Routed" --nodes routed-notification,screen-pop.',
    );
  const [asks, queues] = [placeOf('piq-and-ewt'), placeOf('queue-task')];
  if (asks >= 0 && (queues < 0 || queues > asks))
    throw newNode(
      'piq-and-ewt asks for the position in a queue, and no queue-task stands before it.',
      'Put queue-task before it: --nodes queue-task,piq-and-ewt.',
    );
  const opening = nodes.flatMap(({ version }, index) => (makesTask.includes(version.node.id) ? [index] : []));
  const [opens, second] = opening;
  if (opens === undefined) return;
  if (second !== undefined)
    throw newNode(
      `${methods[opens]} opens a task, and ${methods[second]} opens a second one: a new flow cares for one.`,
      `Make two flows: --nodes ${methods.toSpliced(second, 1).join(',')}, and --nodes ${methods.toSpliced(opens, 1).join(',')}.`,
    );
  const caresFor = ({ version, method }: AskedNode) =>
    version.node.id === 'queue-task' || method.id === 'closed-task-on-wxcc';
  if (!nodes.slice(opens + 1).some(caresFor))
    throw newNode(
      `${methods[opens]} opens a task, and no node after it queues or closes it: no agent would ever see it.`,
      `Let queue-task follow: --nodes ${methods.toSpliced(opens + 1, 0, 'queue-task').join(',')}.`,
    );
};

/**
 * A flow that runs the named nodes one after the other, and an event that starts it. Throws ToldError.
 * @param names nodes or methods as people write them; those that the start wants when undefined
 */
export const newFlow = async (
  packages: PackageSet,
  name: string,
  from: StartOf,
  names: string[] = usualNodes(from),
): Promise<{ flow: { [key: string]: unknown }; event: FlowEvent }> => {
  const nodes: AskedNode[] = [];
  for (const one of names) nodes.push(await findNode(packages, one, from));
  checkNodes(from, nodes);
  const flow = composeFlow(name, from, nodes, await findNodeIfAny(packages, 'closed-task-on-wxcc', from));
  // A flow without the answer is one for contacts that ask for none when they are closed.
  const answers = nodes.some(({ method }) => answersClose.includes(method.id));
  return { flow, event: madeUpEvent(flow.start as Start, answers) };
};
