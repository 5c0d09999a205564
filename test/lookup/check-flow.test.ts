import { checkRead } from '../../src/flow/check/index.js';
import { parseFlow } from '../../src/flow/read-flow.js';
import { flowOf, placesOf, queueStep } from '../flow/flow-fixtures.js';
import { workspaceOf } from '../support/workshop.js';
import { globalVariables, LookupShop } from './look-up.js';

let shop: LookupShop;
beforeAll(async () => {
  shop = await LookupShop.open();
});

const inactive = { name: 'gone', variableType: 'STRING', active: false };

/** What the kept lists say of a flow. */
const check = async (flow: object) => {
  const { packages, checkInput } = workspaceOf(shop.home);
  const { connection } = shop;
  const read = parseFlow('a.flow.json', JSON.stringify(flow));
  const findings = await checkRead(read, {
    packages,
    today: '2026-01-01',
    checkInput: (call) => checkInput({ ...call, asked: connection, connection }),
  });
  return placesOf(findings).filter(([, rule]) => rule.startsWith('lookup.'));
};

const skills = (skill: string) => ({
  requirements: [{ skill, type: 'proficiency', condition: 'gte', value: '5' }],
  relaxations: [{ timeout: 60, requirements: [{ skill, type: 'text', condition: 'eq', value: 'x' }] }],
  relaxationToggle: true,
});
const set = (name: string) =>
  queueStep({
    node: 'set-variable',
    version: 'v1.7',
    method: 'set-global-variable',
    input: {
      taskId: 't',
      variables: [
        { name: 'vip', type: 'Boolean', value: 'True' },
        { name, type: 'String', value: 'x' },
      ],
    },
  });

test('without kept lists nothing is said', async () => {
  expect(await check(flowOf([queueStep({}, { queueId: 'nowhere' }), set('nobody')]))).toEqual([]);
});

describe('with kept lists', () => {
  beforeAll(async () => {
    await shop.lookUp({ node: 'queue-task', list: 'queues' });
    await shop.lookUp({ node: 'queue-task', list: 'skills' });
    await shop.fault({
      kind: 'body',
      body: { data: [{ name: 'vip', variableType: 'BOOLEAN', active: true }, inactive] },
    });
    await shop.lookUp(globalVariables, { refresh: true });
  });

  test('a queue and a skill that they do not have are warnings where they stand', async () => {
    expect(
      await check(flowOf([queueStep({}, { queueId: 'nowhere', skillRequirements: skills('none') })])),
    ).toEqual([
      ['warning', 'lookup.unknown-item', '/steps/0/input/queueId'],
      ['warning', 'lookup.unknown-item', '/steps/0/input/skillRequirements/requirements/0/skill'],
      [
        'warning',
        'lookup.unknown-item',
        '/steps/0/input/skillRequirements/relaxations/0/requirements/0/skill',
      ],
    ]);
    expect(await check(flowOf([queueStep()]))).toEqual([]);
  });

  test('a default that nothing changes is looked up, what only a run knows is not', async () => {
    const flow = (change: Record<string, unknown>) =>
      flowOf([queueStep(change, { queueId: '$(queue)' })], { variables: { taskId: 't', queue: 'nowhere' } });
    expect(await check(flow({}))).toEqual([['warning', 'lookup.unknown-item', '/steps/0/input/queueId']]);
    expect(await check(flow({ actions: [{ when: 'enter', set: 'queue', value: 'x' }] }))).toEqual([]);
  });

  test('an inactive global variable is a warning', async () => {
    expect(await check(flowOf([set('gone')]))).toEqual([
      ['warning', 'lookup.inactive', '/steps/0/input/variables/1/name'],
    ]);
  });
});
