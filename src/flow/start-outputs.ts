import type { Start, StepOf } from './types.js';

export type TaskEventName = Extract<Start, { kind: 'taskEvent' }>['event'];
export type Channel = StepOf<'receive'>['channel'];

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

/** The prefix of a webhook's outputs (assumed). */
export const webhookPrefix = 'inboundWebhook.';

/** Whether a start gives an output. A channel's outputs are not all documented: any name with its prefix may be one. */
export const startHasOutput = (start: Start, output: string): boolean => {
  switch (start.kind) {
    case 'taskEvent':
      return Object.hasOwn(taskEventOutputs[start.event], output) || Object.hasOwn(platformOutputs, output);
    case 'webhook':
      return output.startsWith(webhookPrefix) && start.outputs.includes(output.slice(webhookPrefix.length));
    case 'channelMessage':
      return output.startsWith(`${start.channel}.`);
  }
};

/** The outputs of a start that are known by name, for suggestions. */
export const knownStartOutputs = (start: Start): string[] => {
  if (start.kind === 'taskEvent')
    return [...Object.keys(taskEventOutputs[start.event]), ...Object.keys(platformOutputs)];
  if (start.kind === 'webhook') return start.outputs.map((name) => webhookPrefix + name);
  return [];
};
