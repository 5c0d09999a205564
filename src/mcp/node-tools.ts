import type { Connection } from '../../schemas/types.js';
import type { Engine } from '../engine/engine.js';
import type { Method } from '../package/method.js';
import type { NodeVersion } from '../package/node-package.js';
import type { TokenSource } from '../runtime/token-source.js';
import type { Schema } from '../schema/schema.js';
import type { AssistantTool, ToolSchema } from './tool.js';

/** How the calls of the tools travel. */
export interface CallWay {
  /** Calls are sent; else each is a dry run. */
  sends: boolean;
  connection?: string | Connection;
  tokens?: TokenSource;
}

const dropped = new Set([
  'examples',
  'x-antiExamples',
  'x-source',
  'x-expected',
  'x-lenient',
  'x-fallback',
  'x-otherwise',
]);

/** A schema without the pack's own words. */
const plainSchema = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(plainSchema);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !dropped.has(key) && key !== 'x-uniqueBy' && key !== 'discriminator')
      .map(([key, child]) => [key, plainSchema(child)]),
  );
};

/** `queue-task`, or `queue-task_v1-3` where several versions are offered. */
const nameOf = (method: Method, withVersion: boolean) =>
  withVersion ? `${method.id}_${method.version.replaceAll('.', '-')}` : method.id;

const describe = ({ node, version }: NodeVersion, method: Method, { sends }: CallWay): string =>
  [
    `${method.name} of ${node.name} ${version}. ${node.description}`,
    sends ? 'Calls the API.' : 'A dry run: shows the request, sends nothing.',
    `Outcomes: ${method.outcomes.map(({ name, type }) => `${name} (${type})`).join(', ')}.`,
  ].join(' ');

const toolOf = (
  engine: Engine,
  version: NodeVersion,
  method: Method,
  way: CallWay,
  withVersion: boolean,
): AssistantTool => ({
  name: nameOf(method, withVersion),
  title: `${method.name} ${method.version}`,
  description: describe(version, method, way),
  inputSchema: plainSchema(method.input as Schema) as ToolSchema,
  isReadOnly: !way.sends || method.facts.request.verb === 'GET',
  run: async (input) => {
    const call = {
      ...{ node: version.node.id, version: version.version, method: method.id, input },
      ...(way.connection !== undefined && { connection: way.connection }),
      ...(way.tokens && { tokens: way.tokens }),
    };
    if (!way.sends) {
      const planned = await (await engine.plan(call)).show();
      if ('call' in planned) return { content: { dryRun: true, ...planned } };
      const [first] = planned.diagnostics;
      return {
        content: { dryRun: true, outcome: 'onInvalidData', diagnostics: planned.diagnostics },
        text: `onInvalidData: nothing would be sent. ${first?.message ?? ''} ${first?.remedy ?? ''}`.trim(),
        isError: true,
      };
    }
    const result = await engine.invoke(call);
    if (result.type === 'success') return { content: result };
    const reason = result.diagnostics.find(({ severity }) => severity === 'error');
    return {
      content: result,
      text: `${result.outcome}: ${reason?.message ?? 'no reason was given.'} ${reason?.remedy ?? ''}`.trim(),
      isError: true,
    };
  },
});

/** A tool for each method of these versions. */
export const nodeTools = (engine: Engine, versions: NodeVersion[], way: CallWay, withVersion: boolean) =>
  versions.flatMap((version) =>
    version.methods.map((method) => toolOf(engine, version, method, way, withVersion)),
  );
