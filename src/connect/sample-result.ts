import type { Result } from '../../schemas/types.js';
import type { Json } from '../node-kit/method.js';
import type { NodeVersion } from '../package/node-package.js';
import { type Shape, shapesOf } from './shape.js';

type Method = NodeVersion['methods'][number];
type Example = { [name: string]: Json };

const invented: Partial<Record<Shape['kind'], Json>> = { integer: 1, number: 1, boolean: true, list: [] };

const structured = ['object', 'map', 'json'];

/** An output's value: the input that it repeats, one of the same name, or what its type allows. */
const sampleOf = ({ name, kind, choices }: Shape, path: string | undefined, example: Example): Json => {
  const repeated = path?.startsWith('input.') ? example[path.slice('input.'.length)] : undefined;
  if (repeated !== undefined) return repeated;
  if (choices[0]) return choices[0].value;
  if (structured.includes(kind)) return {};
  if (kind === 'text' && typeof example[name] === 'string') return example[name];
  return invented[kind] ?? 'text';
};

/**
 * A Result as the service gives it when the method succeeds, every output variable filled, for the designer to parse.
 * Ids and times are the same in every export.
 */
export const sampleResult = (from: NodeVersion, method: Method): Result => {
  const [example = {}] = (method.input.examples ?? []) as Example[];
  const outcome = method.outcomes.find(({ type }) => type === 'success') ?? method.outcomes[0]!;
  return {
    invocationId: '00000000-0000-4000-8000-000000000000',
    node: from.node.id,
    version: from.version,
    method: method.id,
    package: { ...from.package.identity, origin: 'pack' },
    outcome: outcome.name,
    type: outcome.type,
    effect: outcome.type === 'success' ? 'done' : 'none',
    outputs: Object.fromEntries(
      shapesOf(method.output).map((shape) => [
        shape.name,
        sampleOf(shape, method.outputs[shape.name], example),
      ]),
    ),
    intermediate: [],
    diagnostics: [
      {
        severity: 'warning',
        code: 'sample',
        pointer: '',
        message: 'What was wrong or worth knowing.',
        remedy: 'What to do.',
      },
    ],
    timings: { token: 1, send: 1, wait: 1, total: 3 },
  };
};
