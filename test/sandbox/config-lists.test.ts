import { OAuthBrowser } from './oauth-browser.js';
import { type List, PublicApi } from './public-api.js';

const many = Array.from({ length: 250 }, (_nothing, index) => ({
  name: `variable_${String(index).padStart(3, '0')}`,
  type: index % 2 === 0 ? 'String' : 'Integer',
  active: index !== 7,
}));

let api: PublicApi;
let small: PublicApi;
beforeAll(async () => {
  api = await PublicApi.start({ globalVariables: many });
  small = await PublicApi.start();
});

const names = ({ data }: List) => data.map(({ name }) => name);

describe('the list of global variables', () => {
  test('comes with the fields of the document, and the usual values for what a scenario leaves out', async () => {
    const { data } = await small.list('cad-variable');
    expect(names({ data } as List)).toEqual(['accountTier', 'vip', 'openCases']);
    expect(data[0]).toMatchObject({
      variableType: 'String',
      defaultValue: 'silver',
      desktopLabel: 'Account tier',
    });
    expect(data[1]).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      organizationId: small.sandbox.orgId,
      version: 0,
      name: 'vip',
      description: '',
      variableType: 'Boolean',
      defaultValue: 'false',
      active: true,
      agentEditable: false,
      agentViewable: false,
      reportable: false,
      sensitive: false,
      systemDefault: false,
      createdTime: expect.any(Number),
      lastUpdatedTime: expect.any(Number),
    });
  });
});

describe('a page', () => {
  test('has 100 records unless asked otherwise, and never more', async () => {
    for (const query of [{}, { pageSize: '1000' }] as Record<string, string>[]) {
      const { meta, data } = await api.list('cad-variable', query);
      expect(data).toHaveLength(100);
      expect(meta).toMatchObject({ page: 0, pageSize: 100, totalPages: 3, totalRecords: 250 });
    }
  });

  test('leads to the next until the last, by relative links', async () => {
    const seen: string[] = [];
    let next: string | undefined = api.path('cad-variable', { pageSize: '60' });
    let pages = 0;
    while (next !== undefined) {
      expect(next).toMatch(/^\/organization\//);
      const list: List = (await api.get(next)).json as unknown as List;
      seen.push(...names(list));
      next = list.meta.links.next;
      pages += 1;
    }
    expect(pages).toBe(5);
    expect(seen).toEqual(many.map(({ name }) => name));
  });

  test('keeps filter and search in its links', async () => {
    const { meta } = await api.list('cad-variable', { filter: 'active==true', pageSize: '50', page: '1' });
    expect(new URL(meta.links.next!, api.sandbox.url).searchParams.get('filter')).toBe('active==true');
    expect(meta.links.prev).toContain('page=0');
  });

  test('behind the last is empty', async () => {
    const { data, meta } = await api.list('cad-variable', { page: '9' });
    expect(data).toEqual([]);
    expect(meta.links).not.toHaveProperty('next');
  });

  test.each(['page=-1', 'page=x', 'pageSize=0', 'pageSize=1.5', 'page=0&page=1'])(
    'cannot be asked for by %s',
    async (query) => {
      expect((await api.get(`${api.path('cad-variable')}${query}`)).status).toBe(400);
    },
  );
});

describe('a filter', () => {
  test.each([
    ['name==variable_003', ['variable_003']],
    ['name=="variable_003"', ['variable_003']],
    ["name=='variable_003'", ['variable_003']],
    ['active!=true', ['variable_007']],
    ['name=in=(variable_001,"variable_002",nothing)', ['variable_001', 'variable_002']],
    ['variableType==Integer;name=in=(variable_001,variable_002)', ['variable_001']],
    ['name==variable_001,name==variable_002', ['variable_001', 'variable_002']],
    ['name==variable_001,name==variable_002;variableType==Integer', ['variable_001']],
    ['(name==variable_001,name==variable_002);variableType==String', ['variable_002']],
  ])('%s', async (filter, expected) => {
    expect(names(await api.list('cad-variable', { filter }))).toEqual(expected);
  });

  test('=out= leaves out', async () => {
    const { meta } = await api.list('cad-variable', { filter: 'name=out=(variable_001,variable_002)' });
    expect(meta.totalRecords).toBe(248);
  });

  test.each(['name==', 'nothing==1', 'organizationId==x', 'name=gt=5', '((', 'name'])(
    '%s is refused',
    async (filter) => {
      const { status, json } = await api.get(api.path('cad-variable', { filter }));
      expect(status).toBe(400);
      expect(JSON.stringify(json)).toContain('filter');
    },
  );
});

describe('a search', () => {
  test.each([
    'chat',
    '"Chat"',
    'field=="name";value=="CHAT"',
    'fields=in=("name","description");value=="chat"',
  ])('%s finds names that hold the keyword', async (search) => {
    expect(names(await small.list('contact-service-queue', { search }))).toEqual([
      'Live chat',
      'New chat queue',
    ]);
  });

  test('in a field that cannot be searched is refused', async () => {
    const search = 'field=="queueType";value=="INBOUND"';
    expect((await small.get(small.path('contact-service-queue', { search }))).status).toBe(400);
  });
});

test('attributes are the only ones that come', async () => {
  const { data } = await small.list('contact-service-queue', { attributes: 'id,name' });
  expect(Object.keys(data[0]!).sort()).toEqual(['id', 'name']);
});

test('queues come by channel, skills with their kind', async () => {
  const queues = await small.list('contact-service-queue', { filter: 'channelType==SOCIAL_CHANNEL' });
  expect(names(queues)).toEqual(['Messaging']);
  const { data } = await small.list('skill');
  expect(data).toMatchObject([{ name: 'Spanish', skillType: 'Proficiency', active: true }]);
});

describe('a call is refused', () => {
  const problem = { trackingId: expect.any(String), error: { key: expect.any(String) } };

  test('without a bearer token', async () => {
    const { status, json } = await small.get(small.path('skill'), {});
    expect(status).toBe(400);
    expect(json).toMatchObject(problem);
  });

  test('with a token that nobody gave out', async () => {
    expect((await small.get(small.path('skill'), { Authorization: 'Bearer x' })).status).toBe(401);
  });

  test('for another organization', async () => {
    const { status, json } = await small.get('/organization/another/v2/skill');
    expect(status).toBe(403);
    expect(json).toMatchObject({
      trackingId: expect.stringMatching(/^ccconfig_/),
      error: { key: '403', reason: expect.any(String), message: [{ description: expect.any(String) }] },
    });
  });

  test('when the token has not the scope', async () => {
    const browser = await OAuthBrowser.start();
    const statuses = [];
    for (const scope of ['cjp:user', 'cjp:config_read']) {
      const { access_token } = await browser.grant({ scope });
      const { status } = await fetch(
        `${browser.sandbox.url}/organization/${browser.sandbox.orgId}/v2/cad-variable`,
        { headers: { Authorization: `Bearer ${access_token}` } },
      );
      statuses.push(status);
    }
    expect(statuses).toEqual([403, 200]);
  });
});

test.each([
  ['config-variables', 'cad-variable'],
  ['config-queues', 'contact-service-queue'],
  ['config-skills', 'skill'],
])('faults of the route %s happen', async (route, list) => {
  await small.admin('/faults', {
    route,
    fault: { kind: 'status', status: 429, envelope: 'B', retryAfter: 3 },
  });
  const { status, headers, json } = await small.get(small.path(list));
  expect({ status, retryAfter: headers.get('retry-after') }).toEqual({ status: 429, retryAfter: '3' });
  expect(json).toMatchObject({ error: { key: '429' } });
  expect((await small.get(small.path(list))).status).toBe(200);
});
