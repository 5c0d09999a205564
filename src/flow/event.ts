import schema from '../../schemas/flow-event.schema.json' with { type: 'json' };
import type { FlowEvent } from '../../schemas/types.js';
import { isFlowEvent } from '../../schemas/validators.js';
import { parseFile, type ReadFile, readJsonFile } from './read-json-file.js';
import { type Channel, platformOutputs, taskEventOutputs, webhookPrefix } from './start-outputs.js';
import type { Start } from './types.js';

export type { FlowEvent } from '../../schemas/types.js';

const kind = { schema, isValid: isFlowEvent };

/** Reads an event file. What is wrong is a finding; never throws. */
export const readEvent = (file: string): Promise<ReadFile<FlowEvent>> => readJsonFile(file, kind);

export const parseEvent = (file: string, text: string): ReadFile<FlowEvent> => parseFile(file, text, kind);

/** Variables are text; objects and lists are JSON text. */
export const asText = (value: unknown): string => {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
};

type Outputs = Record<string, string>;

/** Deeper members are read from the JSON text. */
const maxMemberDepth = 10;

const members = (value: unknown, name: string, into: Outputs, depth = 0): void => {
  into[name] = asText(value);
  if (value === null || typeof value !== 'object' || Array.isArray(value) || depth >= maxMemberDepth) return;
  for (const [key, child] of Object.entries(value)) members(child, `${name}.${key}`, into, depth + 1);
};

/** A message's outputs, with the channel's prefix. */
export const messageOutputs = (channel: Channel, message: object): Outputs => {
  const outputs: Outputs = {};
  for (const [name, value] of Object.entries(message)) members(value, `${channel}.${name}`, outputs);
  return outputs;
};

/** The value at a path such as `$.data.id`; the paths are ours and have names only. */
const atPath = (body: unknown, path: string): unknown =>
  path
    .split('.')
    .slice(1)
    .reduce<unknown>(
      (value, key) =>
        value !== null && typeof value === 'object' && Object.hasOwn(value, key)
          ? (value as Record<string, unknown>)[key]
          : undefined,
      body,
    );

/** What an event gives a start: its outputs, and the documented ones that it lacks. Undefined when it is another event. */
export const startOutputs = (
  start: Start,
  event: FlowEvent,
): { outputs: Outputs; missing: string[] } | undefined => {
  if (start.kind === 'channelMessage' && event.kind === 'channelMessage' && start.channel === event.channel)
    return { outputs: messageOutputs(event.channel, event.message), missing: [] };
  if (start.kind === 'webhook' && event.kind === 'webhook') {
    const body = event.body as Record<string, unknown>;
    const has = (name: string) => Object.hasOwn(body, name);
    return {
      outputs: Object.fromEntries(
        start.outputs.filter(has).map((name) => [webhookPrefix + name, asText(body[name])]),
      ),
      missing: start.outputs.filter((name) => !has(name)).map((name) => webhookPrefix + name),
    };
  }
  if (start.kind !== 'taskEvent' || event.kind !== 'taskEvent' || start.event !== event.event)
    return undefined;
  const outputs: Outputs = { ...platformOutputs };
  const missing: string[] = [];
  for (const [name, path] of Object.entries(taskEventOutputs[start.event])) {
    const value = atPath(event.body, path);
    if (value === undefined) missing.push(name);
    else outputs[name] = asText(value);
  }
  return { outputs, missing };
};
