import type { Engine } from '../../src/engine/engine.js';
import { temporaryFolder, workspaceOf } from '../support/workshop.js';
import { type BuiltMethod, builtMethods, nameOf } from './methods.js';

let methods: BuiltMethod[];
let engine: Engine;

beforeAll(async () => {
  methods = await builtMethods();
  engine = workspaceOf(await temporaryFolder()).engine;
});
afterAll(() => engine.close());

const plan = ({ node, version, method }: BuiltMethod, input: unknown) =>
  engine.plan({ node, version, method, input }).then((planned) => planned.show());

const diagnosticsOf = (planned: Awaited<ReturnType<typeof plan>>) =>
  'diagnostics' in planned ? planned.diagnostics : [];

/** What the platform takes all the same is a warning. */
const saidOf = (planned: Awaited<ReturnType<typeof plan>>) =>
  'diagnostics' in planned ? planned.diagnostics : (planned.warnings ?? []);

test('the pack has the 24 method versions of the design, and perhaps newer ones', () => {
  expect(methods.length).toBeGreaterThanOrEqual(24);
});

test('every example of every method version gives a request', async () => {
  for (const method of methods) {
    expect(method.input.examples.length).toBeGreaterThanOrEqual(2);
    for (const example of method.input.examples)
      expect({ method: nameOf(method), diagnostics: diagnosticsOf(await plan(method, example)) }).toEqual({
        method: nameOf(method),
        diagnostics: [],
      });
  }
});

test('every anti-example of every method version is refused for its stated reason', async () => {
  for (const method of methods) {
    expect(method.input['x-antiExamples'].length).toBeGreaterThanOrEqual(3);
    for (const { input, pointer, code, reason } of method.input['x-antiExamples']) {
      const found = saidOf(await plan(method, input)).map((one) => `${one.pointer} ${one.code}`);
      expect({ method: nameOf(method), reason, found }).toEqual({
        method: nameOf(method),
        reason,
        found: expect.arrayContaining([`${pointer} ${code}`]),
      });
    }
  }
});
