import type { Connection } from '../../../schemas/types.js';
import type { grantsFor } from '../../engine/check-grant.js';
import type { InputCheck } from '../../engine/contract.js';
import type { Finding, Severity } from '../../ground/finding.js';
import type { Method } from '../../package/method.js';
import type { Graph } from '../graph.js';
import type { ReadFlow } from '../read-flow.js';
import type { ScriptFacts } from '../script-facts.js';
import type { StepMethod } from '../step-methods.js';
import type { Flow, Step, StepOf } from '../types.js';

/** What the rules look at. */
export interface Subject {
  /** In its plain form. */
  flow: Flow;
  /** As the author wrote it. */
  written: Flow;
  graph: Graph;
  /** By the place of the step. */
  methods: ReadonlyMap<number, StepMethod>;
  /** What each Evaluate sets and reads, by the place of the step. */
  scripts: ReadonlyMap<number, ScriptFacts>;
  /** The names of the authorizations; undefined when nobody knows them. */
  authorizations: readonly string[] | undefined;
  /** What the kept lists say of an input; undefined when nobody looks. */
  checkInput:
    | ((call: Pick<Parameters<InputCheck>[0], 'manifest' | 'method' | 'input'>) => ReturnType<InputCheck>)
    | undefined;
  /** Where the steps will call; undefined when nobody says. */
  connection: Connection | undefined;
  /** With which grant a package's calls are made, by the authorization that a step names; undefined when nobody looks. */
  grantOf: ReturnType<typeof grantsFor> | undefined;
  /** YYYY-MM-DD. */
  today: string;
  /** The flows that it calls, and those that they call: file name → what was read. */
  called: ReadonlyMap<string, ReadFlow>;
  /** The flow's own file name, without its folder. */
  fileName: string;
  /** Ends when nobody waits for the findings any more. */
  signal: AbortSignal | undefined;
}

/** A finding before it has a file and a line. */
export type Draft = Pick<Finding, 'rule' | 'pointer' | 'message' | 'remedy'> & { severity?: Severity };

/** One rule, or a few that look at the same thing. */
export type Rule = (subject: Subject) => Draft[] | Promise<Draft[]>;

export const pointerOf = (place: number) => `/steps/${place}`;

/** How findings name a step. */
export const nameOf = ({ id, name }: Step) => `${name} (${id})`;

/** The steps of a kind, with their places. */
export const stepsOf = <Kind extends Step['kind']>(
  flow: Flow,
  kind: Kind,
): { place: number; step: StepOf<Kind> }[] =>
  flow.steps.flatMap((step, place) => (step.kind === kind ? [{ place, step: step as StepOf<Kind> }] : []));

export const foundMethod = (subject: Subject, place: number): Method | undefined => {
  const method = subject.methods.get(place);
  return method?.problem === undefined ? method?.found : undefined;
};
