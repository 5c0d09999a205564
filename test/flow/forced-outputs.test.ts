import { builtInOutcomes } from '../../src/node-kit/method.js';
import type { Method } from '../../src/package/method.js';
import { fieldOf } from '../../src/schema/field.js';
import { SandboxWorlds } from '../../src/stage/sandbox-worlds.js';
import { end, flowOf, openEngine, runAtSandbox } from './flow-fixtures.js';

let methods: Method[];
let worlds: SandboxWorlds;
beforeAll(async () => {
  const engine = await openEngine();
  const nodes = await engine.packages.nodes();
  methods = nodes.flatMap(({ versions }) => versions.flatMap((version) => version.methods));
  worlds = new SandboxWorlds(engine);
});
afterAll(() => worlds.close());

const outcomesOf = (method: Method): string[] => [
  ...method.outcomes.map(({ name }) => name),
  ...Object.keys(builtInOutcomes),
];

const stepOf = (method: Method, input: unknown) => ({
  ...{ kind: 'node', id: 'n3', name: 'step', node: method.node, version: method.version, method: method.id },
  input,
  transitions: Object.fromEntries(outcomesOf(method).map((name) => [name, end(101)])),
});

/** The outputs of a step are text; as the contract has them. */
const typed = (method: Method, outputs: Record<string, string>): Record<string, unknown> => {
  const { fields } = fieldOf(method.output);
  return Object.fromEntries(
    Object.entries(outputs).map(([name, text]) => {
      const types = fields.find((field) => field.name === name)?.types ?? [];
      return [name, types.includes('string') || types.length === 0 ? text : JSON.parse(text)];
    }),
  );
};

test('each forced outcome of each method version gives outputs that its contract allows', async () => {
  const wrong: string[] = [];
  let forced = 0;
  for (const method of methods)
    for (const outcome of outcomesOf(method)) {
      const { steps } = await runAtSandbox(flowOf([stepOf(method, method.examples[0])]), {
        worlds,
        faults: [`step=step,outcome=${outcome}`],
      });
      const [{ outcome: got, intermediate = [], type, outputs, diagnostics }] = steps as [(typeof steps)[0]];
      forced += 1;
      const where = `${method.node} ${method.version} ${method.id} ${outcome}`;
      if (got !== outcome && !intermediate.includes(outcome)) wrong.push(`${where}: ${got}`);
      if (diagnostics.some(({ code }) => code === 'output.unexpected')) wrong.push(`${where}: unexpected`);
      const values = typed(method, outputs);
      if (type === 'success') {
        const { checkOutput } = await method.callable();
        if ((await checkOutput(values)).length > 0) wrong.push(`${where}: ${JSON.stringify(values)}`);
      } else {
        const known = new Set(fieldOf(method.output).fields.map(({ name }) => name));
        for (const name of Object.keys(values)) if (!known.has(name)) wrong.push(`${where}: ${name}`);
      }
    }
  expect(wrong).toEqual([]);
  expect(forced).toBeGreaterThan(150);
});

test('a success that is put in place of what came names the task of the input', async () => {
  const [create] = methods.filter(({ node }) => node === 'create-task');
  const input = { ...(create!.examples[0] as object), destination: '' };
  const { steps } = await runAtSandbox(flowOf([stepOf(create!, input)]), {
    faults: ['step=step,outcome=created'],
  });
  const { taskId } = create!.examples[0] as { taskId: string };
  expect(steps[0]).toMatchObject({ outcome: 'created', forced: { by: 'override' } });
  expect(steps[0]!.outputs['Task ID']).toBe(taskId);
});
