import { fixedToken, TokenServerError, type TokenSource } from '../../src/runtime/token-source.js';
import { Workshop } from '../support/workshop.js';
import { callsOf, positionCall, queueCall, taskIdOf, tokensInTurn } from './calls.js';

let workshop: Workshop;
beforeAll(async () => {
  workshop = await Workshop.simulate();
});

const failing = (error: Error): TokenSource => ({
  remedy: 'Authorize again.',
  getToken: () => Promise.reject(error),
});

describe('a token that the API rejects', () => {
  test('is renewed once and the call is sent once more', async () => {
    const call = await queueCall(workshop);
    const tokens = tokensInTurn('expired', workshop.sandbox.token);
    const result = await workshop.invoke({ ...call, tokens });
    expect(result).toMatchObject({ outcome: 'Queued', type: 'success' });
    expect(tokens.asked).toEqual([undefined, 'expired']);
    expect((await callsOf(workshop, taskIdOf(call))).map(({ status }) => status)).toEqual([401, 202]);
  });

  test('is renewed once only, even when the new one is rejected too', async () => {
    const call = await queueCall(workshop);
    const tokens = tokensInTurn('expired', 'revoked', workshop.sandbox.token);
    const result = await workshop.invoke({ ...call, tokens });
    expect(result).toMatchObject({ outcome: 'onauthorizationfail', type: 'error' });
    expect(tokens.asked).toHaveLength(2);
    expect(await callsOf(workshop, taskIdOf(call))).toHaveLength(2);
  });

  test('that nobody can renew is not sent again', async () => {
    const call = await queueCall(workshop);
    const result = await workshop.invoke({ ...call, tokens: fixedToken('expired') });
    expect(result.outcome).toBe('onauthorizationfail');
    expect(await callsOf(workshop, taskIdOf(call))).toHaveLength(1);
  });

  test('that is given again is not sent again', async () => {
    const call = await queueCall(workshop);
    await workshop.invoke({ ...call, tokens: tokensInTurn('expired', 'expired') });
    expect(await callsOf(workshop, taskIdOf(call))).toHaveLength(1);
  });

  test("is the method's failure outcome where no authorization is declared", async () => {
    const call = await positionCall(workshop);
    expect(await workshop.invoke({ ...call, tokens: fixedToken('expired') })).toMatchObject({
      outcome: 'Error',
      diagnostics: [{ code: 'answer.status', received: '401' }],
    });
  });

  test('by a 403 is not renewed', async () => {
    const call = await queueCall(workshop);
    const tokens = tokensInTurn(workshop.sandbox.token, workshop.sandbox.token);
    const connection = { ...workshop.connection, orgId: 'another-organization' };
    const result = await workshop.invoke({ ...call, tokens, connection });
    expect(result.outcome).toBe('onauthorizationfail');
    expect(tokens.asked).toHaveLength(1);
    expect((await callsOf(workshop, taskIdOf(call))).map(({ status }) => status)).toEqual([403]);
  });
});

describe('without a token', () => {
  test('the outcome is onauthorizationfail where it is declared, and nothing is sent', async () => {
    const call = await queueCall(workshop);
    expect(await workshop.invoke({ ...call, tokens: fixedToken(undefined) })).toMatchObject({
      outcome: 'onauthorizationfail',
      type: 'error',
      diagnostics: [{ code: 'authorization.missing', remedy: expect.stringContaining('--token') }],
    });
    expect(await callsOf(workshop, taskIdOf(call))).toEqual([]);
  });

  test('the outcome is onError where it is not, and nothing is sent', async () => {
    const call = await positionCall(workshop);
    const result = await workshop.invoke({ ...call, tokens: fixedToken(undefined) });
    expect(result.outcome).toBe('onError');
    expect(await callsOf(workshop, taskIdOf(call))).toEqual([]);
  });
});

describe('a token server that cannot be asked', () => {
  test('gives onError, and the authorization is not called dead', async () => {
    const call = await queueCall(workshop);
    const tokens = failing(new TokenServerError('The token server answered 503.'));
    expect(await workshop.invoke({ ...call, tokens })).toMatchObject({
      outcome: 'onError',
      diagnostics: [{ code: 'authorization.server', message: 'The token server answered 503.' }],
    });
    expect(await callsOf(workshop, taskIdOf(call))).toEqual([]);
  });

  test('gives onError when it fails at the renewal', async () => {
    const call = await queueCall(workshop);
    const tokens: TokenSource = {
      remedy: '',
      getToken: async ({ rejected }) => {
        if (rejected === undefined) return 'expired';
        throw new TokenServerError('The token server answered 503.');
      },
    };
    expect((await workshop.invoke({ ...call, tokens })).outcome).toBe('onError');
  });

  test('gives onError whatever its source throws', async () => {
    const call = await queueCall(workshop);
    const result = await workshop.invoke({ ...call, tokens: failing(new TypeError('a bug')) });
    expect(result.outcome).toBe('onError');
  });
});

describe('a token server that asks to wait', () => {
  /** On virtual time. */
  const asking = (waits: number[], token: string): TokenSource & { asked: number } => {
    const source = {
      ...{ remedy: '', asked: 0 },
      getToken: async () => {
        const waitSeconds = waits[source.asked];
        source.asked += 1;
        if (waitSeconds === undefined) return token;
        throw new TokenServerError('The token server answered 503.', { waitSeconds });
      },
    };
    return source;
  };

  test('is asked again after that, within the deadline', async () => {
    const call = await queueCall(workshop);
    const tokens = asking([7, 0, 3], workshop.sandbox.token);
    const result = await workshop.invoke({ ...call, tokens });
    expect(result).toMatchObject({ outcome: 'Queued', diagnostics: [] });
    expect(result.timings.token).toBeGreaterThanOrEqual(10_000);
  });

  test('for longer than the deadline is not waited for, and the flow is told how long', async () => {
    const call = await queueCall(workshop);
    const tokens = asking([12, 12], workshop.sandbox.token);
    const result = await workshop.invoke({ ...call, tokens });
    expect(result).toMatchObject({
      ...{ outcome: 'onTimeout', type: 'timeout', effect: 'none' },
      diagnostics: [{ code: 'authorization.server' }, { code: 'answer.retry-after', received: '12' }],
    });
    expect(tokens.asked).toBe(2);
    expect(result.timings.total).toBeLessThan(13_000);
    expect(await callsOf(workshop, taskIdOf(call))).toEqual([]);
  });
});

test.each(['', 'line\nbreak', 'non-latin \u2028', '\u0000', 'two words'])(
  'a token that no header can hold is none: %j',
  async (token) => {
    const call = await queueCall(workshop);
    const result = await workshop.invoke({
      ...call,
      tokens: { ...fixedToken('x'), getToken: async () => token },
    });
    expect(result.outcome).toBe('onauthorizationfail');
    expect(await callsOf(workshop, taskIdOf(call))).toEqual([]);
  },
);
