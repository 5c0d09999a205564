import { dirname, join } from 'node:path';
import type { Packages } from '../../package/package-set.js';
import { expandFlow } from '../expand.js';
import { readFlow } from '../read-flow.js';
import { findMethods, type StepMethod } from '../step-methods.js';
import { type Flow, findStep, type Step, startId } from '../types.js';
import { Scope } from './scope.js';

/** One flow while it runs: the one that was started, or one that was called. */
export interface Frame {
  flow: Flow;
  file: string;
  methods: ReadonlyMap<number, StepMethod>;
  scope: Scope;
  /** The flow that called this one. */
  caller: Frame | undefined;
}

/** Flows that may call one another in a row (our choice; the platform's limit is not known). */
const maxCallDepth = 10;

export const stepAt = (frame: Frame, reference: string): Step | undefined => findStep(frame.flow, reference);

export const openFrame = async (
  { flow: written, file }: { flow: Flow; file: string },
  packages: Packages,
  {
    variables = {},
    builtIn,
    caller,
  }: { variables?: Record<string, string>; builtIn: Record<string, string>; caller?: Frame },
): Promise<Frame> => {
  const methods = await findMethods(written, packages);
  const flow = expandFlow(written, methods);
  return { flow, file, methods, scope: new Scope({ ...flow.variables, ...variables }, builtIn), caller };
};

const depthOf = (frame: Frame | undefined): number => (frame ? 1 + depthOf(frame.caller) : 0);

const isRunning = (frame: Frame | undefined, file: string): boolean =>
  frame !== undefined && (frame.file === file || isRunning(frame.caller, file));

/** The flow file that a Call Workflow names, or why it cannot be called. */
export const readCalled = async (
  frame: Frame,
  name: string,
): Promise<{ flow: Flow; file: string } | { refused: string; remedy: string }> => {
  const file = join(dirname(frame.file), name);
  if (isRunning(frame, file))
    return {
      refused: `${name} is running already: the flows call one another in a circle.`,
      remedy: 'Let one of them end instead of calling.',
    };
  if (depthOf(frame) >= maxCallDepth)
    return { refused: `Over ${maxCallDepth} flows call one another in a row.`, remedy: 'Call less deeply.' };
  const read = await readFlow(file);
  const [first] = read.findings;
  if (read.value) return { flow: read.value, file };
  return { refused: `${name}: ${first?.message}`, remedy: first?.remedy ?? 'Correct the file.' };
};

/** The outputs of the start are read as those of step n2. */
export const setStart = ({ scope }: Frame, outputs: Record<string, string>) =>
  scope.setOutputs(startId, outputs);
