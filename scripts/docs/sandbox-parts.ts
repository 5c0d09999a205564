import { faultFields } from '../../src/sandbox/admin-api.js';
import { envelopes, errorBody } from '../../src/sandbox/envelopes.js';
import {
  type CallbackChange,
  callbackChanges,
  type EventChange,
  eventChanges,
  type FaultKind,
} from '../../src/sandbox/faults.js';
import { type OAuthSettings, webexSettings } from '../../src/sandbox/oauth/settings.js';
import { defaultScenario } from '../../src/sandbox/seed.js';
import { code, codes, table } from './markdown.js';

const faults: Record<FaultKind, string> = {
  status: 'the answer has this status and an error body; `retryAfter` is in seconds',
  delay: 'the answer comes later, by so many milliseconds',
  cut: 'the connection breaks before the answer',
  'cut-body': 'the connection breaks in the middle of the answer',
  garbage: 'the answer is HTML',
  truncated: 'the answer is JSON that ends too early',
  body: 'the answer has this body instead of the right one',
  oversized: 'the answer is two megabytes long',
  event: 'the next event to the subscribers; only for the route `events`',
  callback: 'what becomes of the callback, or of the event of a v2 task',
};

const callbacks: Record<CallbackChange, string> = {
  lost: 'never comes',
  doubled: 'comes twice',
  late: 'comes after `ms`, a second when that is left out',
  'before-answer': 'comes before the answer of the call',
  'unknown-word': 'brings a word that nobody knows',
  'unreadable-first': 'comes after another one that is no JSON',
  failed: 'tells a failure, with `reason`',
  fields: 'has these `fields` in place of its own',
};

const events: Record<EventChange, string> = {
  lost: 'is not posted',
  doubled: 'is posted twice',
  late: 'is posted after `ms`, a second when that is left out',
  disordered: 'is posted after the next one',
};

const settings: Record<keyof OAuthSettings, string> = {
  accessTokenSeconds: 'lifetime of new access tokens',
  refreshTokenSeconds: 'lifetime of new refresh tokens',
  rotate: 'a refresh token works once and brings the next; a second use takes the whole grant back',
  errorBodies:
    "the shape of the token endpoint's errors: `rfc` (RFC 6749), `webex` (a dead refresh token is an `invalid_request`, observed), `webex-edge` (that of the public edge; its use here is assumed)",
  down: 'the token endpoint answers 503',
  html: 'the token endpoint answers 200 with a page',
};

const fieldsOf = (kind: FaultKind): string => {
  const { required = [], ...fields } = faultFields[kind];
  return Object.keys(fields)
    .map((name) => code((required as string[]).includes(name) ? name : `${name}?`))
    .join(', ');
};

const shapesTable = (): string =>
  table(
    ['`envelope`', 'the error body'],
    envelopes.map((envelope) => {
      const body = errorBody(envelope, 503, 'why', 'id');
      return [code(envelope), body === undefined ? 'empty' : code(JSON.stringify(body))];
    }),
  );

const faultsTables = (): string =>
  [
    table(
      ['`kind`', 'with', 'what happens'],
      (Object.keys(faultFields) as FaultKind[]).map((kind) => [code(kind), fieldsOf(kind), faults[kind]]),
    ),
    table(
      ['`change` of a callback', 'it'],
      callbackChanges.map((one) => [code(one), callbacks[one]]),
    ),
    table(
      ['`change` of an event', 'it'],
      eventChanges.map((one) => [code(one), events[one]]),
    ),
    shapesTable(),
  ].join('\n\n');

const settingsTable = (): string => {
  const usual = webexSettings();
  return table(
    ['setting', 'when not said', ''],
    (Object.keys(usual) as (keyof OAuthSettings)[]).map((name) => [
      code(name),
      code(String(usual[name])),
      settings[name],
    ]),
  );
};

const scenarioTables = (): string => {
  const {
    orgId,
    queues,
    agents,
    entryPoints,
    globalVariables,
    skills = [],
  } = defaultScenario().organizations[0]!;
  return [
    table(
      ['queue', 'id', 'takes', 'answered by'],
      queues.map(({ id, name, mediaType }) => [
        name,
        code(id),
        mediaType,
        agents
          .filter((agent) => agent.queues.includes(id))
          .map((agent) => agent.name)
          .join(', '),
      ]),
    ),
    table(
      ['what else there is', ''],
      [
        ['organization', code(orgId)],
        ['agents', agents.map(({ id, name }) => `${name} ${code(id)}`).join(', ')],
        ['entry points', codes(entryPoints)],
        ['global variables', globalVariables.map(({ name, type }) => `${code(name)} (${type})`).join(', ')],
        ['skills', skills.map(({ id, name, type }) => `${name} (${type}) ${code(id)}`).join(', ')],
      ],
    ),
  ].join('\n\n');
};

/** The parts of docs/sandbox.md that the sources say, besides the routes. */
export const sandboxParts = (): Record<string, string> => ({
  faults: faultsTables(),
  settings: settingsTable(),
  scenario: scenarioTables(),
});
