import { fixedToken } from '../../src/runtime/token-source.js';
import { Workshop } from '../support/workshop.js';
import { positionCall, queueCall, tokensInTurn, variableCall } from './calls.js';
import { postCallback, sendJson, startStubApi } from './stub-api.js';

const token = `secret-${'0123456789abcdef'.repeat(6)}`;
/** So much of a token must not be left when a text is shortened. */
const recognizable = token.slice(0, 20);

let workshop: Workshop;
beforeAll(async () => {
  workshop = await Workshop.open();
});

const texts = (bearer: string): [string, unknown][] => [
  ['in its words', { message: `The token ${bearer} has expired.` }],
  ['in a tracking id', { message: 'No.', trackingId: bearer }],
  ['where the words are shortened', { message: `${'x'.repeat(280)}${bearer}` }],
  ['in a value', { message: 'No.', echo: { authorization: `Bearer ${bearer}` } }],
  ['in a key', { message: 'No.', echo: { [`Bearer ${bearer}`]: true } }],
];

describe('a token that the API echoes never appears in the result', () => {
  test.each(texts(token))('of an error answer %s', async (_where, body) => {
    const api = await startStubApi((_received, response) => sendJson(response, 400, body));
    const call = { ...variableCall('t-1'), connection: api.connection, tokens: fixedToken(token) };
    const result = await workshop.invoke(call);
    expect(result.outcome).toBe('Bad Request');
    expect(api.received[0]?.authorization).toBe(`Bearer ${token}`);
    expect(JSON.stringify(result)).not.toContain(recognizable);
  });

  test.each(texts(token))('of a callback %s', async (_where, body) => {
    const api = await startStubApi(async (received, response) => {
      sendJson(response, 202, {});
      await postCallback(received.body.callbackURL!, { id: 't-1', status: 'updated', ...(body as object) });
    });
    const call = { ...variableCall('t-1'), connection: api.connection, tokens: fixedToken(token) };
    const result = await workshop.invoke(call);
    expect(result.outcome).toBe('Task Updated');
    expect(JSON.stringify(result)).not.toContain(recognizable);
  });

  test("of a callback's unknown status word", async () => {
    const api = await startStubApi(async (received, response) => {
      sendJson(response, 202, {});
      await postCallback(received.body.callbackURL!, { status: `bad token ${token}` });
    });
    const call = { ...variableCall('t-1'), connection: api.connection, tokens: fixedToken(token) };
    const result = await workshop.invoke(call);
    expect(result.outcome).toBe('onInvalidChoice');
    expect(JSON.stringify(result)).not.toContain(recognizable);
  });

  test('in an output', async () => {
    const body = {
      piq: 1,
      ewt: 2,
      status: workshop.sandbox.token,
      reason: `Bearer ${workshop.sandbox.token}`,
    };
    await workshop.order('piq-and-ewt', { kind: 'body', body });
    const result = await workshop.invoke(await positionCall(workshop));
    expect(result).toMatchObject({ outcome: 'Success', outputs: { positionInQueue: 1 } });
    expect(JSON.stringify(result)).not.toContain(workshop.sandbox.token);
  });

  test('in an output that does not fit', async () => {
    const body = { piq: 1, ewt: 2, status: [workshop.sandbox.token], reason: { a: workshop.sandbox.token } };
    await workshop.order('piq-and-ewt', { kind: 'body', body });
    const result = await workshop.invoke(await positionCall(workshop));
    expect(JSON.stringify(result)).not.toContain(workshop.sandbox.token);
  });

  test('when it was rejected and another one took its place', async () => {
    const api = await startStubApi(({ authorization }, response) =>
      authorization === `Bearer ${token}`
        ? sendJson(response, 401, {})
        : sendJson(response, 400, { message: `You just came with ${token}.` }),
    );
    const tokens = tokensInTurn(token, 'second-token');
    const result = await workshop.invoke({ ...variableCall('t-1'), connection: api.connection, tokens });
    expect(result.outcome).toBe('Bad Request');
    expect(JSON.stringify(result)).not.toContain(recognizable);
  });

  test('when its renewal fails', async () => {
    const api = await startStubApi((_received, response) =>
      sendJson(response, 401, { message: `Not ${token}.` }),
    );
    const call = { ...variableCall('t-1'), connection: api.connection, tokens: fixedToken(token) };
    const result = await workshop.invoke(call);
    expect(result.outcome).toBe('Invalid Token');
    expect(JSON.stringify(result)).not.toContain(recognizable);
  });
});

test('a successful result holds neither token nor authorization header nor callback address', async () => {
  const result = await workshop.invoke(await queueCall(workshop));
  expect(result.outcome).toBe('Queued');
  expect(JSON.stringify(result)).not.toMatch(/bearer|authorization|callbacks\//i);
  expect(JSON.stringify(result)).not.toContain(workshop.sandbox.token);
});

test('a dry run masks the authorization', async () => {
  const call = await queueCall(workshop);
  const dry = await (
    await workshop.engine.plan({
      ...call,
      connection: workshop.connection,
      tokens: fixedToken(token),
    })
  ).show();
  expect(dry).toMatchObject({ call: { headers: { Authorization: 'Bearer •••' } } });
  expect(JSON.stringify(dry)).not.toContain(recognizable);
});
