import { Workshop } from '../support/workshop.js';
import { queueCall, taskIdOf } from './calls.js';
import { startStubApi } from './stub-api.js';

// What comes to the address of a call and is not its callback: the wait goes on, and the caller is told.

const called = async (bodies: (string | object)[], deadlineMs: number, isAnswerLast = false) => {
  const workshop = await Workshop.open();
  const call = await queueCall(workshop);
  const statuses: number[] = [];
  const api = await startStubApi(async (received, response) => {
    const answer = () => response.writeHead(202, { 'Content-Type': 'application/json' }).end('{}');
    if (!isAnswerLast) answer();
    const { webhook } = received.body as { webhook: string };
    for (const body of bodies) {
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      const headers = { 'Content-Type': 'application/json' };
      statuses.push((await fetch(webhook, { method: 'POST', headers, body: text })).status);
    }
    if (isAnswerLast) answer();
  });
  const result = await workshop.invoke({ ...call, connection: { ...api.connection, deadlineMs } });
  return { result, statuses, id: taskIdOf(call) };
};

test.each([
  ['after', false],
  ['before', true],
])('a callback of another task that comes %s the answer is not the call’s', async (_, isAnswerLast) => {
  const { result } = await called(
    [
      { id: 'another', status: 'queued' },
      { status: ' QUEUED ', data: {} },
    ],
    10_000,
    isAnswerLast,
  );
  expect(result).toMatchObject({
    outcome: 'Queued',
    diagnostics: expect.arrayContaining([
      expect.objectContaining({ code: 'callback.foreign', severity: 'warning' }),
    ]),
  });
});

test('the caller of a call that timed out is told of a callback that could not be read', async () => {
  const { result } = await called(['{"status":', '{"status":"queued","status":"failed"}'], 300);
  expect(result).toMatchObject({
    outcome: 'onTimeout',
    effect: 'possible',
    diagnostics: [
      { code: 'deadline' },
      { code: 'callback.unreadable', message: expect.stringContaining('2 callbacks') },
    ],
  });
});

test('an unknown word is shown', async () => {
  const { result } = await called([{ status: 'perhaps later' }], 10_000);
  expect(result).toMatchObject({
    outcome: 'onInvalidChoice',
    diagnostics: [{ code: 'callback.unknown', message: expect.stringContaining('"perhaps later"') }],
  });
});
