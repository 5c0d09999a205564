import type { Result } from '../../schemas/types.js';
import { type Diagnostic, errorDiagnostic, warningDiagnostic } from '../ground/diagnostic.js';
import { rounded } from '../ground/exact-number.js';
import { follow } from '../ground/pointer.js';
import { readJson } from '../ground/read-json.js';
import { jsonText } from '../node-kit/json-text.js';
import { authorizationOutcome, type Json } from '../node-kit/method.js';
import type { CallableMethod } from '../package/method.js';
import { errorReason } from './error-body.js';
import type { Mask } from './mask.js';
import { waitSeconds } from './retry-after.js';
import type { Answer } from './transport.js';

type Definition = CallableMethod['definition'];

type Rule = NonNullable<Definition['answers'][number]>;

export type Effect = Result['effect'];

/** What an answer or a callback leads to. */
export interface Step {
  outcome?: string;
  /** What is known of the call's effect; none when left out: nothing was sent then. */
  effect?: Effect;
  /** The outcome comes with the callback; this one is told at once. */
  waiting?: { intermediate?: string };
  /** The answer's or callback's JSON, for the outputs. */
  body?: Json;
  /** Why, when the outcome is no success. */
  reason?: Diagnostic;
  /** Worth knowing, whatever the outcome. */
  notes?: Diagnostic[];
}

/** Which statuses announce a callback is our own guess where the endpoint is: any success may. */
const unlistedWaiting = ({ answers, request }: Definition): Rule | undefined =>
  request.source === 'assumed' ? Object.values(answers).find((rule) => typeof rule === 'object') : undefined;

const unlistedNote = ({ label }: Definition, status: number): Diagnostic =>
  warningDiagnostic(
    'answer.unlisted',
    `The API answered ${status}, which is not among the answers that ${label} lists; the callback was waited for all the same.`,
    'When the API means this status so, put it into the endpoint of the connection.',
  );

/** That the flow must wait, and how long. */
export const waitNote = (seconds: number): Diagnostic => ({
  ...warningDiagnostic(
    'answer.retry-after',
    `The API asks to wait ${seconds} seconds before the next try.`,
    `Let the flow wait so long, with a Delay of ${seconds} seconds, before it tries again.`,
  ),
  received: String(seconds),
});

/** CONTRACT section 1: exact status, authorization, class of statuses, another 2xx, anything else. */
const ruleFor = (definition: Definition, status: number): Rule => {
  const { answers, outcomes } = definition;
  const exact = answers[status];
  if (exact !== undefined) return exact;
  if ((status === 401 || status === 403) && Object.hasOwn(outcomes, authorizationOutcome))
    return authorizationOutcome;
  const byClass = answers[`${Math.floor(status / 100)}xx` as '5xx'];
  if (byClass !== undefined) return byClass;
  if (status >= 200 && status < 300) return unlistedWaiting(definition) ?? 'onInvalidChoice';
  return answers.other ?? 'onError';
};

const remedies: Record<number, string> = {
  400: 'Compare the request (--dry-run) with what the API wants.',
  401: 'Authorize again; the token is expired, revoked or of another organization.',
  403: 'The authorization lacks a role or scope; authorize with a Contact Center administrator.',
  404: 'Check the ids: the task may be closed or belong to another organization.',
  405: "Check the verb and the path of the connection's endpoint.",
  408: 'Look at the task before the call is repeated: it may have been done.',
  409: 'Look at the task before the call is repeated: it is in another state than the call wants, or it was done already.',
  413: 'Shorten the inputs: the API takes no request of this size.',
  415: "Check the path of the connection's endpoint: it takes no JSON.",
  422: 'Compare the request (--dry-run) with what the API wants.',
  429: 'Wait, then try again: let the flow loop with a Delay of 60, 120 and 180 seconds.',
};

/** Nobody publishes what the task API means by a status; this is what the pack knows. */
const remedyOf = (status: number, { remedies: own }: Definition, wait: number | undefined): string => {
  // How long is said beside it.
  if (status === 429 && wait) return 'Wait as long as the API asks, then try again.';
  const known = own?.[status] ?? remedies[status];
  if (known !== undefined) return known;
  if (status >= 500) return 'Try again later; the platform does not retry by itself.';
  return status >= 400
    ? 'Compare the request (--dry-run) with the endpoint that the connection names; support at Cisco asks for the tracking id.'
    : "Check the host and the path of the connection's endpoint: redirects are not followed.";
};

const statusReason = (
  definition: Definition,
  { status, headers }: Pick<Answer, 'status' | 'headers'>,
  body: Json | undefined,
): Diagnostic => {
  const { reason, trackingId } = errorReason(body);
  const retryAfter = headers['retry-after'] ? `, Retry-After ${headers['retry-after'].slice(0, 30)}` : '';
  const tracking = trackingId ? ` (tracking id ${trackingId})` : '';
  return {
    ...errorDiagnostic(
      'answer.status',
      `The API answered ${status}${retryAfter}${reason ? `: ${reason}` : '.'}${tracking}`,
      remedyOf(status, definition, waitSeconds(headers)),
    ),
    received: String(status),
  };
};

/** `problem` is why the text gives no body that can be worked on. */
const parse = ({ text, problem }: Answer, mask: Mask): { body?: Json; problem?: string } => {
  if (problem !== undefined) return { problem };
  if (text.trim() === '') return {};
  const read = readJson(text);
  return 'value' in read ? { body: mask(read.value) } : { problem: read.problems[0].message };
};

const read = async (
  reader: Extract<Rule, (body: Json) => unknown>,
  body: Json | undefined,
  isDeclared: (name: string) => boolean,
): Promise<string> => {
  try {
    const outcome = await reader(rounded(body ?? null));
    return isDeclared(outcome) ? outcome : 'onInvalidChoice';
  } catch {
    return 'onInvalidChoice';
  }
};

const declares =
  ({ outcomes }: Definition) =>
  (name: string) =>
    Object.hasOwn(outcomes, name) || name === 'onError';

const unfitting = (code: string, what: string): Diagnostic =>
  errorDiagnostic(
    code,
    what,
    'The API answers differently from its contract; look at the answer with --dry-run and curl.',
  );

/** The API has refused what was asked; after a time-out (408) or a conflict (409) it may have done it. */
const isRefusal = (status: number) => status >= 400 && status < 500 && status !== 408 && status !== 409;

/** The answer to the request → the step that the method's declaration asks for. */
export const readAnswer = async (definition: Definition, answer: Answer, mask: Mask): Promise<Step> => {
  const { status } = answer;
  const rule = ruleFor(definition, status);
  const isSuccess = status >= 200 && status < 300;
  const { body, problem } = parse(answer, mask);
  if (!isSuccess) {
    // Of a success nobody looks at them, and they cost more to list and to mask than all else here.
    const headers = mask(answer.headers);
    const outcome = typeof rule === 'string' ? rule : 'onInvalidChoice';
    const effect = isRefusal(status) ? 'none' : 'possible';
    const seconds = waitSeconds(headers);
    return {
      outcome,
      effect,
      reason: statusReason(definition, { status, headers }, body),
      ...(body !== undefined && { body }),
      ...(seconds && { notes: [waitNote(seconds)] }),
    };
  }
  if (problem !== undefined)
    return {
      outcome: 'onError',
      effect: 'possible',
      reason: unfitting('answer.unreadable', `The API answered ${status} with a body that ${problem}.`),
    };
  const withBody = body === undefined ? {} : { body };
  if (typeof rule === 'object')
    return {
      ...withBody,
      waiting: { ...(rule.intermediate && { intermediate: rule.intermediate }) },
      ...(definition.answers[status] === undefined && {
        notes: [unlistedNote(definition, status)],
      }),
    };
  const outcome = typeof rule === 'function' ? await read(rule, body, declares(definition)) : rule;
  const isGood = definition.outcomes[outcome] === 'success';
  const reason = unfitting(
    'answer.unexpected',
    `The API answered ${status}, but not as ${definition.label} expects.`,
  );
  return { outcome, effect: isGood ? 'done' : 'possible', ...withBody, ...(isGood ? {} : { reason }) };
};

/** Words are compared without case and outer blanks. */
const wordAmong = (known: string[], word: string): string | undefined =>
  known.find((one) => one.toLowerCase() === word.trim().toLowerCase());

const shownWord = (word: unknown): string =>
  word === undefined ? 'nothing' : jsonText(word as Json).slice(0, 60);

/** The callback → its outcome. A word that the method does not list is onInvalidChoice. */
export const readCallback = async (
  definition: Definition,
  callback: unknown,
  mask: Mask,
  field = 'status',
): Promise<Step> => {
  const body = mask(callback as Json);
  const word = follow(body, field.split('.'));
  const words = definition.callback ?? {};
  const known = typeof word === 'string' ? wordAmong(Object.keys(words), word) : undefined;
  if (known === undefined)
    return {
      outcome: 'onInvalidChoice',
      effect: 'possible',
      body,
      reason: {
        ...unfitting(
          'callback.unknown',
          `The callback’s ${field} ${shownWord(word)} is not one of ${Object.keys(words).join(', ')}.`,
        ),
        received: shownWord(word),
      },
    };
  const rule = words[known]!;
  const outcome = typeof rule === 'function' ? await read(rule, body, declares(definition)) : rule;
  if (definition.outcomes[outcome] === 'success') return { outcome, effect: 'done', body };
  const { reason } = errorReason(body);
  return {
    outcome,
    effect: Object.hasOwn(definition.outcomes, outcome) ? 'none' : 'possible',
    body,
    reason: errorDiagnostic(
      'callback.failed',
      `The API reported "${known}"${reason ? `: ${reason}` : '.'}`,
      'The request was accepted but could not be carried out; see the reason and the state of the task.',
    ),
  };
};

/**
 * An event that a call waited for → its outcome.
 * @param isProven whether the event names the very message; without that it may tell of another one of the same task.
 */
export const readEvent = async (
  definition: Definition,
  event: Json,
  { mask, isProven }: { mask: Mask; isProven: boolean },
): Promise<Step> => {
  const body = mask(event);
  const type = String(follow(body, ['type']));
  const rule = definition.events![type]!;
  const outcome = typeof rule === 'function' ? await read(rule, body, declares(definition)) : rule;
  if (definition.outcomes[outcome] === 'success') return { outcome, effect: 'done', body };
  const [reason, message] = ['reason', 'errorMessage']
    .map((name) => follow(body, ['data', name]))
    .filter((text) => typeof text === 'string')
    .map((text) => text.slice(0, 300));
  return {
    outcome,
    effect: isProven && Object.hasOwn(definition.outcomes, outcome) ? 'none' : 'possible',
    body,
    reason: {
      ...errorDiagnostic(
        'event.failed',
        `The API reported ${type}${reason ? `: ${reason}` : ''}${message ? `: ${message}` : '.'}`,
        'The request was accepted but could not be carried out; see the reason and the state of the task.',
      ),
      ...(reason && { received: reason }),
    },
  };
};
