import type { Result } from '../../schemas/types.js';
import { defaultDeadlineMs } from '../../src/engine/connections.js';
import type { Engine, InvokeCall } from '../../src/engine/engine.js';
import { builtInOutcomes } from '../../src/node-kit/method.js';
import { fixedToken } from '../../src/runtime/token-source.js';
import type { Sandbox } from '../../src/sandbox/sandbox.js';
import { contract } from './contract.js';
import { type Case, casesOf } from './faults.js';
import { type Input, inputs } from './inputs.js';

/** One method of one version, with the outcomes that its package declares. */
export interface Subject {
  node: string;
  version: string;
  method: string;
  outcomes: string[];
}

export interface Run extends Omit<Subject, 'outcomes'> {
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

/** Every method version at hand; methods that contract.ts does not know yet are not judged. */
export const allSubjects = async (
  engine: Pick<Door, 'packages'>,
): Promise<{ judged: Subject[]; unjudged: Subject[] }> => {
  const found = await engine.packages.nodes();
  const all = found.flatMap(({ versions }) =>
    versions.flatMap(({ methods }) =>
      methods.map(({ node, version, id, outcomes }) => ({
        node,
        version,
        method: id,
        outcomes: [...outcomes.map(({ name }) => name), ...Object.keys(builtInOutcomes)],
      })),
    ),
  );
  const isKnown = ({ method }: Subject) => Object.hasOwn(contract, method);
  return { judged: all.filter(isKnown), unjudged: all.filter((subject) => !isKnown(subject)) };
};

export const subjectsOf = async (engine: Pick<Door, 'packages'>): Promise<Subject[]> =>
  (await allSubjects(engine)).judged;

const runCase = async (engine: Door, sandbox: Sandbox, subject: Subject, one: Case): Promise<Run> => {
  const { node, version, method } = subject;
  const { people } = sandbox;
  const connection = { orgId: sandbox.orgId, taskApi: `${sandbox.url}/wxcc-task` };
  const prepare = inputs[method];
  if (!prepare) throw new Error(`${method}: no input in scripts/conformance/inputs.ts`);
  const input = await prepare(people, version);
  const call: InvokeCall = { node, version, method, input, connection, tokens: fixedToken(sandbox.token) };
  const invoke = (other: Input): Promise<Result> => engine.invoke({ ...call, input: other });
  const changes = await one.arrange({ people, method, input, token: sandbox.token, invoke });
  const result = await engine.invoke({ ...call, ...changes });
  return {
    node,
    version,
    method,
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
    for (const one of casesOf(subject.method, contract[subject.method]!)) {
      if (!isWanted(subject, one.fault)) continue;
      const run = await runCase(engine, sandbox, subject, one);
      onRun(run);
      runs.push(run);
    }
  return runs;
};

/** Declared outcomes that no run has reached: version × outcome must have no empty cell. */
export const emptyCells = (subjects: Subject[], runs: Run[]): string[] =>
  subjects.flatMap(({ node, version, method, outcomes }) => {
    const reached = new Set(
      runs
        .filter((run) => run.node === node && run.version === version && run.method === method)
        .flatMap(({ outcome, intermediate }) => [outcome, ...intermediate]),
    );
    return outcomes
      .filter((name) => !reached.has(name))
      .map((name) => `${node} ${version} ${method}: ${name}`);
  });

/** Runs that did not end as CONTRACT.md says, or not within the deadline. */
export const deviations = (runs: Run[]): string[] =>
  runs.flatMap(({ node, version, method, fault, expected, outcome, milliseconds }) => {
    const at = `${node} ${version} ${method}, ${fault}: `;
    return [
      ...(outcome === expected ? [] : [`${at}${outcome} instead of ${expected}`]),
      ...(milliseconds <= defaultDeadlineMs ? [] : [`${at}took ${milliseconds} ms`]),
    ];
  });
