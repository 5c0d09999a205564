import { errorDiagnostic, warningDiagnostic } from '../../../ground/diagnostic.js';
import { readJson } from '../../../ground/read-json.js';
import { ToldError } from '../../../ground/told-error.js';
import { asText, valueAt } from '../../event.js';
import { documentedOf, type PaletteStep } from '../../palette.js';
import type { StepOf } from '../../types.js';
import type { Answers, GivenAnswer } from '../answers.js';
import { businessHour } from '../business-hours.js';
import type { RunTime } from '../run-time.js';
import type { Scope } from '../scope.js';
import type { Seed } from '../seed.js';
import type { StepResult } from '../step-result.js';
import type { World } from '../world.js';
import { askHost } from './http-request.js';

export interface PaletteSurroundings {
  scope: Scope;
  time: RunTime;
  seed: Seed;
  world: World;
  answers: Answers;
}

const typeOf = (step: PaletteStep, outcome: string): StepResult['type'] => {
  const { successes, timeout } = documentedOf(step);
  if (outcome === timeout) return 'timeout';
  return successes.includes(outcome) ? 'success' : 'error';
};

const failed = (step: PaletteStep, message: string, remedy: string, outcome = 'onError'): StepResult => ({
  outcome,
  type: typeOf(step, outcome),
  diagnostics: [errorDiagnostic(`${step.kind}.failed`, message, remedy)],
});

/** The path of an output, as members are looked up. */
export const memberPath = (path: string): string => path.replace(/^\$\.?/, '');

/** The values that a step takes out of a JSON text; what is not there becomes empty text, with a warning. */
export const extracted = (
  step: StepOf<'http' | 'dataParser'>,
  value: unknown,
): Pick<StepResult, 'outputs' | 'diagnostics'> => {
  const found = Object.entries(step.outputs ?? {}).map(
    ([name, path]) => [name, path, valueAt(value, memberPath(path))] as const,
  );
  return {
    outputs: Object.fromEntries(found.map(([name, , one]) => [name, asText(one)])),
    diagnostics: found
      .filter(([, , one]) => one === undefined)
      .map(([name, path]) =>
        warningDiagnostic(
          'output.missing',
          `There is nothing at ${path} for ${name}; it became empty text.`,
          'Compare the path with what came.',
        ),
      ),
  };
};

/** What a text is that is no JSON, for people. */
const otherThanJson = (text: string): string =>
  /^\s*</.test(text) ? 'XML or HTML, which is not simulated' : 'no JSON';

const jsonOf = (text: string): { value: unknown } | undefined => {
  const read = readJson(text);
  return 'value' in read ? read : undefined;
};

/** Asks, or takes the answer that is given. */
export const runHttp = async (
  step: StepOf<'http'>,
  surroundings: PaletteSurroundings,
  given?: GivenAnswer,
): Promise<StepResult> => {
  const { scope, world } = surroundings;
  const fill = (text: string) => scope.fill(text).text;
  const answer = given
    ? { status: given.status ?? 200, headers: given.headers ?? {}, text: asText(given.body) }
    : await askHost(step, fill, world);
  if ('outcome' in answer) return failed(step, answer.message, answer.remedy, answer.outcome);
  const read = jsonOf(answer.text);
  const own = extracted(step, read?.value);
  const unread =
    read || Object.keys(step.outputs ?? {}).length === 0
      ? []
      : [
          warningDiagnostic(
            'output.not-simulated',
            `The answer is ${otherThanJson(answer.text)}; the outputs of ${step.name} became empty texts.`,
            'Give outcome and outputs: answers of the case or the event.',
          ),
        ];
  return {
    outcome: 'onSuccess',
    type: 'success',
    outputs: {
      'https.statusCode': String(answer.status),
      'https.statusText': '',
      'https.responseBody': answer.text,
      'https.responseHeaders': JSON.stringify(answer.headers),
      ...own.outputs,
    },
    diagnostics: unread.length > 0 ? unread : (own.diagnostics ?? []),
  };
};

const dataParser = (step: StepOf<'dataParser'>, { scope }: PaletteSurroundings): StepResult => {
  if (step.format === 'XML')
    return failed(
      step,
      'XML is not simulated.',
      'Give the outcome and the outputs: answers of the case, or --fault.',
    );
  const { text } = scope.fill(step.from);
  const parsed = jsonOf(text);
  if (!parsed)
    return failed(step, `${step.from} holds ${otherThanJson(text)}.`, 'See what the step before gave.');
  return { outcome: 'onSuccess', type: 'success', ...extracted(step, parsed.value) };
};

const append = (step: StepOf<'appendConversation'>, { scope, seed }: PaletteSurroundings): StepResult => {
  const id = scope.fill(asText(step.input?.conversationId)).text;
  if (id === '')
    return failed(step, 'There is no conversation to append to.', 'Give conversationId.', 'onInvalidData');
  return { outcome: 'onAppendMessageSuccess', type: 'success', outputs: { TransId: seed.uuid() } };
};

const hours = (step: StepOf<'businessHours'>, { time }: PaletteSurroundings): StepResult => {
  try {
    return { type: 'success', ...businessHour(step, time.moment) };
  } catch (error) {
    if (!(error instanceof ToldError)) throw error;
    return failed(step, error.message, error.remedy, 'onInvalidData');
  }
};

const notSimulated = (step: PaletteStep): StepResult => {
  const [outcome = 'onSuccess'] = documentedOf(step).successes;
  return {
    outcome,
    type: 'success',
    diagnostics: [
      warningDiagnostic(
        'step.not-simulated',
        `${step.name} is not simulated; ${outcome} was taken, without outputs.`,
        'Give outcome and outputs: answers of the case or the event, or --fault.',
      ),
    ],
  };
};

/** Runs a step that reaches outside the flow: what the case or the event says of it comes first. */
export const runPaletteStep = async (
  step: PaletteStep,
  surroundings: PaletteSurroundings,
): Promise<StepResult> => {
  const given = surroundings.answers.take(step.id);
  const isHttpAnswer = step.kind === 'http' && given?.outcome === undefined && given !== undefined;
  if (given && !isHttpAnswer) {
    const outcome = given.outcome ?? documentedOf(step).successes[0] ?? 'onSuccess';
    return { outcome, type: typeOf(step, outcome), outputs: given.outputs ?? {} };
  }
  switch (step.kind) {
    case 'http':
      return runHttp(step, surroundings, given);
    case 'dataParser':
      return dataParser(step, surroundings);
    case 'businessHours':
      return hours(step, surroundings);
    case 'appendConversation':
      return append(step, surroundings);
    default:
      return notSimulated(step);
  }
};
