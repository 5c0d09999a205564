import type { InvokeCall } from '../../src/engine/engine.js';
import type { Exchange } from '../../src/runtime/exchange.js';
import { Workshop } from '../support/workshop.js';
import { queueCall } from './calls.js';

let workshop: Workshop;
beforeAll(async () => {
  workshop = await Workshop.simulate();
});

/** What came of a call for a task of its own, and the body that went out. */
const sentWith = async (input: object, variables: InvokeCall['variables'] = {}) => {
  const exchanges: Exchange[] = [];
  const call = await queueCall(workshop);
  const result = await workshop.invoke({
    ...call,
    variables,
    input: { ...(call.input as object), ...input },
    onExchange: (exchange) => exchanges.push(exchange),
  });
  const [first] = exchanges;
  return { result, body: first && 'request' in first ? first.request.body : undefined };
};

test.each([['0'], ['10.5'], ['11'], ['high'], ['$(priority)']])(
  'a contact priority of %j is taken as 10, no priority, with a warning',
  async (contactPriority) => {
    const { result, body } = await sentWith({ contactPriority }, { priority: '99' });
    expect(result).toMatchObject({
      outcome: 'Queued',
      diagnostics: [
        { severity: 'warning', pointer: '/contactPriority', message: expect.stringContaining('10 was sent') },
      ],
    });
    expect(body).toMatchObject({ contactPriority: '10' });
  },
);

test('a limit that nobody documents warns, and the value is sent as it is', async () => {
  const value = 'x'.repeat(150);
  const skill = { skill: 's-1', type: 'text', condition: 'is not', value };
  const { result, body } = await sentWith({ skillRequirements: { requirements: [skill] } });
  expect(result).toMatchObject({
    outcome: 'Queued',
    diagnostics: [
      { severity: 'warning', code: 'pattern', pointer: '/skillRequirements/requirements/0/condition' },
      { severity: 'warning', code: 'maxLength', pointer: '/skillRequirements/requirements/0/value' },
    ],
  });
  expect(body).toMatchObject({ skillRequirements: expect.stringContaining(value) });
});

test('beside a real error nothing is sent, and only the error is told', async () => {
  const { result } = await sentWith({ contactPriority: 11, queueId: '' });
  expect(result).toMatchObject({
    outcome: 'onInvalidData',
    effect: 'none',
    diagnostics: [{ severity: 'error', pointer: '/queueId' }],
  });
});

test('a dry run tells the same warnings', async () => {
  const call = await queueCall(workshop);
  const plan = await workshop.engine.plan({
    ...call,
    input: { ...(call.input as object), contactPriority: 11 },
  });
  expect(await plan.show()).toMatchObject({
    call: { body: { contactPriority: '10' } },
    warnings: [{ severity: 'warning', pointer: '/contactPriority' }],
  });
});
