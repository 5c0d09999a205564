import { checkFlow } from '../../src/flow/check/index.js';
import { ended, flowOf, folderOfFlows, openEngine, sendStep } from './flow-fixtures.js';

const call = (flow: string, change = {}) => ({
  kind: 'call',
  id: 'n3',
  name: 'call',
  flow,
  transitions: ended('onSuccess', 'onError'),
  ...change,
});

const check = async (flows: Parameters<typeof folderOfFlows>[0], name: string) => {
  const path = await folderOfFlows(flows);
  const { packages } = await openEngine();
  const findings = await checkFlow(path(name), { packages, today: '2026-01-01' });
  return findings.map(({ severity, rule, pointer, message }) => ({ severity, rule, pointer, message }));
};

test('a called flow that is not there or cannot be read is an error', async () => {
  const flows = {
    'a.flow.json': flowOf([call('no.json')]),
    'b.flow.json': flowOf([call('bad.json')]),
    'bad.json': '{',
  };
  for (const name of ['a.flow.json', 'b.flow.json'])
    expect(await check(flows, name)).toMatchObject([{ rule: 'call.unreadable', pointer: '/steps/0/flow' }]);
});

test('flows that call one another in a circle are an error that shows the way', async () => {
  const flows = {
    'a.flow.json': flowOf([call('b.flow.json')]),
    'b.flow.json': flowOf([call('c.flow.json')]),
    'c.flow.json': flowOf([call('a.flow.json')]),
  };
  expect(await check(flows, 'a.flow.json')).toMatchObject([
    {
      severity: 'error',
      rule: 'call.cycle',
      message: expect.stringContaining('a.flow.json → b.flow.json → c.flow.json → a.flow.json'),
    },
  ]);
});

test('a variable that the called flow does not have is a warning', async () => {
  const flows = {
    'a.flow.json': flowOf([call('b.flow.json', { variables: { taskId: 'x', moon: 'y' } })]),
    'b.flow.json': flowOf([sendStep()]),
  };
  expect(await check(flows, 'a.flow.json')).toMatchObject([
    { severity: 'warning', rule: 'call.variable', pointer: '/steps/0/variables/moon' },
  ]);
});

test('the outputs of a call are the variables of the called flow', async () => {
  const caller = (message: string) =>
    flowOf([
      call('b.flow.json', { transitions: { onSuccess: { to: 'send' }, ...ended('onError') } }),
      sendStep({ message }),
    ]);
  const flows = {
    'a.flow.json': caller('$(n3.exitResult) $(n3.taskId)'),
    'wrong.flow.json': caller('$(n3.moon)'),
    'b.flow.json': flowOf([sendStep()]),
  };
  expect(await check(flows, 'a.flow.json')).toEqual([]);
  expect(await check(flows, 'wrong.flow.json')).toMatchObject([{ rule: 'variable.unknown' }]);
});
