import { randomUUID } from 'node:crypto';
import type { Connection, Result } from '../../schemas/types.js';
import { defaultDeadlineMs } from '../../src/engine/connections.js';
import type { Engine, InvokeCall } from '../../src/engine/engine.js';
import { builtInOutcomes } from '../../src/node-kit/method.js';
import type { Method, ObservedFact, WireName } from '../../src/package/method.js';
import { fixedToken } from '../../src/runtime/token-source.js';
import type { Sandbox } from '../../src/sandbox/sandbox.js';
import { contract } from './contract.js';
import { type Case, casesOf } from './faults.js';
import { type Input, inputs } from './inputs.js';

/** One method of one version over one wire, with the outcomes that its package declares and the wire has. */
export interface Subject {
  node: string;
  version: string;
  method: string;
  wire: WireName;
  outcomes: string[];
  /** What evidence shows of the wire. */
  observed: ObservedFact[];
}

export interface Run extends Omit<Subject, 'outcomes' | 'observed'> {
  fault: string;
  expected: string;
  outcome: string;
  intermediate: string[];
  /** Of the whole invocation, in virtual time. */
  milliseconds: number;
}

/** What the runs go through: the engine, or a service before it. */
export interface Door {
  packages: Pick<Engine['packages'], 'nodes'>;
  invoke: (call: InvokeCall) => Promise<Result>;
}

const wires: WireName[] = ['task', 'public'];

const subjectOf = ({ node, version, id, outcomes, facts }: Method, wire: WireName): Subject => {
  const { absent = [] } = contract[wire][id] ?? {};
  const all = [...outcomes.map(({ name }) => name), ...Object.keys(builtInOutcomes)];
  return {
    ...{ node, version, method: id, wire },
    outcomes: all.filter((name) => !absent.includes(name)),
    observed: (wire === 'task' && facts.observed) || [],
  };
};

/** Where the calls of a wire go. */
const connectionOf = ({ orgId, url }: Sandbox, wire: WireName): Connection =>
  wire === 'task'
    ? { orgId, taskApi: `${url}/wxcc-task` }
    : {
        ...{ orgId, wire, publicApi: url },
        channels: { sms: { channel: 'messages', businessAddress: '+12065550100' } },
      };

/** Every method version at hand; methods that contract.ts does not know yet are not judged. */
export const allSubjects = async (
  engine: Pick<Door, 'packages'>,
): Promise<{ judged: Subject[]; unjudged: Subject[] }> => {
  const found = await engine.packages.nodes();
  const all = found.flatMap(({ versions }) =>
    versions.flatMap(({ methods }) =>
      methods.flatMap((method) =>
        wires.filter((wire) => method.hasWire(wire)).map((wire) => subjectOf(method, wire)),
      ),
    ),
  );
  const isKnown = ({ method, wire }: Subject) => Object.hasOwn(contract[wire], method);
  return { judged: all.filter(isKnown), unjudged: all.filter((subject) => !isKnown(subject)) };
};

export const subjectsOf = async (engine: Pick<Door, 'packages'>): Promise<Subject[]> =>
  (await allSubjects(engine)).judged;

const runCase = async (engine: Door, sandbox: Sandbox, subject: Subject, one: Case): Promise<Run> => {
  const { node, version, method, wire } = subject;
  const { people } = sandbox;
  const connection = connectionOf(sandbox, wire);
  const prepare = inputs[method];
  if (!prepare) throw new Error(`${method}: no input in scripts/conformance/inputs.ts`);
  const input = await prepare(people, version);
  // A client of its own: what an API asks of one run is not kept by the next.
  const tokens = { ...fixedToken(sandbox.token), client: randomUUID() };
  const call: InvokeCall = { node, version, method, input, connection, tokens };
  const invoke = (other: Input): Promise<Result> => engine.invoke({ ...call, input: other });
  const changes = await one.arrange({ people, method, input, connection, token: sandbox.token, invoke });
  const result = await engine.invoke({ ...call, ...changes });
  return {
    node,
    version,
    method,
    wire,
    fault: one.fault,
    expected: one.expected,
    outcome: result.outcome,
    intermediate: result.intermediate.map(({ outcome }) => outcome),
    milliseconds: result.timings.total,
  };
};

/** Runs every case of every method version, or those that are wanted; `onRun` tells progress. */
export const runConformance = async (
  engine: Door,
  sandbox: Sandbox,
  {
    onRun = () => {},
    isWanted = () => true,
  }: { onRun?: (run: Run) => void; isWanted?: (subject: Subject, fault: string) => boolean } = {},
): Promise<Run[]> => {
  const runs: Run[] = [];
  for (const subject of await subjectsOf(engine))
    for (const one of casesOf(subject.method, contract[subject.wire][subject.method]!)) {
      if (!isWanted(subject, one.fault)) continue;
      const run = await runCase(engine, sandbox, subject, one);
      onRun(run);
      runs.push(run);
    }
  return runs;
};

/** For messages; the wire task goes without saying. */
const nameOf = ({ node, version, method, wire }: Omit<Subject, 'outcomes' | 'observed'>): string =>
  `${node} ${version} ${method}${wire === 'task' ? '' : ` over the wire ${wire}`}`;

export const isOf = (run: Run, { node, version, method, wire }: Subject): boolean =>
  run.node === node && run.version === version && run.method === method && run.wire === wire;

/** Declared outcomes that no run has reached: version × outcome must have no empty cell. */
export const emptyCells = (subjects: Subject[], runs: Run[]): string[] =>
  subjects.flatMap((subject) => {
    const { outcomes } = subject;
    const reached = new Set(
      runs
        .filter((run) => isOf(run, subject))
        .flatMap(({ outcome, intermediate }) => [outcome, ...intermediate]),
    );
    return outcomes.filter((name) => !reached.has(name)).map((name) => `${nameOf(subject)}: ${name}`);
  });

/** Runs that did not end as CONTRACT.md says, or not within the deadline. */
export const deviations = (runs: Run[]): string[] =>
  runs.flatMap((run) => {
    const { fault, expected, outcome, milliseconds } = run;
    const at = `${nameOf(run)}, ${fault}: `;
    return [
      ...(outcome === expected ? [] : [`${at}${outcome} instead of ${expected}`]),
      ...(milliseconds <= defaultDeadlineMs ? [] : [`${at}took ${milliseconds} ms`]),
    ];
  });
