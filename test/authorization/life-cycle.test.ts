import { usagesIn } from '../../src/authorization/usage.js';
import { clientSecret, integration, Office } from './office.js';

let office: Office;
beforeEach(async () => {
  office = await Office.open();
});

const names = async () => (await office.authorizations.list()).map(({ name }) => name);
const defaults = async () =>
  (await office.authorizations.list()).filter(({ isDefault }) => isDefault).map(({ name }) => name);
const integrationOf = (node: string) => integration.nodes.find(({ id }) => id === node) && integration.id;

describe('a name', () => {
  test.each([
    'main',
    'Contact Center (EU)',
    'Ünïcödé 名前',
    'x'.repeat(80),
    '名'.repeat(80),
    '😀'.repeat(80),
    '__proto__',
  ])('can be %s', async (name) => {
    await office.add(name);
    expect(await names()).toEqual([name]);
  });

  test.each([
    ['empty', ''],
    ['spaces', '   '],
    ['81 characters', 'x'.repeat(81)],
    ['300 characters', 'x'.repeat(300)],
    ['a line break', 'a\nb'],
    ['an escape', 'a\u001b[31mb'],
    ['NUL', 'a\u0000'],
    ['a change of writing direction', 'a\u202eb'],
    ['a zero-width space', 'a\u200bb'],
    ['half a surrogate pair', 'a\ud800'],
    ['a space at the end', 'a '],
  ])('cannot be or hold %s', async (_what, name) => {
    await expect(office.add(name)).rejects.toMatchObject({
      code: 'authorization.name',
      remedy: expect.stringMatching(/1 to 80 visible characters/),
    });
    expect(await names()).toEqual([]);
  });

  test.each([
    ['main', 'main'],
    ['main', 'MAIN'],
    ['Ärger', 'ärger'],
    ['\u00e9', 'e\u0301'],
  ])('is unique: %s and %s', async (first, second) => {
    await office.add(first);
    await expect(office.add(second)).rejects.toMatchObject({ code: 'authorization.exists' });
    expect(await names()).toEqual([first]);
    expect((await office.authorizations.find(second)).name).toBe(first);
  });

  test('that is unknown is an error that lists the known ones', async () => {
    await expect(office.authorizations.find('nobody')).rejects.toMatchObject({
      code: 'authorization.unknown',
      remedy: expect.stringMatching(/auth add/),
    });
    await office.add('main');
    await office.add('other');
    await expect(office.token('nobody')).rejects.toMatchObject({
      code: 'authorization.unknown',
      message: 'There is no authorization "nobody".',
      remedy: 'Known authorizations: "main", "other".',
    });
    await expect(office.authorizations.find('x'.repeat(300))).rejects.toThrow(/"x{80}…"/);
  });
});

test.each([
  ['a client id', { clientId: '' }],
  ['a client id', { clientId: 'x\ny' }],
  ['a client secret', { clientSecret: '' }],
  ['a client secret', { clientSecret: 'x'.repeat(501) }],
  ['scopes', { scopes: [] }],
  ['scopes', { scopes: ['a b'] }],
  ['scopes', { scopes: ['a"b'] }],
])('%s cannot be as in %j', async (_what, details) => {
  await expect(office.add('main', details)).rejects.toMatchObject({ name: 'ToldError' });
  expect(await names()).toEqual([]);
});

test('an authorization asks for what the nodes ask for, at the hosts of the integration, unless it is told otherwise', async () => {
  const record = await office.authorizations.add('main', integration, { clientId: 'x', clientSecret: 'y' });
  expect(record).toMatchObject({
    state: 'Authorization Pending',
    scopes: ['cjp:config_read', 'cjp:user'],
    oauth: { authorize: integration.oauth.authorize, token: integration.oauth.token },
    redirect: 'http://127.0.0.1:4181/callback',
    clientAuthentication: 'client_secret_post',
  });
});

describe('the default', () => {
  test('is the first that is authorized, not the first that is added', async () => {
    await office.add('first');
    await office.addAuthorized('second');
    await office.authorize('first');
    expect(await defaults()).toEqual(['second']);
  });

  test('moves', async () => {
    await office.addAuthorized('first');
    await office.addAuthorized('second');
    await office.authorizations.makeDefault('second');
    expect(await defaults()).toEqual(['second']);
    expect((await office.token()).token).toBe('access-token-2-of-the-test');
  });

  test('is not one that nodes would stop with', async () => {
    await office.addAuthorized('first');
    await office.add('second');
    await expect(office.authorizations.makeDefault('second')).rejects.toMatchObject({
      code: 'default.state',
      remedy: expect.stringMatching(/auth authorize second/),
    });
    expect(await defaults()).toEqual(['first']);
  });

  test('is one for each integration', async () => {
    await office.addAuthorized('first');
    const another = { ...integration, id: 'another-one' };
    await office.authorizations.add('second', another, {
      clientId: 'x',
      clientSecret: 'y',
      hosts: office.server.hosts,
    });
    await office.authorize('second', { redirect: (await office.add('spare')).redirect });
    expect(await defaults()).toEqual(['first', 'second']);
    await expect(office.token('second')).rejects.toMatchObject({ code: 'authorization.integration' });
  });
});

describe('an update', () => {
  test.each([
    ['client id', { clientId: 'another' }],
    ['secret', { clientSecret: 'another-secret' }],
    ['scopes', { scopes: ['cjp:user'] }],
    ['hosts', { hosts: { authorize: 'https://example.com/a', token: 'https://example.com/t' } }],
  ])(
    'of the %s sends the authorization back to pending, and it must be authorized again',
    async (_what, details) => {
      await office.addAuthorized('main');
      const updated = await office.authorizations.update('main', details);
      expect(updated).toMatchObject({
        state: 'Authorization Pending',
        reason: 'It was updated: it must be authorized again.',
        isDefault: true,
      });
      expect(await office.secret('main', 'accessToken')).toBeUndefined();
      expect(await office.secret('main', 'refreshToken')).toBeUndefined();
      const { token, remedy } = await office.token();
      expect(token).toBeUndefined();
      expect(remedy).toMatch(/auth authorize main/);
    },
  );

  test('with nothing in it, or with something wrong, changes nothing', async () => {
    await office.addAuthorized('main');
    await expect(office.authorizations.update('main', {})).rejects.toMatchObject({ code: 'update.nothing' });
    await expect(
      office.authorizations.update('main', { clientId: 'fine', scopes: [] }),
    ).rejects.toMatchObject({
      code: 'authorization.scopes',
    });
    expect(await office.authorizations.find('main')).toMatchObject({
      state: 'Authorized',
      clientId: 'client-id-of-the-test',
    });
    expect(await office.secret('main', 'clientSecret')).toBe(clientSecret);
  });
});

describe('a removal', () => {
  const steps = [
    { flow: 'Inbound', step: 'n2', node: 'queue-task' },
    { flow: 'Inbound', step: 'n5', node: 'screen-pop', authorization: 'OTHER' },
    { flow: 'Inbound', step: 'n6', node: 'a-node-without-auth' },
  ];
  const usages = usagesIn(steps, integrationOf);

  test('of the only one is possible, and leaves no secret', async () => {
    await office.addAuthorized('main');
    await office.authorizations.remove('main', () => []);
    expect(await names()).toEqual([]);
    expect((await office.token()).remedy).toMatch(/auth add/);
  });

  test('of the default is refused while others exist', async () => {
    await office.addAuthorized('main');
    await office.add('other');
    await expect(office.authorizations.remove('main', () => [])).rejects.toMatchObject({
      code: 'remove.default',
      remedy: expect.stringMatching(/auth default/),
    });
    await office.authorizations.remove('other', () => []);
    await office.authorizations.remove('main', () => []);
  });

  test('of one that is used is refused, and what uses it is named', async () => {
    await office.addAuthorized('main');
    await office.addAuthorized('other');
    await expect(office.authorizations.remove('other', usages)).rejects.toMatchObject({
      code: 'remove.used',
      message: '"other" is used by flow "Inbound" step "n5" (screen-pop).',
    });
    expect(await names()).toEqual(['main', 'other']);
  });

  test('of the default is refused where a step names no authorization', async () => {
    await office.addAuthorized('main');
    await expect(office.authorizations.remove('main', usages)).rejects.toMatchObject({
      code: 'remove.used',
      message: '"main" is used by flow "Inbound" step "n2" (queue-task).',
    });
  });

  test('of one that is used everywhere names some and counts the rest', async () => {
    await office.addAuthorized('main');
    const many = Array.from({ length: 9 }, (_, index) => ({
      flow: 'F',
      step: `n${index}`,
      node: 'queue-task',
    }));
    await expect(office.authorizations.remove('main', usagesIn(many, integrationOf))).rejects.toThrow(
      /step "n4" \(queue-task\), 4 more\.$/,
    );
  });
});
