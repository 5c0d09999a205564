import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Result } from '../../schemas/types.js';
import { isResult } from '../../schemas/validators.js';
import { ToldError } from '../../src/ground/told-error.js';
import { builtInOutcomes } from '../../src/node-kit/method.js';
import { fieldOf } from '../../src/schema/field.js';
import { packDirectory, queues, Workshop } from '../support/workshop.js';

type Json = fc.JsonValue;
type Input = { [key: string]: Json };

interface Target {
  node: string;
  version: string;
  method: string;
  outcomes: string[];
}

interface InputSchema {
  properties?: object;
  allOf?: { properties?: object; oneOf?: { properties?: object }[] }[];
  examples: Input[];
}

const runsPerMethod = 40;

let workshop: Workshop;
let targets: Target[];
let realTask: string;
beforeAll(async () => {
  workshop = await Workshop.simulate();
  realTask = (await workshop.createTask()).id;
  targets = (await workshop.engine.packages.nodes()).flatMap(({ versions }) =>
    versions.flatMap(({ methods }) =>
      methods.map(({ node, version, id, outcomes }) => ({
        node,
        version,
        method: id,
        outcomes: [...outcomes.map(({ name }) => name), ...Object.keys(builtInOutcomes)],
      })),
    ),
  );
});

const schemaOf = ({ node, version, method }: Target): InputSchema =>
  JSON.parse(
    readFileSync(join(packDirectory, 'schemas', `${node}.${version}.${method}.input.schema.json`), 'utf8'),
  );

const fieldNames = (schema: InputSchema) => [
  ...new Set(fieldOf({ ...schema }).fields.map(({ name }) => name)),
];

const odd = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom<Json>(
    '',
    ' ',
    '0',
    '-1',
    '5',
    '1e9',
    'true',
    '$(x)',
    '$(y)',
    '../..',
    '..',
    '%2e',
    'a/b?c#d',
  ),
  fc.constantFrom<Json>(
    '\u0000',
    '\r\nX: y',
    '\ud800',
    '\u2028',
    '😀',
    'constructor',
    '__proto__',
    'x'.repeat(5000),
  ),
  fc.constantFrom<Json>('{}', '[]', '{"__proto__":1}', '[[[[', '{"a":', 1e308, -0, 1e21, 5e-324),
);

/** An example with some of its values, at any depth, replaced, removed or doubled. */
const mutated = (examples: Input[]): fc.Arbitrary<Input> =>
  fc
    .record({
      example: fc.constantFrom(...examples),
      // Few of the values change, so that many inputs get as far as the wire.
      choices: fc.infiniteStream(fc.nat({ max: 9 })),
      values: fc.infiniteStream(odd),
      isReal: fc.boolean(),
    })
    .map(({ example, choices, values, isReal }) => {
      const change = (node: Json | undefined): Json => {
        const choice = choices.next().value;
        if (choice === 0) return values.next().value;
        if (Array.isArray(node)) {
          const items = node.map(change);
          return choice === 1 ? [...items, ...items] : items;
        }
        if (node === null || typeof node !== 'object') return node ?? null;
        return Object.fromEntries(
          Object.entries(node)
            .filter(() => choices.next().value !== 0)
            .map(([key, value]) => [key, change(value)]),
        );
      };
      const input = Object.fromEntries(Object.entries(example).map(([key, value]) => [key, change(value)]));
      return isReal ? { ...input, taskId: realTask, queueId: queues.chat } : input;
    });

const anyInput = (schema: InputSchema): fc.Arbitrary<Json> =>
  fc.oneof(fc.jsonValue(), fc.dictionary(fc.constantFrom(...fieldNames(schema)), odd) as fc.Arbitrary<Json>, {
    arbitrary: mutated(schema.examples) as fc.Arbitrary<Json>,
    weight: 2,
  });

const variables = { x: { list: ['$(y)', 5] }, y: 'single' };

/** A Result with a declared outcome, or ToldError: nothing else leaves invoke. */
const expectDeclared = async (
  { node, version, method, outcomes }: Target,
  input: unknown,
): Promise<string> => {
  let result: Result;
  try {
    result = await workshop.invoke({ node, version, method, input, variables });
  } catch (error) {
    expect(error).toBeInstanceOf(ToldError);
    return (error as ToldError).code;
  }
  expect(outcomes).toContain(result.outcome);
  expect(isResult(result)).toBe(true);
  return result.outcome;
};

test('there are methods to try, with fields and examples', () => {
  expect(targets.length).toBeGreaterThan(0);
  for (const target of targets) {
    const schema = schemaOf(target);
    expect(fieldNames(schema).length).toBeGreaterThan(0);
    expect(schema.examples.length).toBeGreaterThan(1);
  }
});

test('any JSON as input gives a declared outcome or ToldError', async () => {
  const reached = new Set<string>();
  for (const target of targets)
    await fc.assert(
      fc.asyncProperty(anyInput(schemaOf(target)), async (input) => {
        reached.add(await expectDeclared(target, input));
      }),
      { numRuns: runsPerMethod },
    );
  // Inputs of every kind were among them: refused, invalid, and sent.
  expect(reached).toContain('input.no-object');
  expect(reached).toContain('onInvalidData');
  expect(reached.size).toBeGreaterThan(4);
}, 120_000);

test('any JSON as variables gives a declared outcome or ToldError', async () => {
  const target = targets.find(({ method }) => method === 'piq-and-ewt') as Target;
  const input = { taskId: '$(a)', queueId: 'q-$(b)', lookbackMinutes: '$(c.d)' };
  await fc.assert(
    fc.asyncProperty(fc.oneof(odd, fc.dictionary(fc.constantFrom('a', 'b', 'c'), odd)), async (given) => {
      try {
        const { node, version, method } = target;
        const result = await workshop.invoke({ node, version, method, input, variables: given });
        expect(target.outcomes).toContain(result.outcome);
      } catch (error) {
        expect(error).toBeInstanceOf(ToldError);
      }
    }),
    { numRuns: 50 },
  );
});
