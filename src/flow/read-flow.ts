import schema from '../../schemas/flow.schema.json' with { type: 'json' };
import type { Flow as FlowFile } from '../../schemas/types.js';
import { isFlow } from '../../schemas/validators.js';
import { parseFile, type ReadFile, readJsonFile } from './read-json-file.js';
import type { Flow, Step } from './types.js';

/** Steps may leave their transitions out; everything that works on a flow finds them. */
const withTransitions = ({ value, ...read }: ReadFile<FlowFile>): ReadFlow => ({
  ...read,
  ...(value && {
    value: {
      ...value,
      steps: value.steps.map((step) =>
        step.kind === 'end' ? step : { ...step, transitions: step.transitions ?? {} },
      ) as Step[],
    },
  }),
});

/** A flow file as it was read; `value` is the flow when text and schema are right. */
export type ReadFlow = ReadFile<Flow>;

const isFree = (pointer: string) => /^\/steps\/\d+\/input\//.test(pointer);

/** The files that lie beside flows, by a key that only they have. */
const others: [key: string, message: string, remedy: string][] = [
  [
    'happens',
    'The file is a story of flows, no flow.',
    '`wxcc-nodes flow run` tells it, `flow test` its cases.',
  ],
  ['cases', 'The file holds cases, it is no flow.', '`wxcc-nodes flow test` runs them.'],
  [
    'kind',
    'The file is an event, no flow.',
    'Name the flow; `wxcc-nodes flow run` takes the event with --event.',
  ],
];

const instead = (keys: string[]) => {
  if (keys.includes('steps') || keys.includes('start')) return undefined;
  const other = others.find(([key]) => keys.includes(key));
  return other && { message: other[1], remedy: other[2] };
};

const kind = { schema, isValid: isFlow, isFree, instead };

/** The flow files of a folder end so. */
export const flowFileEnding = '.flow.json';

/** Flow text → flow. What is wrong is a finding with line and column; never throws. */
export const parseFlow = (file: string, text: string): ReadFlow =>
  withTransitions(parseFile(file, text, kind));

/** Reads a flow file of at most 10 MB. What is wrong is a finding with line and column; never throws. */
export const readFlow = async (file: string): Promise<ReadFlow> =>
  withTransitions(await readJsonFile(file, kind));
