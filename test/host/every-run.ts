import type { Connection, Result } from '../../schemas/types.js';
import {
  deviations,
  emptyCells,
  type Run,
  runConformance,
  subjectsOf,
} from '../../scripts/conformance/run.js';
import type { InvokeCall } from '../../src/engine/engine.js';
import type { Workshop } from '../support/workshop.js';
import type { Caller, ServiceDesk } from './service-desk.js';

/** What the calls of a pass ended in, by method version, in the order in which its cases ran. */
export type Endings<Ending> = Record<string, Ending[]>;

const ids = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** Ids are others in every pass: one of the input is named after its field, so that a wrong one is still found. */
const withNamedIds = <Ending>(input: unknown, ending: Ending): Ending => {
  const names = new Map(Object.entries(input as object).map(([name, value]) => [value, `<${name}>`]));
  return JSON.parse(JSON.stringify(ending).replace(ids, (id) => names.get(id) ?? '<id>')) as Ending;
};

/** Makes every call of the conformance runs through a door of its own, which tells the Result and what it looked like there. */
export const runThrough = async <Ending>(
  { engine, sandbox }: Workshop,
  call: (call: InvokeCall) => Promise<[Result, Ending]>,
): Promise<{ runs: Run[]; endings: Endings<Ending> }> => {
  const endings: Endings<Ending> = {};
  const invoke = async (one: InvokeCall) => {
    const [result, ending] = await call(one);
    const name = `${one.node} ${one.version} ${one.method}`;
    endings[name] ??= [];
    endings[name].push(withNamedIds(one.input, ending));
    return result;
  };
  return { runs: await runConformance({ packages: engine.packages, invoke }, sandbox), endings };
};

/** The parts of a Result that do not depend on the clock. */
export const endingOf = ({ outcome, type, effect, outputs, intermediate, diagnostics }: Result) => ({
  outcome,
  type,
  effect,
  outputs,
  intermediate: intermediate.map((one) => one.outcome),
  diagnostics,
});

export type ResultEnding = ReturnType<typeof endingOf>;

/** The calls made by the engine itself, without a service before it. */
export const runDirectly = async (workshop: Workshop): Promise<Endings<ResultEnding>> => {
  const { endings } = await runThrough(workshop, async (call) => {
    const result = await workshop.engine.invoke(call);
    return [result, endingOf(result)];
  });
  return endings;
};

/** What `invoke` ended in, as a door shows it. */
export const shownAs = <From, To>(endings: Endings<From>, show: (ending: From) => To): Endings<To> =>
  Object.fromEntries(Object.entries(endings).map(([name, all]) => [name, all.map(show)]));

/** Every run ends as the contract says, and every declared outcome is reached. */
export const expectContract = async ({ engine }: Workshop, runs: Run[]): Promise<void> => {
  expect(deviations(runs)).toEqual([]);
  expect(emptyCells(await subjectsOf(engine), runs)).toEqual([]);
};

/** Keys of a service whose connection and token are set anew for each call. */
export class CallersOf {
  readonly #free: Caller[] = [];
  #adding: Promise<unknown> = Promise.resolve();

  constructor(private readonly desk: ServiceDesk) {}

  /** A key whose connection and token are those of the call, and that nobody else uses meanwhile. */
  async with<Type>({ connection, tokens }: InvokeCall, work: (key: Caller) => Promise<Type>): Promise<Type> {
    const caller = this.#free.pop() ?? (await this.#add());
    await this.desk.writeConnection(caller.name, connection as Connection);
    this.desk.provideTokens(caller.name, tokens!);
    return work(caller).finally(() => this.#free.push(caller));
  }

  /** One after another: each addition rewrites the file of keys. */
  #add(): Promise<Caller> {
    const name = crypto.randomUUID();
    const added = this.#adding.then(() => this.desk.addKey({ name, connection: name, authorization: name }));
    this.#adding = added;
    return added;
  }
}
