import { exploreFlow } from '../../src/flow/explore/explore.js';
import { explorationFindings } from '../../src/flow/explore/findings.js';
import { parseFlow } from '../../src/flow/read-flow.js';
import { openSandboxWorlds } from '../../src/stage/sandbox-worlds.js';
import {
  chatEvent,
  createStep,
  delayStep,
  end,
  ended,
  evaluateStep,
  flowOf,
  openEngine,
  queueStep,
  queueTransitions,
  sendStep,
} from './flow-fixtures.js';

const explore = async (json: object) => {
  const read = parseFlow('a.flow.json', JSON.stringify(json, null, 2));
  const flow = read.value!;
  const { explorations, coverage } = await exploreFlow({
    engine: await openEngine(),
    openWorlds: openSandboxWorlds,
    flow,
    file: 'a.flow.json',
    events: [{ name: 'chat', event: chatEvent }],
  });
  return {
    explorations,
    coverage,
    findings: explorationFindings(flow, 'a.flow.json', explorations, read.positions),
  };
};

test('each reachable outcome of each step is driven, the ones behind a fault too', async () => {
  const { coverage, explorations } = await explore(
    flowOf([
      queueStep({ transitions: { ...queueTransitions, taskFailed: { to: 'send' } } }),
      sendStep({ transitions: { ...ended('onSuccess', 'onInvalidData'), onError: { to: 'delay' } } }),
      delayStep('n9'),
      { kind: 'end', id: 'n9', name: 'last', exitResult: 102 },
    ]),
  );
  expect(coverage.percent()).toBe(100);
  const targets = explorations.map(({ target }) => target && `${target.step}: ${target.outcome}`);
  expect(new Set(targets).size).toBe(explorations.length);
  expect(targets).toContain('send: onError');
});

test('a dead end is an error at its step', async () => {
  const { Queued: _, ...transitions } = queueTransitions;
  const { findings } = await explore(flowOf([queueStep({ transitions })]));
  expect(findings).toContainEqual(
    expect.objectContaining({ severity: 'error', rule: 'explore.dead-end', pointer: '/steps/0' }),
  );
});

test('a loop that is never left is an error, one that counts is none', async () => {
  const again = { transitions: { ...ended('onSuccess', 'onInvalidData'), onError: { to: 'delay' } } };
  const endless = await explore(flowOf([sendStep(again), delayStep('send')]));
  expect(endless.findings).toMatchObject([{ severity: 'error', rule: 'explore.endless-loop' }]);
  const counting = await explore(
    flowOf(
      [
        sendStep({ transitions: { ...ended('onSuccess', 'onInvalidData'), onError: { to: 'evaluate' } } }),
        evaluateStep("var rounds = Number(rounds) + 1; rounds < 3 ? 'again' : 'enough';", {
          transitions: { again: { to: 'delay' }, enough: end(102), onInvalidChoice: end(), onError: end() },
        }),
        delayStep('send'),
      ],
      { variables: { rounds: '0' } },
    ),
  );
  expect(counting.findings).toEqual([]);
});

test('a task that is created and never queued is a warning that says how to see it', async () => {
  const { findings } = await explore(flowOf([createStep()]));
  expect(findings[0]).toMatchObject({ severity: 'warning', rule: 'explore.task-left-open' });
  expect(findings[0]?.message).toContain('event chat');
});

test('a step that no event leads to is a warning', async () => {
  const branch = {
    kind: 'branch',
    id: 'n7',
    name: 'branch',
    branches: [{ outcome: 'yes', when: { all: [{ variable: '1', operator: '==', value: '1' }] } }],
    transitions: { yes: end(101), 'None of the above': end(101), onError: end(102) },
  };
  const { findings } = await explore(flowOf([branch, sendStep()]));
  expect(findings).toMatchObject([{ rule: 'explore.not-reached', pointer: '/steps/1' }]);
});
