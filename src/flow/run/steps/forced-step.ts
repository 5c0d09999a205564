import type { OutcomeType } from '../../../node-kit/method.js';
import { customVariables } from '../../custom-variables.js';
import { replyOutputs } from '../../event.js';
import type { FlowFault } from '../../faults/fault.js';
import { madeUpBody, madeUpText } from '../../made-up-body.js';
import { messageOf } from '../../new/channel-facts.js';
import { noneOfTheAbove, outcomesOf } from '../../outcomes.js';
import { documentedOf, isPaletteStep, type PaletteStep } from '../../palette.js';
import type { GoingStep, StepOf } from '../../types.js';
import { type Frame, readCalled } from '../frame.js';
import type { StepResult } from '../step-result.js';
import { extracted, memberPath, type PaletteSurroundings, runHttp } from './palette-step.js';
import type { PlainStep } from './plain-steps.js';

type Outputs = Record<string, string>;
type Surroundings = PaletteSurroundings & { frame: Frame };

/** A body that has something wherever the step looks for its own outputs. */
const bodyFor = ({ outputs = {} }: StepOf<'http' | 'dataParser'>) =>
  madeUpBody(Object.values(outputs).map(memberPath));

const found = 'conversationExistsBool';

/** The documented outputs: ids are ids, all else is a text that names the output. */
const documentedOutputs = (step: PaletteStep, outcome: string, { seed }: Surroundings): Outputs => {
  const { outputs } = documentedOf(step);
  const isFound = outcome !== 'noConversationFound';
  return Object.fromEntries(
    outputs.flatMap((name): [string, string][] => {
      if (name === found) return [[name, String(isFound)]];
      const isId = /id$/i.test(name);
      if (isId && !isFound) return [];
      return [[name, isId ? seed.uuid() : madeUpText(name)]];
    }),
  );
};

const ofPalette = async (
  step: PaletteStep,
  outcome: string,
  surroundings: Surroundings,
): Promise<Outputs> => {
  switch (step.kind) {
    case 'http':
      return (await runHttp(step, surroundings, { body: bodyFor(step) })).outputs ?? {};
    case 'dataParser':
      return extracted(step, bodyFor(step)).outputs ?? {};
    default:
      return documentedOutputs(step, outcome, surroundings);
  }
};

const ofPlain = (step: PlainStep, outcome: string, { seed }: Surroundings): Outputs => {
  switch (step.kind) {
    case 'send':
      return { transid: seed.uuid() };
    case 'delay':
      return { 'delay.waitTime': String(step.seconds ?? 0) };
    case 'branch':
      return { 'branch.output': outcome === noneOfTheAbove ? 'False' : 'True' };
    case 'receive':
      return replyOutputs(step.channel, messageOf(step.channel));
    // Its variables are the script's own doing.
    case 'evaluate':
      return {};
  }
};

/** The variables of the called flow as they are at its start, and an exit result that leads to the outcome. */
const ofCall = async (
  step: StepOf<'call'>,
  isError: boolean,
  { frame, scope }: Surroundings,
): Promise<Outputs> => {
  const called = await readCalled(frame, step.flow);
  if ('refused' in called) return {};
  const { flow } = called;
  const made = [...customVariables(flow)].map((name) => [name, madeUpText(name)]);
  const given = Object.entries(step.variables ?? {}).map(([name, value]) => [name, scope.fill(value).text]);
  return {
    ...Object.fromEntries(made),
    ...flow.variables,
    ...Object.fromEntries(given),
    exitResult: isError ? '102' : '101',
  };
};

const outputsOf = async (
  step: Exclude<GoingStep, StepOf<'node'>>,
  { outcome, type }: { outcome: string; type: OutcomeType },
  surroundings: Surroundings,
): Promise<Outputs> => {
  if (step.kind === 'call') return ofCall(step, type !== 'success', surroundings);
  // After an error or a time-out these steps give nothing.
  if (type !== 'success') return {};
  return isPaletteStep(step) ? ofPalette(step, outcome, surroundings) : ofPlain(step, outcome, surroundings);
};

/** An outcome of a step that calls no node, put in place of its work, with outputs as the step gives them then. */
export const forcedStep = async (
  step: Exclude<GoingStep, StepOf<'node'>>,
  { text, outcome }: FlowFault & { outcome: string },
  surroundings: Surroundings,
): Promise<StepResult> => {
  const type = outcomesOf(step)?.find(({ name }) => name === outcome)?.type ?? 'error';
  const outputs = await outputsOf(step, { outcome, type }, surroundings);
  const isBare = Object.keys(outputs).length === 0;
  return {
    outcome,
    type,
    outputs,
    forced: {
      fault: text,
      by: 'override',
      how: `the outcome was put in place${isBare ? '' : ', with outputs that fit it'}; the step did nothing`,
    },
  };
};
