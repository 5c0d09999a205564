import { hasOutput, outputsOfChannel } from './channel-outputs.js';
import type { Start } from './types.js';

export type TaskEventName = Extract<Start, { kind: 'taskEvent' }>['event'];

/** The word in the body of each event (assumed). */
export const taskEventTypes: Record<TaskEventName, string> = {
  'Task Routed': 'task:routed',
  'Task Modified': 'task:modified',
  'Task Closed': 'task:closed',
};

/** Output → JSONPath into the event's body, as observed; the names differ from event to event. */
const common: Record<string, string> = {
  'webex.variables': '$.data.variables',
  'webex.origin': '$.data.origin',
  'webex.destination': '$.data.destination',
  'webex.mediaChannel': '$.data.mediaChannel',
  'webex.mediaType': '$.data.mediaType',
  'webex.direction': '$.data.direction',
  'webex.queue': '$.data.queue',
  'webex.RequestBody': '$',
};

const participant = { 'webex.ID': '$.data.id', 'webex.Type': '$.type', 'webex.agentId': '$.data.owner' };

/** The outputs of each WxCC Task v2 event and where they are in its body (observed). */
export const taskEventOutputs: Record<TaskEventName, Record<string, string>> = {
  'Task Routed': { ...participant, ...common },
  'Task Modified': { ...participant, 'webex.context': '$.data.context', ...common },
  'Task Closed': {
    'webex.taskId': '$.data.id',
    'webex.type': '$.type',
    'webex.owner': '$.data.owner',
    ...common,
  },
};

/** What the platform itself puts beside them (observed); a local run has a word of its own for it. */
export const platformOutputs = { 'webex.service.serviceKey': 'local-run' };

/** The prefix of a webhook's outputs, and those that every webhook has (observed). */
export const webhookPrefix = 'inboundWebhook.';
const everyWebhook = ['timestamp', 'transId', 'payload'];

/** Whether a name is one of these, or a member of one: `data.items[0].id` of `data`. */
const isWithin = (declared: string[], name: string) =>
  declared.some((one) => name === one || (name.startsWith(one) && /^[.[]./.test(name.slice(one.length))));

/** Whether a start gives an output; of a webhook's body also what lies deeper in what it declares. */
export const startHasOutput = (start: Start, output: string): boolean => {
  switch (start.kind) {
    case 'webhook':
      return (
        output.startsWith(webhookPrefix) &&
        isWithin([...start.outputs, ...everyWebhook], output.slice(webhookPrefix.length))
      );
    case 'channelMessage':
      return hasOutput(outputsOfChannel(start.channel, 'start'), output);
    case 'taskEvent':
      return knownStartOutputs(start).includes(output);
  }
};

/** The outputs of a start that are known by name. */
export const knownStartOutputs = (start: Start): string[] => {
  if (start.kind === 'taskEvent')
    return [...Object.keys(taskEventOutputs[start.event]), ...Object.keys(platformOutputs)];
  if (start.kind === 'webhook')
    return [...start.outputs, ...everyWebhook].map((name) => webhookPrefix + name);
  return outputsOfChannel(start.channel, 'start').names;
};
