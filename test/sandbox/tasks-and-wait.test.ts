import { PublicApi } from './public-api.js';
import { queues } from './raw-api.js';

interface Tasks {
  data: { id: string; attributes: { status: string; channelType: string; createdTime: number } }[];
}

let api: PublicApi;
beforeEach(async () => {
  api = await PublicApi.start();
});

const create = (fields: { mediaType?: string } = {}) => api.admin<{ id: string }>('/tasks', fields);
const tasks = async (query = 'from=0') =>
  ((await api.get(`/v1/tasks?${query}`)).json as unknown as Tasks).data;

describe('Get Tasks', () => {
  test('tells the oldest first, each with the state that it is in', async () => {
    const ids: string[] = [];
    for (const actions of [[], ['connect'], ['connect', 'close', 'close'], ['close']]) {
      const { id } = await create();
      for (const action of actions) await api.admin(`/tasks/${id}/${action}`, {});
      ids.push(id);
    }
    const found = await tasks();
    expect(found.map(({ id }) => id)).toEqual(ids);
    expect(found.map(({ attributes }) => attributes.status)).toEqual([
      'created',
      'assigned',
      'completed',
      'abandoned',
    ]);
  });

  test('asks for a time, channels and a number', async () => {
    await create();
    await create({ mediaType: 'social' });
    const [first] = await tasks();
    expect(await tasks('from=0&channelTypes=social,email')).toHaveLength(1);
    expect(await tasks('from=0&pageSize=1')).toHaveLength(1);
    expect(await tasks(`from=0&to=${first!.attributes.createdTime - 1}`)).toEqual([]);
    expect(await tasks(`from=${Date.now() + 60_000}`)).toEqual([]);
  });

  test.each(['', 'from=x', 'from=0&pageSize=0', 'from=0&pageSize=1001', 'from=0&channelTypes=fax'])(
    'refuses the query %j',
    async (query) => {
      const { status, json } = await api.get(`/v1/tasks?${query}`);
      expect(status).toBe(400);
      expect(json).toMatchObject({ error: { key: '400', message: [{ description: expect.any(String) }] } });
    },
  );

  test('refuses another organization', async () => {
    expect((await api.get('/v1/tasks?from=0&orgId=another')).status).toBe(403);
  });
});

describe('the estimated wait time', () => {
  const wait = (query: string) => api.get(`/v1/ewt?${query}`);

  test('is milliseconds', async () => {
    const { status, json } = await wait(`queueId=${queues.chat}&lookbackMinutes=60`);
    expect(status).toBe(200);
    expect(json).toEqual({ estimatedWaitTime: 17_500 });
  });

  test.each([
    ['a queue without data', queues.emptyChat],
    ['an unknown queue', 'nowhere'],
  ])('is 204 with nothing in it for %s', async (_what, queueId) => {
    const { status, text } = await wait(`queueId=${queueId}&lookbackMinutes=60`);
    expect({ status, text }).toEqual({ status: 204, text: '' });
  });

  test.each([
    'lookbackMinutes=60',
    `queueId=${queues.chat}`,
    `queueId=${queues.chat}&lookbackMinutes=4`,
    `queueId=${queues.chat}&lookbackMinutes=241`,
    `queueId=${queues.chat}&lookbackMinutes=60&maxCV=0`,
    `queueId=${queues.chat}&lookbackMinutes=60&minValidSamples=101`,
  ])('refuses the query %s', async (query) => {
    expect((await wait(query)).status).toBe(400);
  });
});

test.each([
  ['tasks', '/v1/tasks?from=0'],
  ['ewt', `/v1/ewt?queueId=${queues.chat}&lookbackMinutes=60`],
])('faults of the route %s happen', async (route, path) => {
  await api.admin('/faults', { route, fault: { kind: 'status', status: 500 } });
  expect((await api.get(path)).status).toBe(500);
  expect((await api.get(path)).status).toBe(200);
});
