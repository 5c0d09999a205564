import type { Diagnostic } from '../../../ground/diagnostic.js';
import { errorDiagnostic, warningDiagnostic } from '../../../ground/diagnostic.js';
import { suggestion } from '../../../ground/nearest.js';
import { calendarTime, momentOf } from '../../../ground/time-zone.js';
import { replyOutputs } from '../../event.js';
import { canonicalOutcome, noneOfTheAbove, onSuccess, outcomesOf } from '../../outcomes.js';
import { referencesIn } from '../../references.js';
import { scriptOf } from '../../script.js';
import { readScript } from '../../script-source.js';
import type { Flow, StepOf } from '../../types.js';
import { ConditionError, hold } from '../conditions.js';
import { evaluateScript } from '../evaluate-script.js';
import type { RunTime } from '../run-time.js';
import type { Scope } from '../scope.js';
import type { Seed } from '../seed.js';
import type { StepResult } from '../step-result.js';

/** What a customer sends when a Receive waits. */
export interface Reply {
  afterSeconds: number;
  message: object;
}

export interface PlainSurroundings {
  flow: Flow;
  scope: Scope;
  time: RunTime;
  seed: Seed;
  /** Taken from the front, one by each Receive. */
  replies: Reply[];
}

/** The script's own variables, and the texts that stand for `$(name)` in it. */
const scriptOfRun = (step: StepOf<'evaluate'>, scope: Scope) => {
  const warnings: Diagnostic[] = [];
  const fill = (name: string) => {
    const filled = scope.fill(`$(${name})`);
    warnings.push(...filled.warnings);
    return filled.text;
  };
  const { code, bare } = readScript(scriptOf(step), fill);
  const stand = Object.fromEntries([...bare].map(([place, name]) => [place, fill(name)]));
  return { code, variables: { ...scope.custom(), ...stand }, warnings };
};

/** What a variable that held a list or an object means for a flow that reads it. */
const objectWarning = (name: string) =>
  warningDiagnostic(
    'evaluate.object',
    `The variable ${name} held a list or an object; its text is not JSON.`,
    'Set it to JSON.stringify(…) of what it holds.',
  );

const digitsWarning = (name: string) =>
  warningDiagnostic(
    'evaluate.digits',
    `The variable ${name} is a number beyond 9007199254740991, of which JavaScript keeps no digits beyond the first 16.`,
    'Keep it as text: inside of quotes, and not through Number or JSON.parse.',
  );

const evaluate = async (
  step: StepOf<'evaluate'>,
  { scope, time, seed, flow }: PlainSurroundings,
): Promise<StepResult> => {
  const { code, variables, warnings } = scriptOfRun(step, scope);
  const result = await evaluateScript(code, {
    variables,
    moment: time.moment,
    seed: seed.next(),
  });
  if (result.error !== undefined)
    return {
      outcome: 'onError',
      type: 'error',
      diagnostics: [errorDiagnostic('evaluate.failed', result.error, 'Correct the script.'), ...warnings],
    };
  const { outcome, variables: sets, objects = [], inexact = [] } = result;
  warnings.push(...inexact.map(digitsWarning));
  if (objects.length > 0) {
    const read = new Set(referencesIn(flow).map(({ name }) => name));
    warnings.push(...objects.filter((name) => read.has(name)).map(objectWarning));
  }
  if (Object.keys(step.transitions).some((name) => canonicalOutcome(name) === outcome))
    return { outcome, type: 'success', sets, diagnostics: warnings };
  return {
    outcome: 'onInvalidChoice',
    type: 'error',
    sets,
    diagnostics: [
      errorDiagnostic(
        'evaluate.outcome',
        `The script gave ${JSON.stringify(outcome.slice(0, 100))}, which leads nowhere.`,
        `Give it a transition, or correct it. ${suggestion(outcome, Object.keys(step.transitions))}`,
      ),
      ...warnings,
    ],
  };
};

const branch = (step: StepOf<'branch'>, { scope }: PlainSurroundings): StepResult => {
  const warnings: Diagnostic[] = [];
  const fill = (text: string) => {
    const filled = scope.fill(text);
    warnings.push(...filled.warnings);
    return filled.text;
  };
  try {
    const chosen = step.branches.find(({ when }) => hold(when, fill));
    return {
      outcome: chosen?.outcome ?? noneOfTheAbove,
      type: 'success',
      outputs: { 'branch.output': chosen ? 'True' : 'False' },
      diagnostics: warnings,
    };
  } catch (error) {
    if (!(error instanceof ConditionError)) throw error;
    const reason = errorDiagnostic('branch.condition', error.message, 'Correct the expression.');
    return { outcome: 'onError', type: 'error', diagnostics: [reason, ...warnings] };
  }
};

const receive = async (
  step: StepOf<'receive'>,
  { time, replies }: PlainSurroundings,
): Promise<StepResult> => {
  const reply = replies.shift();
  if (!reply || reply.afterSeconds > step.seconds) {
    await time.sleep(step.seconds * 1000);
    return {
      outcome: 'onTimeout',
      type: 'timeout',
      diagnostics: [
        errorDiagnostic(
          'receive.timeout',
          `No message came within ${step.seconds} s.`,
          'Give the event a reply, or lead the time-out on.',
        ),
      ],
    };
  }
  await time.sleep(reply.afterSeconds * 1000);
  const outcome = outcomesOf(step)?.[0]?.name ?? onSuccess;
  return { outcome, type: 'success', outputs: replyOutputs(step.channel, reply.message) };
};

const send = (step: StepOf<'send'>, { scope, seed }: PlainSurroundings): StepResult => {
  const recipient = scope.fill(step.recipient);
  const message = scope.fill(step.message);
  const sent = { channel: step.channel, recipient: recipient.text, message: message.text };
  const diagnostics = [...recipient.warnings, ...message.warnings];
  if (recipient.text !== '' && message.text !== '')
    return { outcome: onSuccess, type: 'success', sent, outputs: { transid: seed.uuid() }, diagnostics };
  const missing = recipient.text === '' ? 'recipient' : 'text';
  const reason = errorDiagnostic(
    'send.empty',
    `The message has no ${missing}.`,
    'See which variable is empty.',
    `/${recipient.text === '' ? 'recipient' : 'message'}`,
  );
  const isOwn = outcomesOf(step)?.some(({ name }) => name === 'onInvalidData');
  return {
    outcome: isOwn ? 'onInvalidData' : 'onError',
    type: 'error',
    diagnostics: [reason, ...diagnostics],
  };
};

/** `24-12-2026 18:00:00` by the clocks of a zone; undefined for what is no such moment. */
const readDate = (text: string, timeZone: string): number | undefined => {
  const [, day, month, year, time] = /^(\d\d)-(\d\d)-(\d{4}) (\d\d:\d\d:\d\d)$/.exec(text.trim()) ?? [];
  const wall = calendarTime(`${year}-${month}-${day}T${time}Z`);
  return Number.isNaN(wall) ? undefined : momentOf(timeZone, wall);
};

const delay = async (step: StepOf<'delay'>, { scope, time }: PlainSurroundings): Promise<StepResult> => {
  const { at, timeZone } = time.moment;
  const date = step.until === undefined ? undefined : scope.fill(step.until).text;
  const end = date === undefined ? at + (step.seconds ?? 0) * 1000 : readDate(date, timeZone);
  if (end === undefined)
    return {
      outcome: 'onError',
      type: 'error',
      diagnostics: [
        errorDiagnostic(
          'delay.date',
          `${JSON.stringify(date!.slice(0, 100))} is no moment to wait for.`,
          'Write dd-mm-yyyy hh:mm:ss.',
        ),
      ],
    };
  const milliseconds = Math.max(0, end - at);
  await time.sleep(milliseconds);
  const outcome = outcomesOf(step)?.[0]?.name ?? onSuccess;
  return { outcome, type: 'success', outputs: { 'delay.waitTime': String(milliseconds / 1000) } };
};

export type PlainStep = StepOf<'evaluate' | 'branch' | 'delay' | 'receive' | 'send'>;

/** Runs a step that calls nobody. */
export const runPlainStep = async (step: PlainStep, surroundings: PlainSurroundings): Promise<StepResult> => {
  switch (step.kind) {
    case 'evaluate':
      return evaluate(step, surroundings);
    case 'branch':
      return branch(step, surroundings);
    case 'receive':
      return receive(step, surroundings);
    case 'send':
      return send(step, surroundings);
    case 'delay':
      return delay(step, surroundings);
  }
};
