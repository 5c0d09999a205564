import schema from '../../schemas/flow-event.schema.json' with { type: 'json' };
import type { FlowEvent } from '../../schemas/types.js';
import { isFlowEvent } from '../../schemas/validators.js';
import type { Finding } from '../ground/finding.js';
import { appendPointer } from '../ground/pointer.js';
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

/** Names of objects and items of lists, at any depth: each may become an output, and is kept with the run. */
export const mostEventValues = 10_000;

/** JSON pointer of the object or list with which what comes holds more than it may; no further one is looked at. */
export const overfullPlace = (event: unknown): string | undefined => {
  let count = 0;
  const look = (value: unknown, pointer: string): string | undefined => {
    if (!isObject(value) && !Array.isArray(value)) return undefined;
    count += Array.isArray(value) ? value.length : Object.keys(value).length;
    if (count > mostEventValues) return pointer;
    for (const [name, child] of Object.entries(value)) {
      const place = look(child, appendPointer(pointer, name));
      if (place !== undefined) return place;
    }
    return undefined;
  };
  return look(event, '');
};

/** Counted before anything is made of it. */
const bounded = (read: ReadFile<FlowEvent>): ReadFile<FlowEvent> => {
  const { value, ...rest } = read;
  const pointer = value && overfullPlace(value);
  if (pointer === undefined) return read;
  const finding: Finding = {
    severity: 'error',
    rule: 'limit.values',
    file: read.file,
    pointer,
    message: `With this the event holds over ${mostEventValues} names and items.`,
    remedy: 'Leave out what the flow does not read.',
    ...read.positions.ofPointer(pointer),
  };
  return { ...rest, findings: [...read.findings, finding] };
};

/** Reads an event file. What is wrong is a finding; never throws. */
export const readEvent = async (file: string): Promise<ReadFile<FlowEvent>> =>
  bounded(await readJsonFile(file, kind));

export const parseEvent = (file: string, text: string): ReadFile<FlowEvent> =>
  bounded(parseFile(file, text, kind));

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
