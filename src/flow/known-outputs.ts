import { suggestion } from '../ground/nearest.js';
import type { Method } from '../package/method.js';
import { hasOutput, outputsOfChannel } from './channel-outputs.js';
import { customVariables } from './custom-variables.js';
import { isPaletteStep, paletteOutputs } from './palette.js';
import type { ReadFlow } from './read-flow.js';
import type { OutputReference } from './references.js';
import { knownStartOutputs, startHasOutput } from './start-outputs.js';
import { type Flow, type Step, startId } from './types.js';

/** What the outputs of a flow's steps depend on. */
export interface OutputSources {
  flow: Flow;
  method: (place: number) => Method | undefined;
  called: ReadonlyMap<string, ReadFlow>;
}

/** The outputs of a step besides those of a Receive; undefined when they cannot be known. */
const outputsOf = ({ method, called }: OutputSources, step: Step, place: number): string[] | undefined => {
  if (isPaletteStep(step)) return paletteOutputs(step);
  switch (step.kind) {
    case 'node': {
      const found = method(place);
      return found && Object.keys(found.outputs);
    }
    case 'send':
      return ['transid'];
    case 'delay':
      return ['delay.waitTime'];
    case 'branch':
      return ['branch.output'];
    case 'call': {
      const flow = called.get(step.flow)?.value;
      return flow && ['exitResult', ...customVariables(flow)];
    }
    default:
      return [];
  }
};

/** The reference to an output of this name, where its step was left out: `receive.message` → `$(n31.receive.message)`. */
export const referenceTo = (sources: OutputSources, output: string): string | undefined => {
  const { flow } = sources;
  const steps = flow.steps.filter((step, place) =>
    step.kind === 'receive'
      ? hasOutput(outputsOfChannel(step.channel, 'receive'), output)
      : outputsOf(sources, step, place)?.includes(output),
  );
  const [giver] = startHasOutput(flow.start, output) ? [startId] : steps.map(({ id }) => id);
  return giver && `$(${giver}.${output})`;
};

/** Why a reference to an output cannot have a value; undefined when the step may give it. */
export const unknownOutput = (
  sources: OutputSources,
  { step: id, output }: OutputReference,
): { message: string; remedy: string } | undefined => {
  const { flow } = sources;
  if (id === startId)
    return startHasOutput(flow.start, output)
      ? undefined
      : {
          message: `The start has no output ${JSON.stringify(output)}.`,
          remedy: suggestion(output, knownStartOutputs(flow.start)),
        };
  const place = flow.steps.findIndex((one) => one.id === id);
  const step = flow.steps[place];
  if (!step)
    return {
      message: `There is no step ${id}, which $(${id}.${output}) reads.`,
      remedy: suggestion(id, [startId, ...flow.steps.map((one) => one.id)]),
    };
  const received = step.kind === 'receive' ? outputsOfChannel(step.channel, 'receive') : undefined;
  const known = received?.names ?? outputsOf(sources, step, place);
  if (!known || known.includes(output) || (received && hasOutput(received, output))) return undefined;
  return {
    message: `The step ${step.name} (${id}) has no output ${JSON.stringify(output)}.`,
    remedy: suggestion(output, known),
  };
};
