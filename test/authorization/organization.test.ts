import { organizationIn } from '../../src/authorization/organization.js';
import { noUsages } from '../../src/authorization/usage.js';
import { jsonAnswer } from '../support/token-server.js';
import { integration, Office } from './office.js';

const ours = '5a4dbd01-0000-4000-8000-000000000001';
const theirs = '5a4dbd01-0000-4000-8000-00000000000f';
const tokenOf = (organization: string) => `YWJjZGVm_PF84_${organization}`;

let office: Office;
beforeEach(async () => {
  office = await Office.open();
});

const grantsFor = (organization: string) =>
  office.server.next.push(office.server.grant({ access_token: tokenOf(organization) }));

test.each([
  [tokenOf(ours), ours],
  [tokenOf(ours.toUpperCase()), ours],
  ['opaque', undefined],
  ['a_b_c', undefined],
  [`${tokenOf(ours)}_more`, undefined],
  ['', undefined],
])('the organization of %j is %s', (token, organization) => {
  expect(organizationIn(token)).toBe(organization);
});

test('a grant of another organization is refused, and nothing is stored', async () => {
  await office.add('main');
  grantsFor(theirs);
  await expect(office.authorize('main', { organization: ours })).rejects.toMatchObject({
    code: 'authorization.organization',
    message: expect.stringContaining(theirs),
    remedy: expect.stringContaining('--allow-other-organization'),
  });
  expect((await office.authorizations.find('main')).state).toBe('Authorization Pending');
});

test('a grant of the organization, and one whose organization cannot be read, are kept', async () => {
  await office.add('main');
  grantsFor(ours);
  expect(await office.authorize('main', { organization: ours })).toMatchObject({
    state: 'Authorized',
    organization: ours,
  });
  await office.add('other');
  const opaque = await office.authorize('other', { organization: ours });
  expect(opaque).toMatchObject({ state: 'Authorized' });
  expect(opaque).not.toHaveProperty('organization');
});

test('a sign-in is a fresh one, unless the session is to be kept', async () => {
  await office.add('main');
  const prompts: (string | null)[] = [];
  for (const keepSession of [false, true])
    await office
      .authorize('main', {
        keepSession,
        limitMs: 50,
        show: (url) => void prompts.push(new URL(url).searchParams.get('prompt')),
      })
      .catch(() => {});
  expect(prompts).toEqual(['login', null]);
});

test('two authorizations that reach one organization are told', async () => {
  for (const name of ['one', 'two']) {
    grantsFor(ours);
    await office.addAuthorized(name);
  }
  grantsFor(theirs);
  await office.addAuthorized('three');
  const examined = await office.authorizations.examine([integration], noUsages, 0);
  expect(examined.map(({ organization, advice }) => [organization, advice.join()])).toEqual([
    [ours, expect.stringContaining('"two"')],
    [ours, expect.stringContaining('"one"')],
    [theirs, ''],
  ]);
});

test.each([
  ['an address that is none', 404, undefined],
  ['a scope that is refused', 400, { error: 'invalid_scope' }],
])('%s is not told to be tried again later', async (_what, status, body) => {
  await office.addAuthorized('main');
  office.server.next.push(jsonAnswer(status, body ?? '<html>'));
  const refused = await office.authorizations.test('main').catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: 'token.unusable', remedy: expect.stringContaining('auth view') });
  expect((refused as { remedy: string }).remedy).not.toMatch(/later/);
});
