import type { DryRun, Engine } from '../../src/engine/engine.js';
import { workspaceOf } from '../support/workshop.js';
import { globalVariables, LookupShop } from './look-up.js';

// How agents see a global variable is decided in Control Hub: Set Global Variable sends it as fetched.

let shop: LookupShop;
let engine: Engine;
beforeAll(async () => {
  shop = await LookupShop.open();
  engine = workspaceOf(shop.home).engine;
});
afterAll(() => engine.close());

const sent = async (name: string) => {
  const planned = await (
    await engine.plan({
      node: 'set-variable',
      method: 'set-global-variable',
      input: { taskId: 't-1', variables: [{ name, type: 'String', value: 'x' }] },
      connection: shop.connection,
    })
  ).show();
  const { body } = (planned as { call: DryRun }).call as { body: { vrbls: object[] } };
  return JSON.parse(JSON.stringify(body.vrbls[0]));
};

const unknown = { agentViewable: false, agentEditable: false, reportable: false };

test('before the look-up it sends false and the name, after it what Control Hub says', async () => {
  expect(await sent('accountTier')).toMatchObject({ ...unknown, desktopLabel: 'accountTier' });
  const { records } = await shop.lookUp(globalVariables);
  const record = records.find(({ name }) => name === 'accountTier')!;
  expect(record.agentViewable).toBe(true);
  expect(await sent('accountTier')).toMatchObject({
    agentViewable: record.agentViewable,
    agentEditable: record.agentEditable,
    reportable: record.reportable,
    desktopLabel: record.desktopLabel,
    global: true,
  });
  expect(await sent('nobody')).toMatchObject({ ...unknown, desktopLabel: 'nobody' });
});
