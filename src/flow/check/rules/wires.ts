import type { Connection } from '../../../../schemas/types.js';
import { wireOf, wireProblem } from '../../../runtime/wire.js';
import { namesIn } from '../../references.js';
import type { Flow } from '../../types.js';
import { type Draft, foundMethod, nameOf, pointerOf, type Rule, stepsOf } from '../rule.js';

/** Names of the flow's own transaction, whose id is the task's on the wire task alone. */
const ownIds = /(?:^|\.)(?:transid|flid)$/i;

const ownTaskIds = (connection: Connection, flow: Flow): Draft[] => {
  if (wireOf(connection) !== 'public') return [];
  return stepsOf(flow, 'node').flatMap(({ place, step }): Draft[] => {
    const { taskId } = step.input ?? {};
    const own = typeof taskId === 'string' ? namesIn(taskId).find((name) => ownIds.test(name)) : undefined;
    if (own === undefined) return [];
    return [
      {
        rule: 'wire.task-id',
        severity: 'warning',
        pointer: `${pointerOf(place)}/input/taskId`,
        message: `${nameOf(step)}: $(${own}) is the flow's own id; over the published APIs the task has another.`,
        remedy: 'Give the taskId that Resolve Conversation, or the event of the task, tells.',
      },
    ];
  });
};

/** Every node can be called over the wire of the connection, with the ids that it gives. */
export const wires: Rule = (subject) => {
  const { connection, flow } = subject;
  if (!connection) return [];
  const lacking = stepsOf(flow, 'node').flatMap(({ place, step }): Draft[] => {
    const method = foundMethod(subject, place);
    const problem = method && wireProblem(connection, method);
    if (!problem) return [];
    return [
      {
        rule: 'wire.unavailable',
        pointer: `${pointerOf(place)}/method`,
        message: `${nameOf(step)}: ${problem.message}`,
        remedy: problem.remedy,
      },
    ];
  });
  return [...lacking, ...ownTaskIds(connection, flow)];
};
