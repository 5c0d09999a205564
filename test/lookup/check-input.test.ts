import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Engine } from '../../src/engine/engine.js';
import { fixedToken } from '../../src/runtime/token-source.js';
import { workspaceOf } from '../support/workshop.js';
import { globalVariables, LookupShop, lookupFolder } from './look-up.js';

let shop: LookupShop;
let engine: Engine;
beforeAll(async () => {
  shop = await LookupShop.open();
  engine = workspaceOf(shop.home).engine;
});
afterAll(() => engine.close());

const invoke = async (variables: object[], method = 'set-global-variable', more: object = {}) =>
  engine.invoke({
    node: 'set-variable',
    method,
    input: { taskId: (await shop.workshop.createTask()).id, variables },
    connection: shop.connection,
    tokens: fixedToken(shop.workshop.sandbox.token),
    ...more,
  });

const warnings = (result: Awaited<ReturnType<typeof invoke>>) =>
  result.diagnostics.map(({ severity, code, pointer }) => ({ severity, code, pointer }));

const unknown = { name: 'nobody', type: 'String', value: 'x' };

test('without a kept list nothing is said before the call', async () => {
  const result = await invoke([unknown]);
  expect(result.outcome).toBe('Task Failed');
  expect(result.diagnostics.map(({ code }) => code)).not.toContain('lookup.unknown-item');
});

describe('with a kept list', () => {
  beforeAll(async () => {
    await shop.lookUp(globalVariables);
  });

  test('names and types that agree are not remarked on', async () => {
    const result = await invoke([
      { name: 'accountTier', type: 'String', value: 'gold' },
      { name: 'vip', type: 'Boolean', value: true },
    ]);
    expect(result).toMatchObject({ outcome: 'Task Updated', diagnostics: [] });
  });

  test('an unknown name is a warning that says where, how old the list is and what to do; the call goes on', async () => {
    const result = await invoke([{ name: 'vip', type: 'Boolean', value: true }, unknown]);
    expect(result.outcome).toBe('Task Failed');
    expect(result.diagnostics).toContainEqual(
      expect.objectContaining({
        severity: 'warning',
        code: 'lookup.unknown-item',
        pointer: '/variables/1/name',
        message: 'There is no global variable "nobody" in the list of less than a minute ago.',
        remedy: expect.stringContaining('wxcc-nodes lookup set-variable/global-variables --refresh'),
      }),
    );
  });

  test('a wrong type is a warning', async () => {
    const result = await invoke([{ name: 'openCases', type: 'String', value: 'x' }]);
    expect(warnings(result)).toContainEqual({
      severity: 'warning',
      code: 'lookup.different',
      pointer: '/variables/0/type',
    });
  });

  test('names are checked as they are sent, with the variables filled in', async () => {
    const result = await invoke([{ name: '$(which)', type: 'Boolean', value: true }], undefined, {
      variables: { which: 'vip' },
    });
    expect(result).toMatchObject({ outcome: 'Task Updated', diagnostics: [] });
  });

  test('flow variables are not checked', async () => {
    const variable = { ...unknown, agentViewable: false, agentEditable: false };
    const result = await invoke([variable], 'set-flow-variable');
    expect(result).toMatchObject({ outcome: 'Task Updated', diagnostics: [] });
  });

  test('an invalid input has its own diagnostics and no others', async () => {
    const result = await invoke([{ name: 'nobody', type: 'Text', value: 'x' }]);
    expect(result.outcome).toBe('onInvalidData');
    expect(result.diagnostics.every(({ severity }) => severity === 'error')).toBe(true);
  });

  test('another organization has another list', async () => {
    const connection = { ...shop.connection, configApi: 'http://127.0.0.1:1' };
    const result = await invoke([unknown], undefined, { connection });
    expect(warnings(result).map(({ code }) => code)).not.toContain('lookup.unknown-item');
  });

  test('types are the same however the API spells them', async () => {
    await shop.fault({
      kind: 'body',
      body: {
        data: [
          { name: 'vip', variableType: 'BOOLEAN' },
          { name: 'accountTier', variableType: 'STRING' },
        ],
      },
    });
    await shop.lookUp(globalVariables, { refresh: true });
    const result = await invoke([{ name: 'vip', type: 'Boolean', value: true }]);
    expect(result.diagnostics).toEqual([]);
  });
});

test('a broken list is as good as none', async () => {
  const [name] = await readdir(lookupFolder(shop.home));
  await writeFile(join(lookupFolder(shop.home), name!), '{');
  const result = await invoke([{ name: 'vip', type: 'Boolean', value: true }]);
  expect(result).toMatchObject({ outcome: 'Task Updated', diagnostics: [] });
});
