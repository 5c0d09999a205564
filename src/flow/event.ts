import schema from '../../schemas/flow-event.schema.json' with { type: 'json' };
import type { FlowEvent } from '../../schemas/types.js';
import { isFlowEvent } from '../../schemas/validators.js';
import { jsonText } from '../node-kit/json-text.js';
import { isObject } from '../schema/schema.js';
import { type Channel, messageOutputs } from './channel-outputs.js';
import { parseFile, type ReadFile, readJsonFile } from './read-json-file.js';
import { outputReference, referencesIn } from './references.js';
import { platformOutputs, startHasOutput, taskEventOutputs, webhookPrefix } from './start-outputs.js';
import { type Flow, startId } from './types.js';

export type { FlowEvent } from '../../schemas/types.js';

const isFree = (pointer: string) =>
  /^\/(body|message|replies\/\d+\/message|answers\/[^/]+\/\d+\/body)\//.test(pointer);
const kind = { schema, isValid: isFlowEvent, isFree };

/** Reads an event file. What is wrong is a finding; never throws. */
export const readEvent = (file: string): Promise<ReadFile<FlowEvent>> => readJsonFile(file, kind);

export const parseEvent = (file: string, text: string): ReadFile<FlowEvent> => parseFile(file, text, kind);

/** Variables are text; objects and lists are JSON text. */
export const asText = (value: unknown): string => {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : jsonText(value);
};

type Outputs = Record<string, string>;

/** Deeper members are read from the JSON text. */
const maxMemberDepth = 10;

const members = (value: unknown, name: string, into: Outputs, depth = 0): void => {
  into[name] = asText(value);
  if (!isObject(value) || depth >= maxMemberDepth) return;
  for (const [key, child] of Object.entries(value)) members(child, `${name}.${key}`, into, depth + 1);
};

const flattened = (message: object): Outputs => {
  const outputs: Outputs = {};
  for (const [name, value] of Object.entries(message)) members(value, name, outputs);
  return outputs;
};

/** What a customer's answer gives the Receive that waited for it. */
export const replyOutputs = (channel: Channel, message: object): Outputs =>
  messageOutputs(channel, flattened(message), 'receive');

/** The value at a path such as `data.items[0].id` or `data.items.0.id`; a key may hold dots itself. */
export const valueAt = (value: unknown, path: string): unknown => {
  if (path === '') return value;
  if (value === null || typeof value !== 'object') return undefined;
  const steps = path
    .replace(/\[(\d+)\]/g, '.$1')
    .replace(/^\./, '')
    .split('.');
  for (let length = steps.length; length > 0; length -= 1) {
    const key = steps.slice(0, length).join('.');
    if (Object.hasOwn(value, key))
      return valueAt((value as Record<string, unknown>)[key], steps.slice(length).join('.'));
  }
  return undefined;
};

/** The names below the prefix of a webhook that the flow declares or reads. */
const webhookNames = (flow: Flow, declared: string[]): string[] => {
  const read = referencesIn(flow).flatMap(({ name }) => {
    const { step, output = '' } = outputReference(name) ?? {};
    return step === startId && startHasOutput(flow.start, output) ? [output.slice(webhookPrefix.length)] : [];
  });
  return [...new Set([...declared, ...read])];
};

/** What an event gives a flow's start: its outputs, and the documented ones that it lacks. Undefined when it is another event. */
export const startOutputs = (
  flow: Flow,
  event: FlowEvent,
): { outputs: Outputs; missing: string[] } | undefined => {
  const { start } = flow;
  if (start.kind === 'channelMessage' && event.kind === 'channelMessage' && start.channel === event.channel)
    return { outputs: messageOutputs(event.channel, flattened(event.message), 'start'), missing: [] };
  const outputs: Outputs = {};
  const missing: string[] = [];
  const take = (name: string, value: unknown) => {
    if (value === undefined) missing.push(name);
    else outputs[name] = asText(value);
  };
  if (start.kind === 'webhook' && event.kind === 'webhook') {
    for (const name of webhookNames(flow, start.outputs)) {
      const value = valueAt(event.body, name);
      take(webhookPrefix + name, value === undefined && name === 'payload' ? event.body : value);
    }
    return { outputs, missing };
  }
  if (start.kind !== 'taskEvent' || event.kind !== 'taskEvent' || start.event !== event.event)
    return undefined;
  Object.assign(outputs, platformOutputs);
  for (const [name, path] of Object.entries(taskEventOutputs[start.event]))
    take(name, valueAt(event.body, path.replace(/^\$\.?/, '')));
  return { outputs, missing };
};
