import { attachmentWarning, refusedAttachments } from '../../refused-attachments.js';
import { definiteFacts } from '../definite.js';
import { type Draft, nameOf, pointerOf, type Rule, stepsOf } from '../rule.js';

const stepsOfNode = (flow: Parameters<Rule>[0]['flow'], node: string) =>
  stepsOf(flow, 'node').filter(({ step }) => step.node === node);

/** A screen pops at an agent's desktop, and a flow that a message starts has no agent yet (documented). */
export const screenPops: Rule = ({ flow }) =>
  flow.start.kind !== 'channelMessage'
    ? []
    : stepsOfNode(flow, 'screen-pop').map(
        ({ place, step }): Draft => ({
          severity: 'warning',
          rule: 'screen-pop.no-agent',
          pointer: pointerOf(place),
          message: `The Screen Pop ${nameOf(step)} is in a flow that a message starts: no agent has the task then.`,
          remedy: 'Put it into the flow that Task Routed starts; its agent is $(n2.webex.agentId).',
        }),
      );

/** Position and wait are those of a task that is in a queue (documented). */
export const positionsInQueue: Rule = ({ flow, graph }) => {
  const asking = stepsOfNode(flow, 'piq-and-ewt');
  if (asking.length === 0) return [];
  const queued = 0;
  const before = definiteFacts(graph, {
    size: 1,
    initial: [],
    added: ({ from }) => {
      const step = flow.steps[from]!;
      // A called flow may queue.
      return step.kind === 'call' || (step.kind === 'node' && step.node === 'queue-task') ? [queued] : [];
    },
  });
  return asking.flatMap(({ place, step }): Draft[] =>
    before[place]?.has(queued) === false
      ? [
          {
            severity: 'warning',
            rule: 'piq-and-ewt.not-queued',
            pointer: pointerOf(place),
            message: `${nameOf(step)} asks for position and wait, and a path leads there without a Queue Task.`,
            remedy: 'Ask after Queue Task, as long as the task is in the queue.',
          },
        ]
      : [],
  );
};

/** Attachments that stand in the flow are of types that the channel takes; others show at run time. */
export const attachments: Rule = ({ flow }) =>
  stepsOfNode(flow, 'resolve-conversation').flatMap(({ place, step }): Draft[] => {
    const types = refusedAttachments(step.input);
    if (types.length === 0) return [];
    return [
      {
        severity: 'warning',
        rule: 'resolve-conversation.attachment',
        pointer: `${pointerOf(place)}/input/details`,
        ...attachmentWarning(types, step.input.mediaChannel),
      },
    ];
  });
