import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { contract } from '../../scripts/conformance/contract.js';
import { besideCases, casesFileEnding, readCases } from '../../src/flow/cases/case-file.js';
import { type CasesRun, runCases } from '../../src/flow/cases/run-cases.js';
import { checkFlow } from '../../src/flow/check/index.js';
import { readEvent } from '../../src/flow/event.js';
import { exploreFlow } from '../../src/flow/explore/explore.js';
import { exploreFile } from '../../src/flow/explore/explore-file.js';
import { flowFileEnding, readFlow } from '../../src/flow/read-flow.js';
import { openSandboxWorlds } from '../../src/stage/sandbox-worlds.js';
import { root } from '../support/workshop.js';
import { openEngine } from './flow-fixtures.js';

const folder = join(root, 'flows');

let flows: string[] = [];
let cases: string[] = [];
beforeAll(async () => {
  const below = async (path: string, ending: string) =>
    (await readdir(path)).filter((name) => name.endsWith(ending)).map((name) => join(path, name));
  flows = await below(folder, flowFileEnding);
  cases = await below(join(folder, 'cases'), casesFileEnding);
});

test('all flows check clean', async () => {
  const { packages } = await openEngine();
  expect(flows.length).toBeGreaterThanOrEqual(7);
  for (const file of flows) {
    const findings = await checkFlow(file, { packages, today: '2026-01-01' });
    expect(findings.filter(({ severity }) => severity !== 'note')).toEqual([]);
  }
});

describe('the recorded cases', () => {
  let run: CasesRun;
  beforeAll(async () => {
    run = await runCases(cases, { engine: await openEngine(), openWorlds: openSandboxWorlds });
  }, 120_000);

  test('are there for every flow, and run as recorded', () => {
    expect(cases).toHaveLength(flows.length);
    expect(run.findings).toEqual([]);
    expect(run.results.filter(({ differences }) => differences.length > 0)).toEqual([]);
  });

  test('reach every outcome of every step', () => {
    const unreached = run.coverage
      .steps()
      .flatMap(({ flow, name, outcomes }) =>
        outcomes.filter(({ count }) => count === 0).map((outcome) => `${flow} ${name}: ${outcome.name}`),
      );
    expect(unreached).toEqual([]);
    expect(run.coverage.percent()).toBe(100);
  });
});

test('the flows reach every node and every method of the pack', async () => {
  const used = new Set<string>();
  for (const file of flows)
    for (const step of (await readFlow(file)).value!.steps)
      if (step.kind === 'node') used.add(`${step.node} ${step.method}`);
  const { packages } = await openEngine();
  const known = (await packages.nodes()).flatMap(({ versions }) =>
    versions.flatMap(({ methods }) => methods.map(({ node, id }) => `${node} ${id}`)),
  );
  // A node that has just been made has no contract yet, and no flow.
  const settled = known.filter((name) => Object.hasOwn(contract.task, name.split(' ')[1]!));
  expect([...new Set(settled)].filter((name) => !used.has(name))).toEqual([]);
  expect(settled.length).toBeGreaterThanOrEqual(24);
});

test('explore finds nothing to mend in any of them, with the events of their cases', async () => {
  const engine = await openEngine();
  const found: unknown[] = [];
  for (const file of cases) {
    const kept = (await readCases(file)).value!;
    const named = kept.cases.flatMap(({ event }) => (typeof event === 'string' ? [event] : []));
    const { findings } = await exploreFile(engine, openSandboxWorlds, {
      file: besideCases(file, kept.flow),
      events: [...new Set(named)].map((event) => besideCases(file, event)),
    });
    found.push(...findings);
  }
  expect(found).toEqual([]);
}, 120_000);

test('what a node is forced to happens at the sandbox, not by putting an outcome in its place', async () => {
  const file = join(folder, 'live-chat-inbound.flow.json');
  const { explorations } = await exploreFlow({
    engine: await openEngine(),
    openWorlds: openSandboxWorlds,
    flow: (await readFlow(file)).value!,
    file,
    events: [
      { name: 'form', event: (await readEvent(join(folder, 'events/live-chat-with-form.json'))).value! },
    ],
  });
  const forced = explorations
    .flatMap(({ report }) => report.steps)
    .filter((step) => step.kind === 'node' && step.forced);
  expect(forced.length).toBeGreaterThan(30);
  expect(
    forced.filter((step) => step.forced?.by === 'override').map(({ name, outcome }) => [name, outcome]),
  ).toEqual([]);
}, 60_000);
