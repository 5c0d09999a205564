import { suggestion } from '../../ground/nearest.js';
import { FaultPlan, type FlowFault, parseFault, wrongFault } from '../faults/fault.js';
import type { StepMethod } from '../step-methods.js';
import { type Flow, findStep } from '../types.js';

/** A flow of a story, with the methods of its steps by place. */
export interface StoryFlow {
  file: string;
  /** As the story names the file. */
  path: string;
  flow: Flow;
  methods: ReadonlyMap<number, StepMethod>;
}

/** What goes wrong in one flow of a story. */
export interface StoryFault {
  file: string;
  fault: FlowFault;
}

const partOf = (text: string, key: string): string | undefined =>
  text
    .split(',')
    .map((part) => part.trim())
    .find((part) => part.startsWith(`${key}=`))
    ?.slice(key.length + 1)
    .trim();

/** The flow that a fault is for. Throws ToldError. */
const flowFor = (text: string, flows: StoryFlow[]): StoryFlow => {
  const name = partOf(text, 'flow');
  if (name !== undefined) {
    const named = flows.find(({ path, flow }) => path === name || flow.id === name);
    if (named) return named;
    const ids = flows.map(({ flow }) => flow.id);
    throw wrongFault(text, `the story has no flow ${JSON.stringify(name)}.`, suggestion(name, ids));
  }
  const step = partOf(text, 'step') ?? '';
  const [first, second] = flows.filter(({ flow }) => findStep(flow, step));
  if (first && !second) return first;
  const of = (one: StoryFlow) => `flow=${one.flow.id},${text}`;
  if (first && second)
    throw wrongFault(
      text,
      `more than one flow of the story has a step ${JSON.stringify(step)}.`,
      `Say which: ${of(first)} or ${of(second)}.`,
    );
  const names = flows.flatMap(({ flow }) => flow.steps.map((one) => one.name));
  throw wrongFault(text, `no flow of the story has a step ${JSON.stringify(step)}.`, suggestion(step, names));
};

/** `flow=task-routed,step=accept,outcome=onError` → the fault; the flow may be left out where one alone has the step. Throws ToldError. */
export const parseStoryFault = (text: string, flows: StoryFlow[]): StoryFault => {
  const { file, flow, methods } = flowFor(text, flows);
  const parts = text.split(',').filter((part) => !/^\s*flow=/.test(part));
  return { file, fault: parseFault(parts.join(','), flow, methods, text) };
};

/** The faults of each flow file, used up over all runs of the flow. */
export const faultPlans = (faults: StoryFault[]): ReadonlyMap<string, FaultPlan> =>
  new Map(
    faults.map(({ file }) => [
      file,
      new FaultPlan(faults.filter((one) => one.file === file).map(({ fault }) => fault)),
    ]),
  );
