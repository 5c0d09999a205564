import { fixedToken } from '../../src/runtime/token-source.js';
import { globalVariables, LookupShop, startOther } from './look-up.js';

let shop: LookupShop;
beforeAll(async () => {
  shop = await LookupShop.open();
});

const names = (records: Record<string, unknown>[]) => records.map(({ name }) => name);

test('global variables come with what Set Global Variable needs to know', async () => {
  const result = await shop.lookUp(globalVariables);
  expect(result).toMatchObject({ origin: 'api', name: 'Fetch Global Variables', ageSeconds: 0, notes: [] });
  expect(names(result.records)).toEqual(['accountTier', 'vip', 'openCases']);
  expect(result.records[0]).toEqual({
    name: 'accountTier',
    variableType: 'String',
    defaultValue: 'silver',
    active: true,
    agentViewable: true,
    agentEditable: true,
    desktopLabel: 'Account tier',
    reportable: false,
    description: 'Customer tier',
    id: expect.any(String),
  });
});

test('queues and skills come with their ids', async () => {
  const queues = await shop.lookUp({ node: 'queue-task', list: 'queues' });
  expect(queues.records).toContainEqual(
    expect.objectContaining({
      name: 'Live chat',
      id: 'c0ffee00-0000-4000-8000-00000000000a',
      channelType: 'CHAT',
    }),
  );
  const skills = await shop.lookUp({ node: 'queue-task', list: 'skills' });
  expect(skills.records).toEqual([expect.objectContaining({ name: 'Spanish', skillType: 'Proficiency' })]);
});

test('a list of more than a hundred comes whole', async () => {
  const many = Array.from({ length: 230 }, (_nothing, index) => ({
    name: `variable_${index}`,
    type: 'String',
  }));
  const other = await startOther({ globalVariables: many });
  const { records } = await shop.lookUp(globalVariables, {
    connection: { ...shop.connection, configApi: other.url },
    tokens: fixedToken(other.token),
  });
  await other.stop();
  expect(names(records)).toEqual(many.map(({ name }) => name));
});

test('an unknown look-up is refused with the known ones', async () => {
  await expect(shop.lookUp({ node: 'queue-task', list: 'agents' })).rejects.toMatchObject({
    code: 'lookup.unknown',
    remedy: expect.stringContaining('queue-task/queues, queue-task/skills'),
  });
  await expect(shop.lookUp({ node: 'screen-pop', list: 'agents' })).rejects.toMatchObject({
    code: 'lookup.unknown',
  });
});

test('a connection without a configuration API is refused', async () => {
  const { configApi: _, ...connection } = shop.connection;
  await expect(shop.lookUp(globalVariables, { connection })).rejects.toMatchObject({
    code: 'connection.config-api',
  });
});

test('a configuration API on another machine must be encrypted', async () => {
  const connection = { ...shop.connection, configApi: 'http://config.example.com' };
  await expect(shop.lookUp(globalVariables, { connection })).rejects.toMatchObject({
    code: 'connection.insecure',
  });
});
