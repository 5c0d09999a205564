import type { FlowReport } from '../../../schemas/types.js';
import type { Engine } from '../../engine/engine.js';
import type { Finding } from '../../ground/finding.js';
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
import { storyJobs } from '../story/story-cases.js';
import { isStory } from '../story/story-file.js';
import type { Flow } from '../types.js';
import { besideCases, endLine, type FlowCase, readCases, stepLines } from './case-file.js';
import {
  type CaseJob,
  type CaseJobs,
  type CaseResult,
  faultFindings,
  firstDifference,
  mergedFaults,
  openTasksDifference,
  seedOfCases,
} from './case-job.js';
import { Coverage } from './coverage.js';

export interface CasesRun {
  /** How many cases there are. */
  cases: number;
  results: CaseResult[];
  /** What keeps files from being run. */
  findings: Finding[];
  coverage: Coverage;
}

interface Case {
  file: string;
  flowFile: string;
  flow: Flow;
  methods: ReadonlyMap<number, StepMethod>;
  one: FlowCase;
  event: FlowEvent;
}

const differencesOf = (one: FlowCase, report: FlowReport): string[] => {
  const end = endLine(report.end);
  return [
    ...firstDifference('step', one.steps, stepLines(report)),
    ...(end === one.end ? [] : [`end: expected ${one.end}, got ${end}`]),
    ...openTasksDifference(one.openTasks, report.openTasks?.length ?? 0),
  ];
};

const runCase = async ({ file, flowFile, flow, methods, one, event }: Case, worlds: WorldSource) => {
  const report = await runFlow({
    world: await worlds.open(seedOfCases),
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
    seed: { number: seedOfCases, source: new Seed(seedOfCases) },
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
  return { result, reports: [report] };
};

/** The cases of a file with their flow and events, or what keeps them from being run. */
const jobsOf = async (file: string, packages: Packages): Promise<CaseJobs> => {
  const read = await readCases(file);
  if (!read.value || read.findings.length > 0) return { jobs: [], flows: [], findings: read.findings };
  const flowFile = besideCases(file, read.value.flow);
  const readFile = await readFlow(flowFile);
  const { value: flow } = readFile;
  if (!flow) return { jobs: [], flows: [], findings: readFile.findings };
  // Names that no step has would be empty texts in every case.
  const unknown = (await checkRead(readFile, { packages, today: '' })).filter(
    ({ severity, rule }) => severity === 'error' && /^variable\./.test(rule),
  );
  if (unknown.length > 0) return { jobs: [], flows: [flow], findings: unknown };
  const events = new Map<string, FlowEvent>();
  const problems: Finding[] = [];
  for (const path of new Set(read.value.cases.map(({ event }) => event))) {
    const event = await readEvent(besideCases(file, path));
    problems.push(...event.findings);
    if (event.value) events.set(path, event.value);
  }
  const methods = await findMethods(flow, packages);
  const refused: Parameters<typeof mergedFaults>[0] = [];
  const jobs = read.value.cases.flatMap((one): CaseJob[] => {
    const wrong = faultFindings(file, one, (text) => parseFault(text, flow, methods));
    refused.push(...wrong);
    const event = events.get(one.event);
    if (!event || wrong.length > 0) return [];
    return [(worlds) => runCase({ file, flowFile, flow, methods, one, event }, worlds)];
  });
  return { jobs, flows: [flow], findings: [...problems, ...mergedFaults(refused)] };
};

export interface CasesOptions {
  engine: Engine;
  openWorlds: OpenWorlds;
  /** How often each case runs; once when left out. */
  repeat?: number;
  /** Tells progress. */
  onRun?: (total: number) => void;
}

/** Runs the cases of files, and of stories, and compares. Of a repetition only what differs stands in the results. */
export const runCases = async (
  files: string[],
  { engine, openWorlds, repeat = 1, onRun = () => {} }: CasesOptions,
): Promise<CasesRun> => {
  const { packages } = engine;
  const coverage = new Coverage();
  const jobs: CaseJob[] = [];
  const findings: Finding[] = [];
  const worlds = openWorlds(engine);
  const results: CaseResult[] = [];
  try {
    for (const file of files) {
      const found = isStory(file)
        ? await storyJobs(file, packages, (scenario) => openWorlds(engine, scenario))
        : await jobsOf(file, packages);
      findings.push(...found.findings);
      jobs.push(...found.jobs);
      for (const flow of found.flows) await coverage.add(flow, packages);
    }
    for (let round = 0; round < repeat; round += 1)
      for (const job of jobs) {
        const { result, reports } = await job(worlds);
        onRun(jobs.length * repeat);
        for (const report of reports) coverage.count(report);
        if (round === 0 || result.differences.length > 0) results.push(result);
      }
  } finally {
    await worlds.close();
  }
  return { cases: jobs.length, results, findings, coverage };
};
