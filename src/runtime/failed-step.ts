import { type Diagnostic, errorDiagnostic } from '../ground/diagnostic.js';
import { authorizationOutcome } from '../node-kit/method.js';
import type { CallableMethod } from '../package/method.js';
import type { Phases } from './phases.js';
import { RateWait } from './public-rate.js';
import { type Effect, type Step, waitNote } from './read-answer.js';
import { TokenServerError } from './token-source.js';
import { SendError } from './transport.js';
import { handlerFailed } from './wire-call.js';

/** How far a call was when it could not go on. */
export interface BrokenOff {
  phases: Phases;
  deadlineMs: number;
  /** The deadline has passed. */
  isOver: boolean;
  /** That the API has named while its event was waited for. */
  taskId: string | undefined;
  definition: CallableMethod['definition'];
}

const lookAt = ({ phases: { phase }, taskId, definition: { events } }: BrokenOff): string => {
  const task = taskId === undefined ? 'the task' : `the task ${taskId}`;
  const look = `The call may have had its effect all the same: look at ${task} before trying again.`;
  return phase === 'wait' && events
    ? `${look} Where no event ever comes, see \`wxcc-nodes subscription list\`.`
    : look;
};

const deadlinePassed = (call: BrokenOff, effect: Effect): Diagnostic =>
  errorDiagnostic(
    'deadline',
    `The deadline of ${call.deadlineMs} ms passed while waiting ${call.phases.waitingFor}.`,
    effect === 'none' ? 'The call had no effect: try again when the token server answers.' : lookAt(call),
  );

/** What a call that could not go on ends with. */
export const failedStep = (error: unknown, call: BrokenOff): Step => {
  const { phases, deadlineMs, isOver } = call;
  if (error instanceof RateWait)
    return {
      outcome: 'onTimeout',
      effect: 'none',
      reason: errorDiagnostic(
        'rate.wait',
        `${error.message} The deadline of ${deadlineMs} ms is over before; it was not sent.`,
        'Spread the calls, or let the flow wait with a Delay before it tries again.',
      ),
      notes: [waitNote(Math.ceil(error.waitMs / 1000))],
    };
  const effect = phases.phase === 'token' ? 'none' : 'possible';
  if (isOver) return { outcome: 'onTimeout', effect, reason: deadlinePassed(call, effect) };
  if (error instanceof SendError) {
    const { code, message, isSent, remedy } = error;
    return {
      outcome: 'onError',
      effect: isSent ? 'possible' : 'none',
      reason: errorDiagnostic(`send.${code}`, message, remedy),
    };
  }
  if (error instanceof TokenServerError)
    return {
      // What it asks to wait for would pass the deadline.
      outcome: error.waitSeconds === undefined ? 'onError' : 'onTimeout',
      effect: 'none',
      ...(error.waitSeconds !== undefined && { notes: [waitNote(error.waitSeconds)] }),
      reason: errorDiagnostic(`authorization.${error.code}`, error.message, error.remedy),
    };
  return { outcome: 'onError', effect, reason: handlerFailed(error) };
};

/** What a call without a usable authorization ends with. */
export const noGrant = ({ outcomes }: CallableMethod['definition'], remedy: string): Step => ({
  outcome: Object.hasOwn(outcomes, authorizationOutcome) ? authorizationOutcome : 'onError',
  reason: errorDiagnostic('authorization.missing', 'There is no usable authorization.', remedy),
});
