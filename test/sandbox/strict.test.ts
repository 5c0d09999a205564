import { type Answer, RawApi, type SentTask } from './raw-api.js';

let api: RawApi;
let task: SentTask;
beforeAll(async () => {
  api = await RawApi.start();
});
beforeEach(async () => {
  task = await api.task();
});

/** Errors have envelope A of reference/wxcc-apis.md section 3.0. */
const expectError = ({ status, json }: Answer, expected: number) => {
  expect(json).toEqual({
    // The caller's own id comes back; a call without one gets a new one.
    trackingId: expect.stringMatching(/^(test-1|[0-9a-f-]{36})$/),
    error: { key: String(expected), message: [{ description: expect.stringMatching(/./) }] },
  });
  expect(status).toBe(expected);
};
const without = (object: { [key: string]: unknown }, key: string) =>
  Object.fromEntries(Object.entries(object).filter(([name]) => name !== key));

test("a conversation that is not the task's is refused; the placeholder of the sample flows is not", async () => {
  const other = await api.task();
  const queue = (conversationid: string) =>
    api.call('POST', `/v1/tasks/${task.id}/queue`, {
      headers: api.headers,
      body: { ...api.queueBody(task), conversationid },
    });
  expectError(await queue(other.conversationId), 400);
  expectError(await queue('somebody'), 400);
  expect((await queue('000000000000000')).status).toBe(202);
});

describe('the headers', () => {
  const withHeaders = (headers: Record<string, string>) =>
    api.call('POST', `/v1/tasks/${task.id}/queue`, { headers, body: api.queueBody(task) });

  test('are right as the contract has them', async () => {
    expect((await withHeaders(api.headers)).status).toBe(202);
  });

  test.each(['Authorization', 'X-ORGANIZATION-ID', 'trackingId'])('are wrong without %s', async (name) => {
    const headers = without(api.headers, name) as Record<string, string>;
    expectError(await withHeaders(headers), 400);
  });

  test.each(['Basic abc', 'Bearer', 'Bearer ', 'token'])(
    'are wrong with Authorization "%s"',
    async (value) => {
      expectError(await withHeaders({ ...api.headers, Authorization: value }), 400);
    },
  );

  test('are refused with another token', async () => {
    expectError(await withHeaders({ ...api.headers, Authorization: 'Bearer other' }), 401);
    const longer = `Bearer ${api.sandbox.token}x`;
    expectError(await withHeaders({ ...api.headers, Authorization: longer }), 401);
  });

  test('are refused for another organization', async () => {
    expectError(await withHeaders({ ...api.headers, 'X-ORGANIZATION-ID': 'other' }), 403);
  });

  test('are checked for a GET too', async () => {
    const { id } = task;
    const path = `/v1/queues/q/tasks/${id}/position/5`;
    expectError(await api.call('GET', path, { headers: {} }), 400);
    expectError(await api.call('GET', path, { headers: { ...api.headers, Authorization: 'Bearer x' } }), 401);
  });

  test('never show the token again', async () => {
    const state = JSON.stringify(await api.admin('GET', '/state'));
    expect(state).not.toContain(api.sandbox.token);
  });
});

describe('the body of Queue Task', () => {
  test.each(['id', 'orgid', 'queueid', 'conversationid', 'mediatype', 'skillRequirements', 'webhook'])(
    'needs %s',
    async (key) => {
      const body = without(api.queueBody(task), key);
      expectError(await api.call('POST', `/v1/tasks/${task.id}/queue`, { body }), 400);
    },
  );

  test('needs no contactPriority, which versions before v1.3 do not have', async () => {
    const body = without(api.queueBody(task), 'contactPriority');
    expect((await api.call('POST', `/v1/tasks/${task.id}/queue`, { body })).status).toBe(202);
  });

  test.each([
    ['an unknown key', { queueId: 'q' }],
    ['a number for text', { id: 5 }],
    ['null for text', { queueid: null }],
    ['a list for text', { conversationid: ['c'] }],
    ['empty text', { queueid: '' }],
    ['skills as an object', { skillRequirements: { requirements: [] } }],
    ['skills that are not JSON', { skillRequirements: '{requirements}' }],
    ['skills without all their keys', { skillRequirements: '{"requirements":[]}' }],
    ['skills that are null', { skillRequirements: 'null' }],
    ['skills that are a list', { skillRequirements: '[]' }],
    ['an unknown media type', { mediatype: 'fax' }],
    ['a priority as a number', { contactPriority: 3 }],
    ['a priority out of range', { contactPriority: '11' }],
    ['a callback on another machine', { webhook: 'https://example.com/' }],
    ['a callback that is no URL', { webhook: 'callback' }],
    ['the id of another task', { id: 'another' }],
    ['another organization', { orgid: 'another' }],
  ])('is refused with %s', async (_what, changes) => {
    expectError(await api.queue(task, changes), 400);
  });
});

describe('the body of Set Variable', () => {
  test('is right as the contract has it', async () => {
    expect((await api.setVariables(task)).status).toBe(202);
  });

  test.each([
    ['an unknown key', { top: { extra: 1 } }],
    ['an unknown key in a variable', { variable: { description: 'not sent' } }],
    ['a value that is no text', { variable: { value: 5 } }],
    ['a flag as text', { variable: { agentViewable: 'true' } }],
    ['a type of the form', { variable: { type: 'Date Time' } }],
    ['a name with a hyphen', { variable: { name: 'a-b' } }],
    ['a name too long', { variable: { name: 'a'.repeat(81) } }],
    ['a value too long', { variable: { value: 'a'.repeat(257) } }],
    ['no variables', { top: { vrbls: [] } }],
    ['31 variables', { top: { vrbls: Array(31).fill({}) } }],
    ['the id of another task', { top: { id: 'another' } }],
    ['another organization', { top: { orgId: 'another' } }],
  ])('is refused with %s', async (_what, changes) => {
    expectError(await api.setVariables(task, changes), 400);
  });
});

describe('a body that is not JSON', () => {
  test.each(['', '{"id":', '<xml/>', 'null', '[]', '"text"'])('is refused: %j', async (body) => {
    expectError(await api.call('POST', `/v1/tasks/${task.id}/queue`, { body }), 400);
  });

  test.each([
    [
      'a key twice',
      '{"id":"a","id":"a"}',
      'The body holds the key \\"id\\" twice, at character 11: leave one.',
    ],
    ['other bytes than UTF-8', Buffer.from('{"id":"caf\u00e9"}', 'latin1'), 'The body is not UTF-8.'],
  ])('is refused: %s', async (_what, body, told) => {
    const path = `${api.sandbox.url}/wxcc-task/v1/tasks/${task.id}/queue`;
    const headers = { ...api.headers, 'Content-Type': 'application/json' };
    const answer = await fetch(path, { method: 'POST', headers, body });
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining(told)]);
  });

  test('is refused in its texts', async () => {
    const body = { ...api.queueBody(task), skillRequirements: '{"requirements":[],"requirements":[]}' };
    const { text } = await api.call('POST', `/v1/tasks/${task.id}/queue`, { body });
    expect(text).toContain('skillRequirements holds the key \\"requirements\\" twice');
  });

  test.each(['text/plain', 'application/xml', 'application/x-www-form-urlencoded'])(
    'by its content type %s is refused',
    async (type) => {
      const { status } = await api.call('POST', `/v1/tasks/${task.id}/queue`, {
        body: api.queueBody(task),
        headers: { ...api.headers, 'Content-Type': type },
      });
      expect([400, 415]).toContain(status);
    },
  );
});

describe('what is not there', () => {
  const nobody = { id: 'nobody', conversationId: 'c' };

  test('is a task', async () => {
    expectError(await api.queue(nobody), 404);
    expectError(await api.setVariables(nobody), 404);
    expectError(await api.position(nobody), 404);
  });

  test('is a queue', async () => {
    expectError(await api.position(task, 'nowhere'), 404);
  });

  test.each([
    ['POST', '/v1/unknown'],
    ['GET', '/'],
    ['GET', '/v1/tasks/t-1/queue'],
    ['DELETE', '/v1/tasks/t-1'],
    ['PUT', '/v1/tasks/t-1/queue'],
  ])('is a route: %s %s', async (method, path) => {
    expectError(await api.call(method, path), 404);
  });

  test.each(['4', '241', '-5', '5.5', '1e1', 'abc', '%20'])(
    'is a look-back of %s minutes',
    async (minutes) => {
      expectError(await api.position(task, undefined, minutes), 400);
    },
  );
});
