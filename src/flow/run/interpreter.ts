import { errorDiagnostic, warningDiagnostic } from '../../ground/diagnostic.js';
import type { FaultPlan, FlowFault } from '../faults/fault.js';
import { canonicalOutcome, onSuccess } from '../outcomes.js';
import { isPaletteStep } from '../palette.js';
import type { Action, ExitResult, GoingStep, Step, StepOf } from '../types.js';
import type { Answers } from './answers.js';
import { type Frame, openFrame, readCalled, stepAt } from './frame.js';
import { RunStop } from './run-stop.js';
import type { RunTime } from './run-time.js';
import { shownTexts, wholeTexts } from './scope.js';
import type { Seed } from './seed.js';
import type { StepRecord, StepResult } from './step-result.js';
import { forcedStep } from './steps/forced-step.js';
import { runNodeStep } from './steps/node-step.js';
import { runPaletteStep } from './steps/palette-step.js';
import { type Reply, runPlainStep } from './steps/plain-steps.js';
import type { World } from './world.js';

/** Executions of one run; the platform's limit (documented). */
export const maxExecutions = 1000;

export interface InterpreterOptions {
  world: World;
  faults: FaultPlan;
  time: RunTime;
  seed: Seed;
  replies: Reply[];
  answers: Answers;
  /** The step of the first flow, by id, after which the run stops. */
  until?: string;
  /** Told of each execution when it is done. */
  onStep?: (step: StepRecord) => void;
  maxExecutions: number;
  /** What came of a run before: taken for all executions before one, by their numbers. */
  kept?: { steps: ReadonlyMap<number, StepRecord>; from: number };
  /** Leaves out the variables after each step, and what went over the wire. */
  brief: boolean;
}

/** The End of a flow, or of the branch of an intermediate outcome. */
export interface Ended {
  exitResult: ExitResult | undefined;
  last: StepRecord | undefined;
}

type Diagnostics = StepRecord['diagnostics'];

/** The step has done its work, so that a sandbox is as it was; what came of it is what came of it before. */
const asKept = (
  worked: StepResult,
  { outcome, type, intermediate = [], outputs }: StepRecord,
): StepResult => ({
  ...worked,
  ...{ outcome, type, intermediate, kept: true },
  outputs: { ...worked.outputs, ...Object.fromEntries(wholeTexts(outputs)) },
});

/** Walks through flows step by step. What happens is in `steps`. */
export class Interpreter {
  readonly steps: StepRecord[] = [];
  #executions = 0;
  #last: StepRecord | undefined;

  constructor(private readonly options: InterpreterOptions) {}

  get last(): StepRecord | undefined {
    return this.#last;
  }

  /** Runs a flow from a step to its End. Throws RunStop when it does not get there. */
  async run(frame: Frame, first: string, within?: string): Promise<Ended> {
    let step = this.#stepAt(frame, first, 'The start');
    for (;;) {
      if (step.kind === 'end') return { exitResult: this.#end(frame, step, within), last: this.#last };
      const record = await this.#execute(frame, step, within);
      for (const outcome of record.intermediate ?? []) await this.#branch(frame, step, outcome);
      const next = this.#next(frame, step, record.outcome);
      if ('end' in next) return { exitResult: next.end.exitResult, last: record };
      step = this.#stepAt(frame, next.to, `The outcome ${record.outcome} of ${step.name}`);
    }
  }

  /** An intermediate outcome runs its branch to the End; the step goes on afterwards. */
  async #branch(frame: Frame, step: GoingStep, outcome: string): Promise<void> {
    const next = this.#next(frame, step, outcome);
    if ('to' in next) await this.run(frame, next.to, `${step.name}: ${outcome}`);
  }

  #next(frame: Frame, step: GoingStep, outcome: string) {
    const entry = Object.entries(step.transitions).find(([name]) => canonicalOutcome(name) === outcome);
    if (entry) return entry[1];
    throw new RunStop(
      'dead-end',
      `The outcome ${JSON.stringify(outcome)} of the step ${step.name} of ${frame.flow.id} leads nowhere.`,
    );
  }

  #stepAt(frame: Frame, reference: string, from: string): Step {
    const step = stepAt(frame, reference);
    if (step) return step;
    throw new RunStop(
      'dead-end',
      `${from} leads to ${JSON.stringify(reference)}, which is not a step of the flow.`,
    );
  }

  #count(step: Step): number {
    this.#executions += 1;
    const { maxExecutions: most } = this.options;
    if (this.#executions > most)
      throw new RunStop(
        'execution-limit',
        `Node execution limit reached: ${most} executions, the last before ${step.name}.`,
      );
    return this.#executions;
  }

  #end(frame: Frame, step: StepOf<'end'>, within: string | undefined): ExitResult | undefined {
    const number = this.#count(step);
    const at = this.options.time.elapsed;
    const diagnostics = this.#act(frame, step.actions, 'enter');
    diagnostics.push(...this.#act(frame, step.actions, 'leave'));
    this.#record(frame, step, {
      number,
      at,
      within,
      result: { outcome: step.exitResult === undefined ? 'unset' : String(step.exitResult), type: 'success' },
      diagnostics,
    });
    return step.exitResult;
  }

  async #execute(frame: Frame, step: GoingStep, within: string | undefined): Promise<StepRecord> {
    const number = this.#count(step);
    const at = this.options.time.elapsed;
    const diagnostics = this.#act(frame, step.actions, 'enter');
    const fault = frame.caller ? undefined : this.options.faults.take(step.id);
    const kept = this.#keptOf(frame, step, number);
    const worked = await this.#work(frame, step, fault);
    const result = kept ? asKept(worked, kept) : worked;
    const total = Math.round((this.options.time.elapsed - at) * 10) / 10;
    for (const [name, value] of Object.entries(result.sets ?? {})) frame.scope.set(name, value);
    frame.scope.setOutputs(step.id, result.outputs ?? {});
    diagnostics.push(...(result.diagnostics ?? []), ...this.#act(frame, step.actions, 'leave'));
    for (const [name, value] of wholeTexts(kept?.variables ?? {})) frame.scope.set(name, value);
    const record = this.#record(frame, step, { number, at, within, result, diagnostics, total });
    this.#last = record;
    if (!frame.caller && this.options.until === step.id)
      throw new RunStop('until', `Stopped after the step ${step.name}, as asked.`);
    return record;
  }

  /** What came of the same execution before. Throws RunStop where that was another step. */
  #keptOf(frame: Frame, step: Step, number: number): StepRecord | undefined {
    const { kept } = this.options;
    if (!kept || number >= kept.from) return undefined;
    const record = kept.steps.get(number);
    if (record?.flow === frame.flow.id && record.id === step.id) return record;
    throw new RunStop(
      'dead-end',
      `The run before had ${record ? `the step ${record.name}` : 'nothing'} as execution ${number}, where ${step.name} is now: the flow has changed before the step to run from.`,
    );
  }

  #act(frame: Frame, actions: Action[] | undefined, when: Action['when']): Diagnostics {
    const diagnostics: Diagnostics = [];
    for (const action of actions ?? []) {
      if (action.when !== when) continue;
      const { text, warnings } = frame.scope.fill(action.value);
      frame.scope.set(action.set, text);
      diagnostics.push(...warnings);
    }
    return diagnostics;
  }

  /** The step's own work, or the outcome that a fault puts in its place. */
  async #work(frame: Frame, step: GoingStep, fault: FlowFault | undefined): Promise<StepResult> {
    if (step.kind === 'node') return this.#node(frame, step, fault);
    const { scope } = frame;
    if (fault?.outcome !== undefined)
      return forcedStep(step, { ...fault, outcome: fault.outcome }, { ...this.options, frame, scope });
    if (step.kind === 'call') return this.#call(frame, step);
    if (isPaletteStep(step)) return runPaletteStep(step, { ...this.options, scope });
    return runPlainStep(step, { ...this.options, flow: frame.flow, scope });
  }

  async #node(frame: Frame, step: StepOf<'node'>, fault: FlowFault | undefined): Promise<StepResult> {
    const { world, seed, brief } = this.options;
    const method = frame.methods.get(frame.flow.steps.indexOf(step));
    if (!method || method.problem !== undefined)
      throw new RunStop(
        'dead-end',
        `The step ${step.name} cannot run: ${method?.message ?? 'no such node.'}`,
      );
    return runNodeStep(step, {
      world,
      method: method.found,
      variables: frame.scope.all(),
      fault,
      newId: () => seed.uuid(),
      brief,
    });
  }

  async #call(frame: Frame, step: StepOf<'call'>): Promise<StepResult> {
    const called = await readCalled(frame, step.flow);
    if ('refused' in called)
      return {
        outcome: 'onError',
        type: 'error',
        diagnostics: [errorDiagnostic('call.refused', called.refused, called.remedy)],
      };
    const diagnostics: Diagnostics = [];
    const variables: Record<string, string> = {};
    for (const [name, value] of Object.entries(step.variables ?? {})) {
      const filled = frame.scope.fill(value);
      variables[name] = filled.text;
      diagnostics.push(...filled.warnings);
    }
    const inner = await openFrame(called, this.options.world.engine.packages, {
      variables,
      builtIn: frame.scope.builtInValues,
      caller: frame,
    });
    this.#actStart(inner, diagnostics);
    const { exitResult, last } = await this.run(inner, inner.flow.start.to);
    const isError =
      exitResult === 102 || exitResult === 103 || (exitResult === 100 && last?.type !== 'success');
    return {
      outcome: isError ? 'onError' : onSuccess,
      type: isError ? 'error' : 'success',
      outputs: { ...inner.scope.custom(), exitResult: exitResult === undefined ? '' : String(exitResult) },
      diagnostics,
    };
  }

  #actStart(inner: Frame, diagnostics: Diagnostics): void {
    if (inner.flow.start.conditions || (inner.flow.start.actions ?? []).length > 0)
      diagnostics.push(
        warningDiagnostic(
          'call.start',
          `The start of ${inner.flow.id} brings no event here; its conditions and actions are left out.`,
          'Give the called flow its values as variables.',
        ),
      );
  }

  #record(
    frame: Frame,
    step: Step,
    about: {
      number: number;
      at: number;
      within: string | undefined;
      result: StepResult;
      diagnostics: Diagnostics;
      total?: number;
    },
  ): StepRecord {
    const { number, at, within, result, diagnostics, total = 0 } = about;
    const { outputs, sets: _sets, diagnostics: _own, timings, intermediate, ...rest } = result;
    const record: StepRecord = {
      number,
      flow: frame.flow.id,
      id: step.id,
      name: step.name,
      kind: step.kind,
      at,
      ...(within !== undefined && { within }),
      ...rest,
      ...(intermediate && intermediate.length > 0 && { intermediate }),
      outputs: shownTexts(Object.entries(outputs ?? {})),
      variables: this.options.brief ? {} : frame.scope.shown(),
      diagnostics,
      timings: timings ?? { total },
    };
    this.steps.push(record);
    this.options.onStep?.(record);
    return record;
  }
}
