import closeTaskAccept from '../../nodes/close-task/v1.1/close-task-accept.js';
import { waiting } from '../../src/node-kit/index.js';
import { intermediate, type Json } from '../../src/node-kit/method.js';
import { maskOf } from '../../src/runtime/mask.js';
import {
  readCallback as readCallbackMasked,
  readAnswer as readMasked,
} from '../../src/runtime/read-answer.js';
import type { Answer } from '../../src/runtime/transport.js';
import { type Definition, definitionWith } from './methods.js';

const mask = maskOf('the-token');
const readAnswer = (definition: Definition, received: Answer) => readMasked(definition, received, mask);
const readCallback = (definition: Definition, body: unknown) => readCallbackMasked(definition, body, mask);

const answer = (status: number, body: unknown = { id: 't-1' }, headers: Record<string, string> = {}) => ({
  status,
  headers,
  text: typeof body === 'string' ? body : JSON.stringify(body),
});

const full = definitionWith({
  outcomes: {
    Done: 'success',
    Exact: 'error',
    Down: 'error',
    Client: 'error',
    Other: 'error',
    onauthorizationfail: 'error',
  },
  answers: { 200: 'Done', 404: 'Exact', 503: 'Exact', '4xx': 'Client', '5xx': 'Down', other: 'Other' },
});
const withoutClasses = definitionWith({
  outcomes: { Done: 'success', Other: 'error', onauthorizationfail: 'error' },
  answers: { 200: 'Done', other: 'Other' },
});
const withoutAuthorization = definitionWith({
  outcomes: { Done: 'success', Down: 'error', Other: 'error' },
  answers: { 200: 'Done', '5xx': 'Down', other: 'Other' },
});
const exactAuthorization = definitionWith({
  outcomes: { Done: 'success', 'Invalid Token': 'error', onauthorizationfail: 'error' },
  answers: { 200: 'Done', 401: 'Invalid Token' },
});

describe('the outcome of a status', () => {
  test.each([
    ['an exact status', full, 200, 'Done'],
    ['an exact status before its class', full, 404, 'Exact'],
    ['an exact status before its class', full, 503, 'Exact'],
    ['the authorization before the class', full, 401, 'onauthorizationfail'],
    ['the authorization before the class', full, 403, 'onauthorizationfail'],
    ['the class', full, 422, 'Client'],
    ['the class', full, 500, 'Down'],
    ['another 2xx before other', full, 201, 'onInvalidChoice'],
    ['another 2xx before other', full, 204, 'onInvalidChoice'],
    ['other', full, 302, 'Other'],
    ['other', withoutClasses, 400, 'Other'],
    ['other', withoutClasses, 500, 'Other'],
    ['the authorization where it is declared', withoutClasses, 403, 'onauthorizationfail'],
    ['other where no authorization is declared', withoutAuthorization, 401, 'Other'],
    ['other where no authorization is declared', withoutAuthorization, 403, 'Other'],
    ['an exact 401 before the authorization', exactAuthorization, 401, 'Invalid Token'],
    ['the authorization beside an exact 401', exactAuthorization, 403, 'onauthorizationfail'],
    ['onError where nothing is said', exactAuthorization, 500, 'onError'],
  ])('%s: %#', async (_rule, definition, status, outcome) => {
    expect((await readAnswer(definition, answer(status))).outcome).toBe(outcome);
  });

  test('that is no success has a reason with status, words and tracking id of the API', async () => {
    const body = { trackingId: 'T-1', error: { key: '404', message: [{ description: 'No such task.' }] } };
    const { reason } = await readAnswer(full, answer(404, body));
    expect(reason).toMatchObject({ severity: 'error', code: 'answer.status', received: '404' });
    expect(reason?.message).toContain('404: No such task.');
    expect(reason?.message).toContain('T-1');
    expect(reason?.remedy).not.toBe('');
  });

  test('that is 429 tells how long to wait', async () => {
    const { reason } = await readAnswer(full, answer(429, '', { 'retry-after': '60' }));
    expect(reason?.message).toContain('Retry-After 60');
  });

  test.each([
    ['60', '60'],
    ['1.5', '2'],
    ['Sat, 28 Nov 2026 10:00:30 GMT', '30'],
    ['Saturday, 28-Nov-26 10:00:30 GMT', '30'],
    ['Sat Nov 28 10:00:30 2026', '30'],
    ['0', undefined],
    ['Sat, 28 Nov 2026 09:00:00 GMT', undefined],
    ['-5', undefined],
    ['+5', undefined],
    ['10, 10', undefined],
    ['soon', undefined],
    ['9999999999', undefined],
    ['2026-11-28', undefined],
  ])('that is 429 with Retry-After %j asks for a wait of %p seconds', async (wait, seconds) => {
    const headers = { 'retry-after': wait, date: 'Sat, 28 Nov 2026 10:00:00 GMT' };
    const { reason, notes } = await readAnswer(full, answer(429, '', headers));
    expect(notes?.[0]?.received).toBe(seconds);
    const asked = 'Wait as long as the API asks, then try again.';
    expect(reason!.remedy === asked).toBe(seconds !== undefined);
  });

  test('a moment counts from now where the answer has no date', async () => {
    const headers = { 'retry-after': new Date(Date.now() + 3_600_000).toUTCString() };
    const { notes } = await readAnswer(full, answer(429, '', headers));
    expect(Number(notes?.[0]?.received)).toBeGreaterThan(0);
    expect(Number(notes?.[0]?.received)).toBeLessThanOrEqual(3600);
  });

  test('that is a success has no reason', async () => {
    expect(await readAnswer(full, answer(200))).toEqual({
      outcome: 'Done',
      effect: 'done',
      body: { id: 't-1' },
    });
  });

  test('does not depend on a body', async () => {
    expect((await readAnswer(full, answer(200, ''))).outcome).toBe('Done');
    expect((await readAnswer(full, answer(500, '<html>'))).outcome).toBe('Down');
  });
});

describe('a body that is not JSON', () => {
  test.each(['<html>', '{"id":', 'OK'])('%j of a success is onError', async (text) => {
    expect(await readAnswer(full, answer(200, text))).toMatchObject({
      outcome: 'onError',
      reason: { code: 'answer.unreadable' },
    });
  });
});

describe('an answer that acknowledges', () => {
  const definition = definitionWith({
    outcomes: { Done: 'success', accepted: 'success' },
    answers: { 200: waiting, 202: intermediate('accepted') },
    callback: { done: 'Done' },
  });

  test('waits for the callback', async () => {
    expect(await readAnswer(definition, answer(200))).toEqual({ waiting: {}, body: expect.any(Object) });
  });

  test('waits with an empty body too', async () => {
    expect(await readAnswer(definition, answer(200, ''))).toEqual({ waiting: {} });
  });

  test('may tell an intermediate outcome', async () => {
    expect(await readAnswer(definition, answer(202))).toMatchObject({
      waiting: { intermediate: 'accepted' },
    });
  });
});

describe('a reader of the body', () => {
  const reading = (reader: (body: Json) => string) =>
    definitionWith({
      outcomes: { Done: 'success', Failed: 'error' },
      answers: { 200: reader as () => 'Done' },
    });

  test('names the outcome', async () => {
    const definition = reading((body) => ((body as { ok: boolean }).ok ? 'Done' : 'Failed'));
    expect((await readAnswer(definition, answer(200, { ok: true }))).outcome).toBe('Done');
    expect(await readAnswer(definition, answer(200, { ok: false }))).toMatchObject({
      outcome: 'Failed',
      reason: { code: 'answer.unexpected' },
    });
  });

  test('gets null for an empty body', async () => {
    const definition = reading((body) => (body === null ? 'Done' : 'Failed'));
    expect((await readAnswer(definition, answer(200, ''))).outcome).toBe('Done');
  });

  test('that throws or names an unknown outcome gives onInvalidChoice', async () => {
    const throwing = reading((body) => (body as { a: { b: string } }).a.b);
    expect((await readAnswer(throwing, answer(200, {}))).outcome).toBe('onInvalidChoice');
    const inventing = reading(() => 'toString');
    expect((await readAnswer(inventing, answer(200))).outcome).toBe('onInvalidChoice');
  });
});

describe('a callback', () => {
  const definition = definitionWith({
    outcomes: { Queued: 'success', taskFailed: 'error', byReason: 'error' },
    answers: { 202: waiting },
    callback: {
      queued: 'Queued',
      failed: 'taskFailed',
      read: (body) => ((body as { reason?: string }).reason === 'x' ? 'byReason' : 'onInvalidChoice'),
    },
  });

  test('with a listed word gives its outcome and body', async () => {
    const body = { id: 't-1', status: 'queued' };
    expect(await readCallback(definition, body)).toEqual({ outcome: 'Queued', effect: 'done', body });
  });

  test('that reports a failure gives the reason of the API', async () => {
    const { outcome, reason } = await readCallback(definition, {
      status: 'failed',
      reason: 'No such queue.',
    });
    expect(outcome).toBe('taskFailed');
    expect(reason?.message).toContain('"failed": No such queue.');
  });

  test('may be read for more than its word', async () => {
    expect((await readCallback(definition, { status: 'read', reason: 'x' })).outcome).toBe('byReason');
    expect((await readCallback(definition, { status: 'read' })).outcome).toBe('onInvalidChoice');
  });

  test.each([
    { status: 'perhaps' },
    { status: 'constructor' },
    { status: '__proto__' },
    { status: 5 },
    { status: null },
    {},
    [],
    ['queued'],
    null,
    'queued',
    7,
  ])('%j gives onInvalidChoice', async (body) => {
    expect(await readCallback(definition, body)).toMatchObject({
      outcome: 'onInvalidChoice',
      reason: { code: 'callback.unknown' },
    });
  });
});

describe('the token of the call is masked', () => {
  const definition = definitionWith({
    outcomes: { Done: 'success', Other: 'error' },
    answers: { 200: 'Done', other: 'Other' },
    callback: { done: 'Done' },
  });

  test('in a body and in a reason', async () => {
    const step = await readAnswer(
      definition,
      answer(400, { message: 'Not the-token.', list: [{ a: 'the-token' }] }),
    );
    expect(JSON.stringify(step)).not.toContain('the-token');
    expect(step.reason?.message).toContain('Not •••.');
    expect(step.body).toEqual({ message: 'Not •••.', list: [{ a: '•••' }] });
  });

  test('in a header that is told', async () => {
    const { reason } = await readAnswer(definition, answer(429, {}, { 'retry-after': 'the-token' }));
    expect(JSON.stringify(reason)).not.toContain('the-token');
  });

  test('in a callback', async () => {
    const step = await readCallback(definition, { status: 'the-token', 'the-token': 1 });
    expect(JSON.stringify(step)).not.toContain('the-token');
  });
});

test('no status is answered with a page that nobody publishes', async () => {
  for (let status = 300; status < 600; status += 1) {
    const { reason } = await readAnswer(full, answer(status));
    expect(reason?.remedy).toMatch(/^[A-Z].*\.$/);
    expect(reason?.remedy).not.toMatch(/see the api/i);
  }
});

test('a 409 of Close Task Accept names the setting that lets a flow answer closes', async () => {
  const { reason } = await readAnswer(closeTaskAccept as never, answer(409));
  expect(reason?.remedy).toMatch(
    /Override Default Contact Close Event Handling in Resolve Conversation v1\.2/,
  );
});
