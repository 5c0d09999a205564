import type { Connection, Result } from '../../src/index.js';
import { fixedToken } from '../../src/runtime/token-source.js';
import { queues, Workshop } from '../support/workshop.js';

// On virtual time: a minute of waiting takes none.

let workshop: Workshop;
beforeEach(async () => {
  workshop = await Workshop.simulate();
});

const ask = (deadlineMs: number): Promise<Result> => {
  const { orgId, url, token } = workshop.sandbox;
  const connection: Connection = { wire: 'public', orgId, publicApi: url, deadlineMs };
  return workshop.engine.invoke({
    ...{ node: 'piq-and-ewt', connection, tokens: fixedToken(token) },
    input: { taskId: 't-1', queueId: queues.chat, lookbackMinutes: 30 },
  });
};

const sent = () => workshop.sandbox.people.state().calls.length;

test('the 301st request of a minute waits for the next one, or ends at once where it cannot', async () => {
  for (let count = 0; count < 300; count += 1) expect((await ask(18_000)).outcome).toBe('Success');
  expect(workshop.engine.publicRateShare).toBe(1);
  const before = sent();
  const refused = await ask(18_000);
  expect(refused).toMatchObject({
    ...{ outcome: 'onTimeout', type: 'timeout', effect: 'none' },
    diagnostics: expect.arrayContaining([
      expect.objectContaining({ code: 'rate.wait', message: expect.stringContaining('it was not sent') }),
    ]),
  });
  expect(refused.timings.total).toBe(0);
  expect(sent()).toBe(before);
  const waited = await ask(120_000);
  expect(waited.outcome).toBe('Success');
  expect(waited.timings.token).toBeGreaterThan(50_000);
  expect(workshop.engine.publicRateShare).toBeCloseTo(1 / 300);
});

test.each([
  [429, 'Error'],
  [503, 'serviceUnavailable'],
])('after a %s the next request waits as Retry-After says', async (status, outcome) => {
  await workshop.order('ewt', { kind: 'status', status, retryAfter: 30 });
  expect((await ask(18_000)).outcome).toBe(outcome);
  expect(await ask(18_000)).toMatchObject({
    ...{ outcome: 'onTimeout', effect: 'none' },
    diagnostics: expect.arrayContaining([
      expect.objectContaining({ code: 'answer.retry-after', received: expect.stringMatching(/^(29|30)$/) }),
    ]),
  });
  const waited = await ask(60_000);
  expect(waited.outcome).toBe('Success');
  expect(waited.timings.token).toBeGreaterThanOrEqual(29_000);
});
