import type { FlowReport } from '../../../schemas/types.js';
import type { Engine } from '../../engine/engine.js';
import type { Finding } from '../../ground/finding.js';
import { ToldError } from '../../ground/told-error.js';
import type { Packages } from '../../package/package-set.js';
import { checkRead } from '../check/index.js';
import { type FlowEvent, readEvent } from '../event.js';
import { parseFault } from '../faults/fault.js';
import { readFlow } from '../read-flow.js';
import type { OpenWorlds, WorldSource } from '../run/open-world.js';
import { runFlow } from '../run/run-flow.js';
import { momentOfCases } from '../run/run-moment.js';
import { Seed } from '../run/seed.js';
import { findMethods, type StepMethod } from '../step-methods.js';
import type { Flow } from '../types.js';
import { besideCases, endLine, type FlowCase, readCases, stepLines } from './case-file.js';
import { Coverage } from './coverage.js';

/** What a case came to. */
interface CaseResult {
  file: string;
  name: string;
  /** What is not as recorded; empty when all is. */
  differences: string[];
  /** The executions, in the words of a case. */
  steps: string[];
  end: string;
  /** Of virtual time. */
  milliseconds: number;
}

export interface CasesRun {
  /** How many cases there are. */
  cases: number;
  results: CaseResult[];
  /** What keeps files from being run. */
  findings: Finding[];
  coverage: Coverage;
}

interface Job {
  file: string;
  flowFile: string;
  flow: Flow;
  methods: ReadonlyMap<number, StepMethod>;
  one: FlowCase;
  event: FlowEvent;
}

/** Every run has the same seed: cases do not depend on their order. */
const seed = 1;

const differencesOf = (one: FlowCase, report: FlowReport): string[] => {
  const differences: string[] = [];
  const actual = stepLines(report);
  for (let index = 0; index < Math.max(actual.length, one.steps.length); index += 1) {
    const [expected, got] = [one.steps[index], actual[index]];
    if (expected === got) continue;
    differences.push(`step ${index + 1}: expected ${expected ?? 'no more'}, got ${got ?? 'no more'}`);
    break;
  }
  const end = endLine(report.end);
  if (end !== one.end) differences.push(`end: expected ${one.end}, got ${end}`);
  const open = report.openTasks?.length ?? 0;
  if (one.openTasks !== undefined && open > one.openTasks)
    differences.push(`open tasks: expected at most ${one.openTasks}, got ${open}`);
  return differences;
};

const runCase = async ({ file, flowFile, flow, methods, one, event }: Job, worlds: WorldSource) => {
  const report = await runFlow({
    world: await worlds.open(seed),
    flow,
    file: flowFile,
    event,
    time: {
      ...(event.at === undefined && { at: momentOfCases }),
      ...(one.at !== undefined && { at: one.at }),
      ...(one.timeZone !== undefined && { timeZone: one.timeZone }),
    },
    answers: one.answers,
    faults: (one.faults ?? []).map((text) => parseFault(text, flow, methods)),
    seed: { number: seed, source: new Seed(seed) },
    brief: true,
  });
  const result: CaseResult = {
    file,
    name: one.name,
    differences: differencesOf(one, report),
    steps: stepLines(report),
    end: endLine(report.end),
    milliseconds: Math.round(report.timings.total),
  };
  return { result, report };
};

const faultFindings = (
  { file, flow, methods }: Pick<Job, 'file' | 'flow' | 'methods'>,
  { name, faults = [] }: FlowCase,
): Finding[] =>
  faults.flatMap((text) => {
    try {
      parseFault(text, flow, methods);
      return [];
    } catch (error) {
      if (!(error instanceof ToldError)) throw error;
      const { message, remedy } = error;
      return [
        {
          severity: 'error' as const,
          rule: 'case.fault',
          file,
          pointer: '',
          line: 1,
          column: 1,
          message: `${name}: ${message}`,
          remedy,
        },
      ];
    }
  });

/** The cases of a file with their flow and events, or what keeps them from being run. */
const jobsOf = async (
  file: string,
  packages: Packages,
): Promise<{ jobs: Job[]; flow?: Flow; findings: Finding[] }> => {
  const read = await readCases(file);
  if (!read.value || read.findings.length > 0) return { jobs: [], findings: read.findings };
  const flowFile = besideCases(file, read.value.flow);
  const readFile = await readFlow(flowFile);
  const { value: flow } = readFile;
  if (!flow) return { jobs: [], findings: readFile.findings };
  // Names that no step has would be empty texts in every case.
  const unknown = (await checkRead(readFile, { packages, today: '' })).filter(
    ({ severity, rule }) => severity === 'error' && /^variable\./.test(rule),
  );
  if (unknown.length > 0) return { jobs: [], flow, findings: unknown };
  const events = new Map<string, FlowEvent>();
  const problems: Finding[] = [];
  for (const path of new Set(read.value.cases.map(({ event }) => event))) {
    const event = await readEvent(besideCases(file, path));
    problems.push(...event.findings);
    if (event.value) events.set(path, event.value);
  }
  const methods = await findMethods(flow, packages);
  const jobs = read.value.cases.flatMap((one): Job[] => {
    const wrong = faultFindings({ file, flow, methods }, one);
    problems.push(...wrong);
    const event = events.get(one.event);
    return event && wrong.length === 0 ? [{ file, flowFile, flow, methods, one, event }] : [];
  });
  return { jobs, flow, findings: problems };
};

export interface CasesOptions {
  engine: Engine;
  openWorlds: OpenWorlds;
  /** How often each case runs; once when left out. */
  repeat?: number;
  /** Tells progress. */
  onRun?: (total: number) => void;
}

/** Runs the cases of files and compares. Of a repetition only what differs stands in the results. */
export const runCases = async (
  files: string[],
  { engine, openWorlds, repeat = 1, onRun = () => {} }: CasesOptions,
): Promise<CasesRun> => {
  const coverage = new Coverage();
  const jobs: Job[] = [];
  const findings: Finding[] = [];
  for (const file of files) {
    const found = await jobsOf(file, engine.packages);
    findings.push(...found.findings);
    jobs.push(...found.jobs);
    if (found.flow) await coverage.add(found.flow, engine.packages);
  }
  const worlds = openWorlds(engine);
  const results: CaseResult[] = [];
  try {
    for (let round = 0; round < repeat; round += 1)
      for (const job of jobs) {
        const { result, report } = await runCase(job, worlds);
        onRun(jobs.length * repeat);
        coverage.count(report);
        if (round === 0 || result.differences.length > 0) results.push(result);
      }
  } finally {
    await worlds.close();
  }
  return { cases: jobs.length, results, findings, coverage };
};
