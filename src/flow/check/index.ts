import { basename } from 'node:path';
import type { Connection } from '../../../schemas/types.js';
import type { Finding } from '../../ground/finding.js';
import { inTurns } from '../../ground/in-turns.js';
import type { Packages } from '../../package/package-set.js';
import { readCalledFlows } from '../called-flows.js';
import { expandFlow } from '../expand.js';
import { graphOf } from '../graph.js';
import { type ReadFlow, readFlow } from '../read-flow.js';
import { scriptOf } from '../script.js';
import { type ScriptFacts, scriptFacts } from '../script-facts.js';
import { findMethods } from '../step-methods.js';
import { type Rule, type Subject, stepsOf } from './rule.js';
import { knownAuthorizations } from './rules/authorizations.js';
import { calls } from './rules/calls.js';
import { conditions } from './rules/conditions.js';
import { attachments, positionsInQueue, screenPops } from './rules/contact-centre.js';
import { grants } from './rules/grants.js';
import { inputs } from './rules/inputs.js';
import { jsonTexts } from './rules/json-texts.js';
import { keptLists } from './rules/kept-lists.js';
import { limits } from './rules/limits.js';
import { delaysBack, endlessLoops, loopsWithoutDelay } from './rules/loops.js';
import { knownNodes, versionStatus } from './rules/node-versions.js';
import { outcomes } from './rules/outcomes.js';
import { reachable } from './rules/reachable.js';
import { scripts } from './rules/scripts.js';
import { sessionNames } from './rules/session-variables.js';
import { stepNames } from './rules/step-names.js';
import { targets } from './rules/targets.js';
import { timeZones } from './rules/time-zones.js';
import { variables } from './rules/variables.js';
import { wires } from './rules/wires.js';

const rules: Rule[] = [
  stepNames,
  targets,
  knownNodes,
  versionStatus,
  knownAuthorizations,
  inputs,
  outcomes,
  scripts,
  conditions,
  variables,
  reachable,
  loopsWithoutDelay,
  endlessLoops,
  delaysBack,
  screenPops,
  positionsInQueue,
  attachments,
  sessionNames,
  jsonTexts,
  keptLists,
  calls,
  limits,
  timeZones,
  wires,
  grants,
];

export interface CheckOptions {
  packages: Packages;
  /** The names of the authorizations; undefined when nobody knows them. */
  authorizations?: readonly string[];
  /** What the kept lists say of an input; undefined when nobody looks. */
  checkInput?: Subject['checkInput'];
  /** Where the steps will call; undefined when nobody says. */
  connection?: Connection;
  /** See Subject. */
  grantOf?: Subject['grantOf'];
  /** YYYY-MM-DD, for versions past their last day. */
  today: string;
  /** See Subject. */
  signal?: AbortSignal;
}

const severityOrder = { error: 0, warning: 1, note: 2 };

const subjectOf = async (
  { file, value: written }: ReadFlow,
  options: CheckOptions,
): Promise<Subject | undefined> => {
  if (!written) return undefined;
  const methods = await findMethods(written, options.packages);
  const flow = expandFlow(written, methods);
  const { signal } = options;
  const evaluates = await inTurns(
    stepsOf(flow, 'evaluate'),
    ({ place, step }): [number, ScriptFacts] => [place, scriptFacts(scriptOf(step))],
    signal,
  );
  return {
    flow,
    written,
    graph: graphOf(flow),
    methods,
    scripts: new Map(evaluates),
    authorizations: options.authorizations,
    checkInput: options.checkInput,
    connection: options.connection,
    grantOf: options.grantOf,
    today: options.today,
    called: await readCalledFlows(file, flow),
    fileName: basename(file),
    signal,
  };
};

/** Checks a flow that was read; rejects once its signal ends. What the text or the schema says comes alone: no rule can look at the rest then. */
export const checkRead = async (read: ReadFlow, options: CheckOptions): Promise<Finding[]> => {
  const subject = await subjectOf(read, options);
  if (!subject) return read.findings;
  // A flow may have thousands of steps: a service or a console answers others meanwhile.
  const drafts = (await inTurns(rules, (rule) => rule(subject), options.signal)).flat();
  const findings = await inTurns(drafts, ({ severity = 'error', ...draft }) => ({
    severity,
    file: read.file,
    ...draft,
    ...read.positions.ofPointer(draft.pointer),
  }));
  return findings.sort(
    (a, b) => severityOrder[a.severity] - severityOrder[b.severity] || a.line - b.line || a.column - b.column,
  );
};

/** Checks a flow file; every problem is a finding, an unreadable file too. */
export const checkFlow = async (file: string, options: CheckOptions): Promise<Finding[]> => {
  const read = await readFlow(file);
  options.signal?.throwIfAborted();
  return checkRead(read, options);
};
