import type { BuildSheet } from '../../schemas/types.js';
import { builtInOutcomes } from '../node-kit/method.js';
import type { NodeVersion } from '../package/node-package.js';
import { sampleResult } from './sample-result.js';
import { shapesOf } from './shape.js';
import { elementNames } from './xml-names.js';

type Method = NodeVersion['methods'][number];
type SheetMethod = BuildSheet['methods'][number];
type Event = SheetMethod['response']['events'][number];

const edges = { success: 'Success', error: 'Error', timeout: 'Timeout' } as const;

/** The method's own outcomes and those that every node has. */
export const outcomesOf = ({ outcomes }: Method): SheetMethod['outcomes'] => [
  ...outcomes,
  ...Object.entries(builtInOutcomes).map(([name, type]) => ({ name, type })),
];

/** Answers that are no Result: wrong key, too many calls, service down. */
const refused: Event = {
  name: 'serviceRefused',
  source: 'HTTP Status',
  condition: 'not equals',
  value: '200',
  edge: 'Error',
};

const eventOf = ({ name, type }: SheetMethod['outcomes'][number]): Event => ({
  name,
  source: 'Body',
  path: '$.outcome',
  condition: 'equals',
  value: name,
  edge: edges[type],
});

/** `$.outputs.taskId`; names that are no words in brackets: `$.outputs['Task ID']`. */
const responsePath = (name: string): string =>
  /^[A-Za-z_][A-Za-z0-9_]*$/.test(name)
    ? `$.outputs.${name}`
    : `$.outputs['${name.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}']`;

/** What a flow may want to know besides the outputs. */
const extras: [name: string, path: string][] = [
  ['outcome', '$.outcome'],
  ['effect', '$.effect'],
  ['invocationId', '$.invocationId'],
  ['problem', '$.diagnostics[0].message'],
];

/** The Response section: a sample to parse, an event for each outcome and for what is no 200, and the output variables. */
export const responseSection = (from: NodeVersion, method: Method): SheetMethod['response'] => {
  const outputs = shapesOf(method.output).map(({ name }) => name);
  const names = elementNames(
    extras.map(([name]) => name),
    outputs,
  );
  return {
    format: 'JSON',
    sample: `${JSON.stringify(sampleResult(from, method), null, 2)}\n`,
    events: [...outcomesOf(method).map(eventOf), refused],
    outputs: [
      ...outputs.map((name) => ({
        parameterName: name,
        source: 'Body' as const,
        responsePath: responsePath(name),
      })),
      ...extras.map(([name, path]) => ({
        parameterName: names.get(name)!,
        source: 'Body' as const,
        responsePath: path,
      })),
    ],
  };
};
