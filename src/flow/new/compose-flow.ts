import type { Json } from '../../node-kit/method.js';
import type { Method } from '../../package/method.js';
import type { NodeVersion } from '../../package/node-package.js';
import { fieldOf } from '../../schema/field.js';
import type { Start } from '../types.js';
import { type CareChannel, type ChannelFacts, channelFacts } from './channel-facts.js';

/** A node of a new flow. */
export interface AskedNode {
  version: NodeVersion;
  method: Method;
}

export type StartOf = { channel: CareChannel } | { event: Extract<Start, { kind: 'taskEvent' }>['event'] };

const makesTask: Record<string, string> = { 'resolve-conversation': 'taskId', 'create-task': 'Task ID' };

/** A step as a flow file has it. */
type Written = { id: string; name: string; kind: string } & Record<string, unknown>;

/** Of a flow that a message starts, and of one that an event of a task starts: what the inputs of nodes are given. */
const valuesOfMessage = (facts: ChannelFacts): Record<string, Json> => ({
  taskId: '$(taskId)',
  conversationId: '$(conversationId)',
  queueId: '$(queueId)',
  dynamicQueueId: '$(queueId)',
  mediaType: facts.mediaType,
  mediaChannel: facts.mediaChannel,
  destination: `$(n2.${facts.business})`,
  origin: `$(n2.${facts.customer})`,
  customerName: `$(n2.${facts.customerName})`,
  customerId: `$(n2.${facts.customer})`,
  subject: '$(n2.email.subject)',
  flowId: '1',
  transId: '$(transid)',
  details: '$(detailsJson)',
  lookbackMinutes: '5',
});

const valuesOfEvent = (event: string): Record<string, Json> => ({
  taskId: event === 'Task Closed' ? '$(n2.webex.taskId)' : '$(n2.webex.ID)',
  conversationId: '$(conversationId)',
  mediaResourceId: '$(conversationId)',
  agentId: event === 'Task Closed' ? '$(n2.webex.owner)' : '$(n2.webex.agentId)',
  queueId: '$(n2.webex.queue)',
  mediaType: '$(n2.webex.mediaType)',
  mediaChannel: '$(n2.webex.mediaChannel)',
  screenPopUrl: 'www.example.com/customers',
  loadingBehavior: 'insideDesktop',
  reason: 'The conversation cannot be changed now',
  reasonCode: '4500',
});

/** What the inputs are given after a node that opens a task. */
const valuesOfOwnTask = ({ task, conversation }: OwnNames): Record<string, Json> => ({
  taskId: `$(${task})`,
  conversationId: `$(${conversation})`,
  mediaResourceId: `$(${conversation})`,
});

/** An event brings no message to resolve: the example's is resolved, and its task has the media and the queue of that. */
const mediaOfOwnTask = (before: AskedNode[]): Record<string, Json> => {
  const maker = before.findLast(({ version }) => version.node.id in makesTask);
  if (maker?.version.node.id !== 'resolve-conversation') return {};
  const { mediaType, mediaChannel } = maker.method.examples[0] as Record<string, Json>;
  const facts = Object.values(channelFacts).find((one) => one.mediaChannel === mediaChannel);
  return {
    ...{ mediaType: mediaType!, mediaChannel: mediaChannel! },
    ...(facts && { queueId: facts.queueId, dynamicQueueId: facts.queueId }),
  };
};

/** What the vendor's flows send where no node has told them the conversation. */
const nobodyTold = '000000000000000';

const flowVariables: Json = [{ name: 'Topic', type: 'String', value: 'Order' }];
const globalVariables: Json = [{ name: 'vip', type: 'Boolean', value: 'False' }];

/** The inputs that a method must have: from the flow where it knows them, else as the method's first example has them. */
const inputOf = (method: Method, values: Record<string, Json>): { [name: string]: Json } => {
  const example = method.examples[0] as { [name: string]: Json };
  const chosen: { [name: string]: Json } = { ...example, ...values };
  // What a variable will choose at the run, nobody knows now: of that all is given that the flow knows.
  const mayHold = (name: string, { tag, values: some }: { tag: string; values: Json[] }) =>
    some.includes(chosen[tag] as Json) ||
    (Object.hasOwn(chosen, name) && String(chosen[tag]).startsWith('$('));
  const needed = fieldOf(method.input).fields.filter(
    ({ name, required, when }) => required && when.every((one) => mayHold(name, one)),
  );
  return Object.fromEntries(
    needed.map(({ name }): [string, Json] => {
      if (name === 'variables')
        return [name, method.id === 'set-global-variable' ? globalVariables : flowVariables];
      return [name, chosen[name] ?? ''];
    }),
  );
};

const detailsScript = ({ details }: ChannelFacts): string[] => [
  'var detailsJson = JSON.stringify({',
  '  messageDetails: {',
  ...Object.entries(details).map(([name, value], index, all) => {
    const text = value.startsWith('=') ? `'${value.slice(1)}'` : `$(n2.${value})`;
    return `    ${name}: ${text}${index < all.length - 1 ? ',' : ''}`;
  }),
  '  }',
  '});',
  "'ready';",
];

const eventScript = [
  'var list = JSON.parse($(n2.webex.variables));',
  "var conversationId = '';",
  'for (var i = 0; i < list.length; i += 1)',
  "  if (list[i].name === 'mediaResourceId') conversationId = list[i].value;",
  "'ready';",
];

/** The methods that answer Task Closed. */
export const answersClose = ['close-task-accept', 'close-task-reject'];

/** The step to which everything leads that fails after the flow has opened a task. */
const closing = 'close the task';

/** The nodes and methods that speak of the event's own task, whatever task the flow has opened before them. */
const ofEvent = ['routed-notification', 'modify-notification', 'screen-pop', ...answersClose];

const speaksOfEvent = ({ version, method }: AskedNode) =>
  ofEvent.includes(version.node.id) || ofEvent.includes(method.id);

/** The variables that hold the task which the flow opens: a flow that an event starts knows the event's beside it. */
interface OwnNames {
  task: string;
  conversation: string;
}

const ownNames = (from: StartOf): OwnNames =>
  'channel' in from
    ? { task: 'taskId', conversation: 'conversationId' }
    : { task: 'newTaskId', conversation: 'newConversationId' };

const nameOf = ({ method }: AskedNode) => method.name.toLowerCase();

const nodeStep = (
  { version, method }: AskedNode,
  id: string,
  values: Record<string, Json>,
  own: OwnNames,
  wiring: { transitions?: Record<string, Json>; otherwise: string },
): Written => {
  const made = makesTask[version.node.id];
  const isCreate = version.node.id === 'create-task';
  return {
    kind: 'node',
    id,
    name: nameOf({ version, method }),
    node: version.node.id,
    version: version.version,
    method: method.id,
    input: inputOf(
      method,
      isCreate ? { ...values, taskId: '$(transid)', conversationId: '$(transid)' } : values,
    ),
    ...(made !== undefined && {
      // The flow itself chooses the ids of a task that it creates, and knows them whatever comes of the call.
      actions: isCreate
        ? [
            { when: 'enter', set: own.task, value: '$(transid)' },
            { when: 'enter', set: own.conversation, value: '$(transid)' },
          ]
        : [{ when: 'leave', set: own.task, value: `$(${id}.${made})` }],
    }),
    ...(wiring.transitions && { transitions: wiring.transitions }),
    otherwise: { to: wiring.otherwise },
  };
};

const ending = (id: string, name: string, exitResult: number): Written => ({
  kind: 'end',
  id,
  name,
  exitResult,
});

/**
 * A flow that runs nodes one after the other, in its short form: successes go on in listed order, everything else tells
 * the customer, closes the task that the flow has opened, and ends with an error.
 * @param closeTask the method that closes a task, where there is one
 */
export const composeFlow = (
  name: string,
  from: StartOf,
  nodes: AskedNode[],
  closeTask: AskedNode | undefined,
): { [key: string]: unknown } => {
  const facts = 'channel' in from ? channelFacts[from.channel] : undefined;
  const values = facts ? valuesOfMessage(facts) : valuesOfEvent((from as { event: string }).event);
  const makesOwn = nodes.findIndex(({ version }) => version.node.id in makesTask);
  const closes = closeTask && makesOwn >= 0 && makesOwn < nodes.length - 1 ? closeTask : undefined;
  const failed = facts ? 'apologise' : 'failed';
  const script = facts
    ? nodes.some(({ method }) => method.id === 'resolve-conversation')
      ? detailsScript(facts)
      : undefined
    : eventScript;
  const say = (id: string, step: string, message: string, end: string): Written => ({
    kind: 'send',
    id,
    name: step,
    channel: (from as { channel: CareChannel }).channel,
    recipient: `$(n2.${facts!.customer})`,
    message,
    otherwise: { to: end },
  });
  const isOpen = ({ version }: AskedNode, index: number) =>
    index > makesOwn || (index === makesOwn && version.node.id === 'create-task');
  // An event of a task wants its answer, whatever else went wrong.
  const answer = facts ? -1 : nodes.findIndex(({ method }) => answersClose.includes(method.id));
  const failureOf = (node: AskedNode, index: number) => {
    // What closes leads to the answer in its turn: the answer must not lead back to it.
    if (index !== answer && closes && isOpen(node, index)) return closing;
    return index < answer ? nameOf(nodes[answer]!) : failed;
  };
  const own = ownNames(from);
  // From the node on that opens a task, the inputs speak of that one: it is nearer than the event's.
  const valuesAt = (node: AskedNode, index: number) => {
    const media = mediaOfOwnTask(facts === undefined ? nodes.slice(0, index + 1) : []);
    if (makesOwn >= 0 && index > makesOwn && !speaksOfEvent(node))
      return { ...values, ...media, ...valuesOfOwnTask(own) };
    return node.version.node.id === 'resolve-conversation' ? { ...values, ...media } : values;
  };
  const wiringOf = (node: AskedNode, index: number) => ({
    otherwise: failureOf(node, index),
    ...(node.version.node.id === 'resolve-conversation' && {
      transitions: {
        accepted: { end: {} },
        appended: index < answer ? { to: nameOf(nodes[answer]!) } : { end: { exitResult: 101 } },
        // The word was none, but the task may be told.
        ...(closes && { onInvalidChoice: { to: closing } }),
      },
    }),
  });
  // A task closed on the way to the answer is no end yet.
  const wiringOfClosing = (node: AskedNode) => {
    if (answer < makesOwn) return { otherwise: failed };
    const to = nameOf(nodes[answer]!);
    const won = node.method.outcomes.filter(({ type }) => type === 'success');
    return {
      transitions: Object.fromEntries(won.map(({ name }): [string, Json] => [name, { to }])),
      otherwise: to,
    };
  };
  let number = 9;
  const next = () => {
    number += 1;
    return `n${number}`;
  };
  const steps: Written[] = [
    ...(script
      ? [
          {
            ...{ kind: 'evaluate', id: next(), name: facts ? 'build the details' : 'take the variables' },
            script,
            transitions: { ready: { to: nameOf(nodes[0]!) } },
            // An event of a task wants its answer, whatever its variables hold.
            otherwise: { to: facts ? failed : nameOf(nodes[0]!) },
          },
        ]
      : []),
    ...nodes.map((node, index) => nodeStep(node, next(), valuesAt(node, index), own, wiringOf(node, index))),
    ...(facts ? [say(next(), 'confirm', 'Thank you. An agent will answer you here.', 'done')] : []),
    ending(next(), 'done', 101),
    ...(closes
      ? [
          {
            ...nodeStep(closes, next(), valuesAt(closes, nodes.length), own, wiringOfClosing(closes)),
            name: closing,
          },
        ]
      : []),
    ...(facts ? [say(next(), 'apologise', 'We cannot take your message right now.', 'failed')] : []),
    ending(next(), 'failed', 102),
  ];
  return {
    $schema: 'flow.schema.json',
    id: name,
    name: name.replaceAll('-', ' ').replace(/^./, (letter) => letter.toUpperCase()),
    service: 'Customer care',
    order: 'listed',
    variables: {
      ...(facts && { taskId: '', queueId: facts.queueId }),
      conversationId: facts ? nobodyTold : '',
      ...(!facts &&
        makesOwn >= 0 && {
          newTaskId: '',
          newConversationId: nodes.some(({ version }) => version.node.id === 'create-task') ? '' : nobodyTold,
        }),
      ...(facts && script && { detailsJson: '' }),
    },
    start: {
      ...(facts
        ? { kind: 'channelMessage', channel: (from as { channel: CareChannel }).channel }
        : { kind: 'taskEvent', event: (from as { event: string }).event }),
      to: steps[0]!.name,
    },
    steps,
  };
};
