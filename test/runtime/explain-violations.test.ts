import type { Json } from '../../src/node-kit/method.js';
import type { CallableMethod } from '../../src/package/method.js';
import { explainViolations } from '../../src/schema/explain-violations.js';
import type { Schema } from '../../src/schema/schema.js';
import { builtMethod, methodWith, oneInput } from './methods.js';

const explainAll = async ({ checkInput, input }: CallableMethod, value: Json) => {
  const found = await checkInput(value);
  if (found.length === 0) throw new Error('The value is valid.');
  return explainViolations(found, input, value);
};
const explain = (value: Json, schema: Schema) => explainAll(methodWith(oneInput(schema)), { value });

describe('a violation says what was expected and received', () => {
  test.each([
    ['type', 'five', { type: 'integer' }, 'a whole number', '"five"'],
    ['type', 5, { type: 'string' }, 'text', '5'],
    ['type', 'yes', { type: 'boolean' }, 'true or false', '"yes"'],
    ['type', {}, { type: 'array' }, 'a list', 'an object'],
    ['type', [], { type: 'object' }, 'an object', 'a list'],
    ['type', null, { type: ['string', 'number'] }, 'text or a number', 'null'],
    ['enum', 'c', { oneOf: [{ const: 'a' }, { const: 'b' }] }, 'one of "a", "b"', '"c"'],
    ['minimum', 4, { type: 'integer', minimum: 5 }, '>= 5', '4'],
    ['maximum', 241, { type: 'integer', maximum: 240 }, '<= 240', '241'],
    ['minLength', '', { type: 'string', minLength: 1 }, 'at least 1 characters', '""'],
    ['maxLength', 'abc', { type: 'string', maxLength: 2 }, 'at most 2 characters', '"abc"'],
    [
      'maxLength',
      `${'x'.repeat(55)}${'😀'.repeat(26)}`,
      { type: 'string', maxLength: 80 },
      'at most 80 characters',
      `"${'x'.repeat(55)}… (81 characters)`,
    ],
    ['minItems', [], { type: 'array', minItems: 1 }, 'at least 1 items', 'a list'],
    ['maxItems', [1, 2], { type: 'array', maxItems: 1 }, 'at most 1 items', 'a list'],
    ['const', 2, { const: 1 }, '1', '2'],
  ] as [string, Json, Schema, string, string][])(
    '%s of %j',
    async (code, value, schema, expected, received) => {
      expect(await explain(value, schema)).toEqual([
        {
          severity: 'error',
          code,
          pointer: '/value',
          expected,
          received,
          message: `/value: expected ${expected}, received ${received}.`,
          remedy: 'Correct the value.',
        },
      ]);
    },
  );

  test('a pattern in the words that its schema has for it', async () => {
    const schema = { type: 'string', pattern: '^[a-z]+$', 'x-expected': 'small letters' };
    expect((await explain('A', schema))[0]).toMatchObject({ code: 'pattern', expected: 'small letters' });
  });

  test('a pattern without words as it is', async () => {
    expect((await explain('A', { type: 'string', pattern: '^[a-z]+$' }))[0]?.expected).toContain('^[a-z]+$');
  });

  test('a missing input at the place where it should be', async () => {
    const method = methodWith(oneInput({ type: 'string' }, ['value']));
    expect(await explainAll(method, {})).toEqual([
      expect.objectContaining({
        code: 'required',
        pointer: '/value',
        expected: 'a value',
        received: 'nothing',
      }),
    ]);
  });

  test.each([
    ['unevaluatedProperties', oneInput({})],
    ['additionalProperties', { type: 'object', additionalProperties: false, properties: { value: {} } }],
  ])('an unknown input (%s) with what to do about it', async (code, schema) => {
    expect(await explainAll(methodWith(schema), { 'a/b': 1 })).toEqual([
      expect.objectContaining({
        code,
        pointer: '/a~1b',
        expected: 'no such input',
        remedy: 'Remove it, or choose a version that has it.',
      }),
    ]);
  });

  test('two items of one name at the second one', async () => {
    const schema = { type: 'array', 'x-uniqueBy': 'name', items: { type: 'object' } };
    expect(await explain([{ name: 'a' }, { name: 'b' }, { name: 'a' }], schema)).toEqual([
      expect.objectContaining({
        code: 'x-uniqueBy',
        pointer: '/value/2/name',
        expected: 'a name of its own',
        received: '"a"',
      }),
    ]);
  });

  test('the severity that the caller wants', async () => {
    const { checkInput, input } = methodWith(oneInput({ type: 'string' }));
    const found = await checkInput({ value: 5 });
    const [first] = explainViolations(found, input, { value: 5 }, 'warning');
    expect(first?.severity).toBe('warning');
  });
});

describe('what was received', () => {
  test('is shortened when it is long', async () => {
    const [first] = await explain('x'.repeat(5000), { type: 'string', maxLength: 10 });
    expect(first?.received?.length).toBeLessThan(100);
    expect(first?.received).toContain('x'.repeat(40));
    expect(first?.received).toMatch(/500[02] characters/);
    expect(first?.message.length).toBeLessThan(200);
  });

  test('is only named when it is an object, whatever it holds', async () => {
    const [first] = await explain({ password: 'hunter2' }, { type: 'string' });
    expect(JSON.stringify(first)).not.toContain('hunter2');
  });
});

describe('several violations', () => {
  test('give one diagnostic for each place', async () => {
    const diagnostics = await explain('', { type: 'string', minLength: 2, pattern: '^a' });
    expect(diagnostics.map(({ pointer }) => pointer)).toEqual(['/value']);
  });

  test('come in the order of their places', async () => {
    const schema = {
      type: 'object',
      required: ['c', 'a'],
      properties: { b: { type: 'string' } },
    };
    const pointers = (await explainAll(methodWith(schema), { b: 1 })).map(({ pointer }) => pointer);
    expect(pointers).toEqual(['/a', '/b', '/c']);
  });
});

describe('a choice of branches', () => {
  const task = { taskId: 't-1', conversationId: 'c-1', mediaType: 'chat', mediaChannel: 'web' };
  let queueTask: CallableMethod;
  beforeAll(async () => {
    queueTask = await builtMethod('queue-task', 'v1.5');
  });
  const places = async (value: Json) =>
    (await explainAll(queueTask, value)).map(({ code, pointer }) => `${pointer} ${code}`);

  test('names the branches when none fits', async () => {
    expect(await explainAll(queueTask, { ...task, queueType: 'static', queueId: 'q' })).toEqual([
      expect.objectContaining({
        pointer: '/queueType',
        code: 'enum',
        expected: 'one of "single", "dynamic"',
        received: '"static"',
      }),
    ]);
  });

  test('reports what the chosen branch lacks and nothing about properties that are known', async () => {
    expect(await places({ ...task, queueType: 'dynamic' })).toEqual(['/dynamicQueueId required']);
    expect(await places({ ...task, queueType: 'single', queueId: '' })).toEqual(['/queueId minLength']);
  });

  test('reports a property of another branch as unknown', async () => {
    expect(await places({ ...task, queueType: 'single', queueId: 'q', dynamicQueueId: 'd' })).toEqual([
      '/dynamicQueueId unevaluatedProperties',
    ]);
  });

  test('reports an unknown property beside a branch that fails', async () => {
    expect(await places({ ...task, queueType: 'dynamic', colour: 'red' })).toEqual([
      '/colour unevaluatedProperties',
      '/dynamicQueueId required',
    ]);
  });

  test('reports a choice that is missing, once', async () => {
    const { mediaType: _, ...rest } = task;
    expect(await places({ ...rest, queueType: 'single', queueId: 'q' })).toEqual(['/mediaType required']);
  });

  test('reports a channel that does not fit its media type with those that do', async () => {
    const [first] = await explainAll(queueTask, {
      ...task,
      mediaChannel: 'sms',
      queueType: 'single',
      queueId: 'q',
    });
    expect(first).toMatchObject({ pointer: '/mediaChannel', code: 'enum', expected: 'one of "web"' });
  });

  test('reports a rule that depends on another value', async () => {
    const method = await builtMethod('set-variable', 'v1.7', 'set-flow-variable');
    const variable = { name: 'a', type: 'String', value: 'b', agentViewable: true };
    const found = await explainAll(method, { taskId: 't', variables: [variable] });
    expect(found.map(({ code, pointer }) => `${pointer} ${code}`)).toEqual([
      '/variables/0/desktopLabel required',
    ]);
  });
});
