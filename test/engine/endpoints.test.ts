import type { Connection, Result } from '../../schemas/types.js';
import type { InvokeCall } from '../../src/engine/engine.js';
import { fixedToken, type TokenSource } from '../../src/runtime/token-source.js';
import nock from '../support/nock.js';
import { Workshop } from '../support/workshop.js';

const host = 'https://tasks.example';
const queue: InvokeCall = {
  node: 'queue-task',
  version: 'v1.3',
  input: { taskId: 't-1', conversationId: 'c-1', mediaType: 'chat', mediaChannel: 'web', queueId: 'q/1' },
};
const position: InvokeCall = {
  node: 'piq-and-ewt',
  version: 'v1.1',
  input: { queueId: 'q/1', taskId: 't 1', lookbackMinutes: 5 },
};
const confirmed = { by: 'Ada', at: '2026-01-31' };
const elsewhere: Connection = { orgId: 'org-1', taskApi: host, callbackBase: 'https://me.example/hooks/' };
const queueEndpoint = (path: string, more: Partial<Connection> = {}): Connection => ({
  ...elsewhere,
  endpoints: { 'queue-task': { verb: 'PUT', path } },
  confirmed,
  ...more,
});

let workshop: Workshop;
let requests: number;
beforeAll(async () => {
  workshop = await Workshop.open();
});
beforeEach(() => {
  requests = 0;
});
afterEach(() => {
  nock.cleanAll();
});

/** Anything that is sent to the host is counted and answered. */
const listen = () => {
  const count = () => {
    requests += 1;
    return [503, '{}'] as const;
  };
  const scope = nock(host).persist();
  for (const verb of ['get', 'put', 'post'] as const) scope[verb](/.*/).reply(() => [...count()]);
};
const invoke = (call: InvokeCall, connection: Connection): Promise<Result> =>
  workshop.invoke({ ...call, connection, tokens: fixedToken('a-token') });

const expectRefusal = async (call: InvokeCall, connection: Connection, code: string) => {
  listen();
  const asked = jest.fn();
  const tokens: TokenSource = {
    remedy: '',
    getToken: async () => {
      asked();
      return 'a-token';
    },
  };
  await expect(workshop.invoke({ ...call, connection, tokens })).rejects.toMatchObject({
    name: 'ToldError',
    code,
    message: expect.stringMatching(/./),
    remedy: expect.stringMatching(/./),
  });
  expect(requests).toBe(0);
  expect(asked).not.toHaveBeenCalled();
};

describe('an assumed endpoint on another machine', () => {
  test.each([
    ['is not called', elsewhere],
    ['is not called though somebody has confirmed that the assumption is right', { ...elsewhere, confirmed }],
    ['is not called when nobody has confirmed it', { ...queueEndpoint('/real'), confirmed: undefined }],
    [
      'is not called when another method is confirmed',
      { ...elsewhere, confirmed, endpoints: { 'piq-and-ewt': { verb: 'GET', path: '/real' } } },
    ],
  ] as [string, Connection][])('%s', async (_what, connection) => {
    const { confirmed: by, ...rest } = connection;
    await expectRefusal(queue, by ? connection : rest, 'endpoint.unconfirmed');
  });

  test('is refused with its method and host', async () => {
    await expect(invoke(queue, elsewhere)).rejects.toThrow(/queue-task.*tasks\.example/);
  });

  test('is not even shown by a dry run as if it would be sent', async () => {
    await expect(
      workshop.engine.plan({ ...queue, connection: elsewhere }).then((plan) => plan.show()),
    ).rejects.toMatchObject({
      code: 'endpoint.unconfirmed',
    });
  });
});

describe('a confirmed endpoint on another machine', () => {
  test('is called with its own verb, path and the common headers', async () => {
    const scope = nock(host, {
      reqheaders: {
        authorization: 'Bearer a-token',
        'x-organization-id': 'org-1',
        'content-type': 'application/json',
        trackingid: /^[0-9a-f-]{36}$/,
      },
    })
      .put('/api/produs1/org-1/queue/t-1', ({ queueid, webhook }) => {
        expect(webhook).toMatch(/^https:\/\/me\.example\/hooks\/callbacks\/[A-Za-z0-9_-]{32}$/);
        return queueid === 'q/1';
      })
      .reply(503);
    const connection = queueEndpoint('/{domain}/{orgId}/queue/{id}', {
      domain: 'produs1',
      taskApi: `${host}/api/`,
    });
    expect(await invoke(queue, connection)).toMatchObject({
      outcome: 'Error',
      diagnostics: [{ received: '503' }],
    });
    expect(scope.isDone()).toBe(true);
  });

  test('needs no callbackBase when its method waits for no callback', async () => {
    nock(host).get('/piq/q%2F1/t%201').reply(200, { piq: 2, ewt: 1000 });
    const { callbackBase: _, ...connection } = elsewhere;
    const endpoints = { 'piq-and-ewt': { verb: 'GET', path: '/piq/{queueid}/{taskid}' } } as const;
    expect(await invoke(position, { ...connection, endpoints, confirmed })).toMatchObject({
      outcome: 'Success',
      outputs: { positionInQueue: 2, estimatedWaitTime: 1000 },
    });
  });

  test('is refused without a callbackBase when its method waits for a callback', async () => {
    const { callbackBase: _, ...connection } = queueEndpoint('/queue/{id}');
    await expectRefusal(queue, connection, 'connection.callback-base');
  });

  test.each(['{nothing}', '{domain}', '{constructor}', '{toString}', '{__proto__}', '{Id}'])(
    'is refused when its path has %s, which nobody gives',
    async (name) => {
      await expectRefusal(queue, queueEndpoint(`/queue/${name}`), 'endpoint.path');
    },
  );
});

test('an endpoint of this machine needs no confirmation', async () => {
  const { id, conversationId } = await workshop.createTask();
  const connection: Connection = {
    ...workshop.connection,
    endpoints: { 'queue-task': { verb: 'PUT', path: '/v1/tasks/{id}/queue' } },
  };
  const input = { ...(queue.input as object), taskId: id, conversationId };
  expect(await workshop.invoke({ ...queue, input, connection })).toMatchObject({
    outcome: 'Error',
    diagnostics: [{ received: '404' }],
  });
});

test('a callback port that is taken is refused before anything is sent', async () => {
  const port = Number(new URL(workshop.sandbox.url).port);
  const connection = { ...queueEndpoint('/queue/{id}'), callbackPort: port };
  await expectRefusal(queue, connection, 'callback.port');
});
