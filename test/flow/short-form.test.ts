import { readFile } from 'node:fs/promises';
import { expandFlow } from '../../src/flow/expand.js';
import { parseFlow } from '../../src/flow/read-flow.js';
import { findMethods } from '../../src/flow/step-methods.js';
import { jsonOf, runCli } from '../cli/run-cli.js';
import {
  end,
  evaluateStep,
  findingsOf,
  flowOf,
  folderOfFlows,
  openEngine,
  outcomesOf,
  placesOf,
  queueStep,
  queueTransitions,
  runAtSandbox,
  sendStep,
} from './flow-fixtures.js';

const { transitions: _queue, ...queue } = queueStep();
const { transitions: _send, ...send } = sendStep();
const resolve = {
  kind: 'node',
  id: 'n9',
  name: 'resolve',
  node: 'resolve-conversation',
  version: 'v1.1',
  method: 'resolve-conversation',
  input: {
    flowId: '1',
    transId: '$(transid)',
    mediaType: 'social',
    mediaChannel: 'sms',
    details: { messageDetails: { serviceNumber: '+1', senderNumber: '+2', message: 'Hi' } },
  },
};

const expanded = async (flow: object) => {
  const { value } = parseFlow('a.flow.json', JSON.stringify(flow));
  return expandFlow(value!, await findMethods(value!, (await openEngine()).packages));
};

test('otherwise stands for every outcome without a transition; the flow checks clean and runs so', async () => {
  const flow = flowOf([
    { ...queue, transitions: { Queued: end(101) }, otherwise: { to: 'send' } },
    { ...send, otherwise: end(102) },
  ]);
  expect(await findingsOf(flow)).toEqual([]);
  const report = await runAtSandbox(flow, { faults: ['step=queue,outcome=onTimeout'] });
  expect(outcomesOf(report)).toEqual(['queue: onTimeout', 'send: onSuccess']);
  expect(report.end).toMatchObject({ exitResult: 102 });
});

test('otherwise never stands for an intermediate outcome', async () => {
  const flow = flowOf([{ ...resolve, otherwise: end(101) }]);
  expect(await findingsOf(flow)).toMatchObject([
    {
      rule: 'outcome.unwired',
      message: 'The outcome "accepted" of the step resolve (n9) leads nowhere.',
    },
  ]);
});

test('in listed order a success goes on to the next step, an error and a time-out never do', async () => {
  const flow = flowOf([queue, { ...send, otherwise: end(101) }], { order: 'listed' });
  expect(placesOf(await findingsOf(flow))).toEqual([['error', 'outcome.unwired', '/steps/0/transitions']]);
  const wired = flowOf(
    [
      { ...queue, otherwise: end(102) },
      { ...send, otherwise: end(101) },
    ],
    {
      order: 'listed',
      variables: { taskId: '' },
    },
  );
  expect(await findingsOf(wired)).toEqual([]);
  const { steps } = await expanded(wired);
  expect(steps[0]).toMatchObject({
    transitions: { Queued: { to: 'n5' }, taskFailed: end(102), onTimeout: end(102) },
  });
  expect(steps[0]).not.toHaveProperty('otherwise');
});

test('the last step of a flow in listed order has no step to go on to', async () => {
  const transitions = { onInvalidData: end(102), onError: end(102) };
  expect(await findingsOf(flowOf([{ ...send, transitions }], { order: 'listed' }))).toMatchObject([
    { rule: 'outcome.unwired', message: expect.stringContaining('"onSuccess"') },
  ]);
});

test('an own transition comes before both', async () => {
  const flow = flowOf(
    [
      { ...queue, transitions: queueTransitions, otherwise: end(103) },
      { ...send, otherwise: end() },
    ],
    {
      order: 'listed',
    },
  );
  expect((await expanded(flow)).steps[0]).toMatchObject({ transitions: queueTransitions });
});

test('the plain form says all, and means the same', async () => {
  const flow = flowOf([
    evaluateStep('"1"', { transitions: { '1': { to: 'queue' } }, otherwise: end(102) }),
    { ...queue, otherwise: end(103) },
  ]);
  const plain = await expanded(flow);
  expect(JSON.stringify(plain)).not.toMatch(/otherwise|"order"/);
  expect(await findingsOf(plain as never)).toEqual([]);
  const [short, long] = [await runAtSandbox(flow), await runAtSandbox(plain as never)];
  expect({ ...short, timings: 0 }).toEqual({ ...long, timings: 0 });
});

test('flow show prints where each outcome leads, and --expanded the plain form', async () => {
  const at = await folderOfFlows({
    'a.flow.json': flowOf([{ ...queue, otherwise: end(102) }], { order: 'listed' }),
  });
  const shown = await runCli(['flow', 'show', at('a.flow.json')]);
  expect([shown.code, shown.stdout]).toEqual([
    0,
    `A flow (a-flow) starts with queue
n3 queue: queue-task v1.3
  Queued, taskFailed, Error, onauthorizationfail, onInvalidData, onError, onInvalidChoice, onTimeout → End 102
`,
  ]);
  const plain = jsonOf<{ steps: object[] }>(await runCli(['flow', 'show', at('a.flow.json'), '--expanded']));
  expect(plain.steps[0]).toMatchObject({ transitions: { Queued: end(102), onTimeout: end(102) } });
});

test('flow check --fix wires what leads nowhere, says so, and can be undone', async () => {
  const text = `${JSON.stringify(flowOf([resolve, { ...send, transitions: { onError: end(103) } }]), null, '\t')}\n`;
  const file = (await folderOfFlows({ 'a.flow.json': text }))('a.flow.json');
  const fixed = await runCli(['flow', 'check', file, '--fix']);
  expect(fixed.code).toBe(0);
  for (const line of [
    'resolve (n9): accepted leads to End now',
    'resolve (n9): created leads to send now',
    'resolve (n9): onTimeout leads to End 102 now',
    'send (n5): onSuccess leads to End 101 now',
  ])
    expect(fixed.stdout).toContain(line);
  const written = await readFile(file, 'utf8');
  expect(JSON.parse(written).steps[1].transitions).toEqual({
    onError: end(103),
    onSuccess: end(101),
    onInvalidData: end(102),
  });
  expect(written).toContain('\t"service": "Tests",');
  const again = await runCli(['flow', 'check', file, '--fix', '--json']);
  expect(jsonOf(again)).toEqual({ findings: [], fixed: [] });
  expect(await readFile(file, 'utf8')).toBe(written);
  expect((await runCli(['flow', 'upgrade', file, '--undo'])).code).toBe(0);
  expect(await readFile(file, 'utf8')).toBe(text);
});

const oneOfThree = "if (Number(n) > 1) 'many'; else n === '1' ? 'one' : 'none';";

test('what the script of an Evaluate gives goes on in listed order too, and where otherwise leads', async () => {
  const evaluate = evaluateStep(oneOfThree, {
    transitions: { many: end(103), onInvalidChoice: end(102), onError: end(102) },
  });
  const last = { ...send, otherwise: end(101) };
  const listed = flowOf([evaluate, last], { order: 'listed', variables: { n: '1' } });
  expect(await findingsOf(listed)).toEqual([]);
  expect((await expanded(listed)).steps[0]).toMatchObject({
    transitions: { many: end(103), one: { to: 'n5' }, none: { to: 'n5' } },
  });
  expect(outcomesOf(await runAtSandbox(listed))).toEqual(['evaluate: one', 'send: onSuccess']);
  const forced = await runAtSandbox(listed, { faults: ['step=evaluate,outcome=none'] });
  expect(outcomesOf(forced)).toEqual(['evaluate: none', 'send: onSuccess']);
  const otherwise = flowOf([{ ...evaluate, transitions: { many: end(103) }, otherwise: end(101) }], {
    variables: { n: '1' },
  });
  expect(await findingsOf(otherwise)).toEqual([]);
  expect(outcomesOf(await runAtSandbox(otherwise))).toEqual(['evaluate: one']);
});

test('on the last step of a flow in listed order what the script gives has nowhere to go', async () => {
  const evaluate = evaluateStep("'done';", { transitions: { onInvalidChoice: end(102), onError: end(102) } });
  expect(await findingsOf(flowOf([evaluate], { order: 'listed' }))).toMatchObject([
    { rule: 'evaluate.outcome', message: expect.stringContaining('"done", which leads nowhere') },
  ]);
});

test('flow check --fix wires what the script of an Evaluate gives', async () => {
  const evaluate = evaluateStep(oneOfThree, { transitions: { many: end(103) } });
  const flow = flowOf([evaluate, { ...send, otherwise: end(101) }], { variables: { n: '1' } });
  const file = (await folderOfFlows({ 'a.flow.json': flow }))('a.flow.json');
  expect(await runCli(['flow', 'check', file, '--fix'])).toMatchObject({ code: 0 });
  expect(JSON.parse(await readFile(file, 'utf8')).steps[0].transitions).toEqual({
    many: end(103),
    one: { to: 'send' },
    none: { to: 'send' },
    onInvalidChoice: end(102),
    onError: end(102),
  });
  expect(await findingsOf(JSON.parse(await readFile(file, 'utf8')))).toEqual([]);
});

test('an upgrade writes no transition for what otherwise stands for', async () => {
  const flow = flowOf([{ ...queue, version: 'v1.0', otherwise: end(102) }]);
  const file = (await folderOfFlows({ 'a.flow.json': flow }))('a.flow.json');
  expect((await runCli(['flow', 'upgrade', file])).code).toBe(0);
  const { steps } = JSON.parse(await readFile(file, 'utf8'));
  expect(steps[0]).toMatchObject({ version: 'v1.3', otherwise: end(102) });
  expect(steps[0]).not.toHaveProperty('transitions');
  const sheet = await runCli(['flow', 'upgrade', file, '--sheet']);
  expect(sheet.stdout).toContain('onTimeout');
});
