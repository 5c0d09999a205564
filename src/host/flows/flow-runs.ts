import { randomInt } from 'node:crypto';
import { basename } from 'node:path';
import type { FastifyBaseLogger } from 'fastify';
import type { FlowReport } from '../../../schemas/types.js';
import { checkRead } from '../../flow/check/index.js';
import { type FlowEvent, startOutputs } from '../../flow/event.js';
import { type ReadFlow, readFlow } from '../../flow/read-flow.js';
import { endsWell } from '../../flow/run/ends-well.js';
import { runFlow } from '../../flow/run/run-flow.js';
import { Seed } from '../../flow/run/seed.js';
import type { World } from '../../flow/run/world.js';
import type { Flow } from '../../flow/types.js';
import { today } from '../../ground/clock.js';
import { problem } from '../../ground/problem.js';
import type { ToldError } from '../../ground/told-error.js';
import type { Packages } from '../../package/package-set.js';
import { newRunId, type Runs } from '../../workspace/runs.js';

const flowUnknown = problem(404, 'flow.unknown', 'No flow of this id is served.');
const flowStart = problem(422, 'flow.start', 'The flow starts with something else than what came.');
const flowBroken = problem(422, 'flow.broken', 'The flow has errors, and is not run.');
const flowBusy = problem(503, 'flow.busy', 'As many flows run as may.');

/** Flows at the same time: more than anybody tries by hand, and few enough that each goes on. */
export const maxFlowRuns = 16;

export interface FlowRunsOptions {
  packages: Packages;
  runs: Runs;
  /** Flow files; read anew at each start, so that what is corrected counts at once. */
  files: string[];
  /** A world for one run; its calls go to a connection. */
  openWorld: () => Promise<World>;
  /** The connection's name, for the runs that are kept. */
  to: string;
  /** How many runs are kept. */
  keepRuns: number;
  log: Pick<FastifyBaseLogger, 'info' | 'warn' | 'error'>;
}

/** An event of an organization that may start flows. */
export interface Occasion {
  event: FlowEvent;
  /** Whether it came while nothing served flows here. */
  isMissed: boolean;
  /** Whether this process is the first to start a flow, by its id, for the event. */
  isFirst: (flow: string) => Promise<boolean>;
}

/** A flow that is about to run. */
interface Starting {
  file: string;
  flow: Flow;
  event: FlowEvent;
}

/** Runs flows for what comes from outside, and keeps the report of each run. What goes wrong with one is that one's. */
export class FlowRuns {
  readonly #running = new Set<Promise<void>>();
  #isStopping = false;
  #tellStop = () => {};
  readonly #stop = new Promise<void>((resolve) => {
    this.#tellStop = resolve;
  });

  constructor(private readonly options: FlowRunsOptions) {}

  get count(): number {
    return this.#running.size;
  }

  /** Starts the flow of this id; gives the id of its run, under which the report will be kept. Throws Problem. */
  async startFlow(id: string, event: FlowEvent): Promise<string> {
    const { files } = this.options;
    for (const file of files) {
      const read = await readFlow(file);
      if (read.value?.id !== id) continue;
      const starting = await this.#checked(read, read.value, event);
      if (this.count >= maxFlowRuns)
        throw flowBusy(
          `${maxFlowRuns} flows run already; nothing was sent.`,
          'Try again after Retry-After.',
          5,
        );
      return this.#start(starting);
    }
    throw flowUnknown(
      `No flow ${id} is served.`,
      'Give the id of one of the flows that `flow serve` printed.',
    );
  }

  /** Starts every flow that this event starts and has not started before; waits while as many run as may. */
  async startAll({ event, isMissed, isFirst }: Occasion): Promise<void> {
    const { files, log } = this.options;
    for (const file of files) {
      const read = await readFlow(file);
      if (!read.value || !startOutputs(read.value, event)) continue;
      await this.#room();
      // What is not begun now is for the next start.
      if (this.#isStopping) return;
      try {
        const starting = await this.#checked(read, read.value, event);
        const { id: flow } = starting.flow;
        if (!(await isFirst(flow))) continue;
        const run = this.#start(starting);
        if (isMissed) log.info({ run, flow }, 'An event that came before this start starts its flow now.');
      } catch (error) {
        const { code, message } = error as ToldError;
        log.warn({ file, code }, `An event started nothing: ${message}`);
      }
    }
  }

  /** Resolves when a flow more may run, or when none is started any more. */
  async #room(): Promise<void> {
    while (this.count >= maxFlowRuns && !this.#isStopping) await Promise.race([...this.#running, this.#stop]);
  }

  /** Resolves when what runs has ended, or after so many milliseconds; no event starts anything any more. */
  async stop(graceMs: number): Promise<void> {
    this.#isStopping = true;
    this.#tellStop();
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, graceMs);
    });
    await Promise.race([Promise.allSettled(this.#running), patience]);
    clearTimeout(timer);
    if (this.count > 0)
      this.options.log.warn(`${this.count} flows were given up in mid-run; their runs are not kept.`);
  }

  /** Throws Problem for what cannot be run. */
  async #checked(read: ReadFlow, flow: Flow, event: FlowEvent): Promise<Starting> {
    if (!startOutputs(flow, event))
      throw flowStart(
        `The flow ${flow.id} starts with ${flow.start.kind}, not with ${event.kind}.`,
        'Send what the flow starts with.',
      );
    const { packages } = this.options;
    const findings = await checkRead(read, { packages, today: today() });
    const errors = findings.filter(({ severity }) => severity === 'error');
    const [first] = errors;
    if (first)
      throw flowBroken(
        `The flow ${flow.id} has ${errors.length} errors, the first at line ${first.line}: ${first.message}`,
        'Correct it: `wxcc-nodes flow check` shows all of them. It is read anew at the next start.',
      );
    return { file: read.file, flow, event };
  }

  #start(starting: Starting): string {
    const id = newRunId();
    const running = this.#run(id, starting).catch((error: Error) =>
      this.options.log.error({ err: error, run: id, file: starting.file }, 'a run could not be kept'),
    );
    this.#running.add(running);
    void running.then(() => this.#running.delete(running));
    return id;
  }

  async #run(id: string, { file, flow, event }: Starting): Promise<void> {
    const { openWorld, log } = this.options;
    const number = randomInt(1e9);
    try {
      const report = await runFlow({
        ...{ world: await openWorld(), file, flow, event },
        seed: { number, source: new Seed(number) },
      });
      await this.#keep(id, { file, event, report, outcome: report.end.status });
      log.info({ run: id, flow: flow.id, outcome: report.end.status }, report.end.message);
    } catch (error) {
      const { code = 'failed', message } = error as ToldError;
      log.warn({ run: id, flow: flow.id, code }, `The run broke off: ${message}`);
      await this.#keep(id, { file, event, outcome: code });
    }
  }

  async #keep(
    id: string,
    run: { file: string; event: FlowEvent; report?: FlowReport; outcome: string },
  ): Promise<void> {
    const { runs, to, keepRuns } = this.options;
    if (keepRuns === 0) return;
    const { file, event, report, outcome } = run;
    await runs.keep(
      {
        ...{ kind: 'flow', what: basename(file), to, outcome },
        type: report && endsWell(report.end) ? 'success' : 'error',
        asked: { file: basename(file), event },
        ...(report && { gave: { ...report } }),
      },
      keepRuns,
      id,
    );
  }
}
