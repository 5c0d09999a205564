import { runCli } from '../cli/run-cli.js';
import { root } from '../support/workshop.js';
import {
  end,
  ended,
  evaluateStep,
  findingsOf,
  flowOf,
  folderOfFlows,
  placesOf,
  queueStep,
  runAtSandbox,
  sendStep,
} from './flow-fixtures.js';

const evaluate = (script: string, ...outcomes: string[]) =>
  flowOf([evaluateStep(script, { transitions: ended(...outcomes, 'onInvalidChoice', 'onError') })]);

test.each([
  ["taskId === 't-1' ? 'open' : 'closed'", "'closed'"],
  ["var result = 'open'; if (taskId) { result = 'closed'; } result", 'a variable'],
  ["if (taskId) { 'open' } else { 'closed' }", 'an if'],
  ["var r; r = taskId ? 'open' : 'closed'; r;", 'an assignment'],
])('what a script gives and nothing leads on is a warning with the nearest outcome: %s', async (script) => {
  expect(await findingsOf(evaluate(script, 'open', 'close'))).toMatchObject([
    {
      severity: 'warning',
      rule: 'evaluate.outcome',
      pointer: '/steps/0/script',
      message: expect.stringContaining('gives "closed", which leads nowhere'),
      remedy: expect.stringContaining('Did you mean "close"?'),
    },
  ]);
});

test('an outcome that a script never gives is a warning at its transition', async () => {
  expect(placesOf(await findingsOf(evaluate("taskId ? 'a' : 'b'", 'a', 'b', 'c')))).toEqual([
    ['warning', 'evaluate.outcome', '/steps/0/transitions/c'],
  ]);
});

test.each([
  ['taskId', 'a variable of the flow'],
  ["taskId = 'a'; taskId", 'a variable of the flow that it may not set'],
  ['String(taskId).length', 'a computed value'],
  ["(function (x) { return x; })('a')", 'a function'],
  ["if (taskId) 'a'", 'nothing in one case'],
  ['1.5', 'a number that the platform writes in its own way'],
])('%s: nothing is said of what cannot be seen', async (script) => {
  expect(await findingsOf(evaluate(script, 'z'))).toEqual([]);
});

test('at the run the script is told that what it gave leads nowhere', async () => {
  const report = await runAtSandbox(evaluate("'clos' + 'ed'", 'close'));
  expect(report.steps[0]).toMatchObject({
    outcome: 'onInvalidChoice',
    diagnostics: [
      {
        message: 'The script gave "closed", which leads nowhere.',
        remedy: expect.stringContaining('Did you mean "close"?'),
      },
    ],
  });
});

test.each([
  ['queue', 'onTimout', 'onTimeout'],
  ['queue', 'taskfailed', 'taskFailed'],
  ['send', 'onSucces', 'onSuccess'],
])('--fault step=%s,outcome=%s is wrong use, with the nearest outcome', async (step, outcome, near) => {
  const at = await folderOfFlows({
    'a.flow.json': flowOf([queueStep({ transitions: {}, otherwise: { to: 'send' } }), sendStep()]),
  });
  const event = `${root}/flows/events/live-chat-without-form.json`;
  const args = [
    'flow',
    'run',
    at('a.flow.json'),
    '--event',
    event,
    '--fault',
    `step=${step},outcome=${outcome}`,
  ];
  const { code, stderr } = await runCli(args);
  expect(code).toBe(2);
  expect(stderr).toContain(`has no outcome "${outcome}"`);
  expect(stderr).toContain(`Did you mean "${near}"?`);
});

test('one wrong reference is one finding: not one for each outcome, and none for what is behind it', async () => {
  const flow = flowOf([
    queueStep({ transitions: {}, otherwise: { to: 'sent' } }),
    sendStep({ transitions: {}, otherwise: end(101) }),
  ]);
  expect(placesOf(await findingsOf(flow))).toEqual([['error', 'step.unknown', '/steps/0/otherwise']]);
});

test('of steps that only unreachable ones lead to the first is told', async () => {
  const flow = flowOf([
    sendStep(),
    sendStep({ id: 'n6', name: 'lost', transitions: {}, otherwise: { to: 'behind' } }),
    sendStep({ id: 'n7', name: 'behind' }),
    sendStep({ id: 'n8', name: 'round', transitions: {}, otherwise: { to: 'about' } }),
    sendStep({ id: 'n9', name: 'about', transitions: {}, otherwise: { to: 'round' } }),
  ]);
  const unreachable = (await findingsOf(flow)).filter(({ rule }) => rule === 'step.unreachable');
  expect(unreachable.map(({ pointer }) => pointer)).toEqual(['/steps/1', '/steps/3']);
});
