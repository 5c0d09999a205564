import type { Json } from '../../src/node-kit/method.js';
import type { CallableMethod } from '../../src/package/method.js';
import { prepareInput } from '../../src/runtime/prepare-input.js';
import { builtMethod } from './methods.js';

const firstValue = ({ input }: { input: { [key: string]: Json } | undefined }) =>
  (input as { variables: { value: Json }[] } | undefined)?.variables[0]?.value;
const prepare = async (method: CallableMethod, input: { [key: string]: Json }, variables = {}) => {
  const prepared = await prepareInput(method, input, variables);
  return {
    input: prepared.input as { [key: string]: Json } | undefined,
    codes: prepared.diagnostics.map(({ code, pointer }) => `${pointer} ${code}`),
  };
};

describe('Queue Task v1.5', () => {
  const task = { taskId: 't-1', conversationId: 'c-1', mediaType: 'chat', mediaChannel: 'web' };
  let method: CallableMethod;
  beforeAll(async () => {
    method = await builtMethod('queue-task', 'v1.5');
  });

  test('takes a single queue when the kind is not given', async () => {
    expect(await prepare(method, { ...task, queueId: 'q-1' })).toEqual({
      input: { ...task, queueId: 'q-1', queueType: 'single' },
      codes: [],
    });
  });

  test('takes the kind of queue in any case', async () => {
    expect(await prepare(method, { ...task, queueType: 'DYNAMIC', dynamicQueueId: 'q-2' })).toEqual({
      input: { ...task, queueType: 'dynamic', dynamicQueueId: 'q-2' },
      codes: [],
    });
  });

  test('takes media type and channel in any case', async () => {
    const { input } = await prepare(method, {
      ...task,
      queueId: 'q-1',
      mediaType: 'CHAT',
      mediaChannel: 'Web',
    });
    expect(input).toMatchObject({ mediaType: 'chat', mediaChannel: 'web' });
  });

  test('takes a priority as text, and none as empty text', async () => {
    expect((await prepare(method, { ...task, queueId: 'q-1', contactPriority: '3' })).input).toMatchObject({
      contactPriority: 3,
    });
    const { input } = await prepare(method, { ...task, queueId: 'q-1', contactPriority: '' });
    expect(input).toBeDefined();
    expect(input).not.toHaveProperty('contactPriority');
  });

  test('takes skills as JSON text, with their defaults', async () => {
    const skill = { skill: 's-1', type: 'PROFICIENCY', condition: 'gte', value: '5', weight: '2' };
    const text = JSON.stringify({ requirements: [skill] });
    expect((await prepare(method, { ...task, queueId: 'q-1', skillRequirements: text })).input).toMatchObject(
      {
        skillRequirements: {
          requirements: [{ ...skill, type: 'proficiency', weight: 2 }],
          relaxations: [],
          relaxationToggle: false,
        },
      },
    );
  });

  test('takes a relaxation without a time as one after 60 seconds', async () => {
    const { input } = await prepare(method, {
      ...task,
      queueId: 'q-1',
      skillRequirements: { relaxations: [{ requirements: [] }] },
    });
    expect(input).toMatchObject({ skillRequirements: { relaxations: [{ timeout: 60, requirements: [] }] } });
  });

  test('takes values from variables before they are coerced', async () => {
    const { input } = await prepare(
      method,
      { ...task, queueType: '$(kind)', queueId: 'q-$(n)', contactPriority: '$(priority)' },
      { kind: 'Single', n: 1, priority: '7' },
    );
    expect(input).toMatchObject({ queueType: 'single', queueId: 'q-1', contactPriority: 7 });
  });

  test('refuses a reference without a value where the input needs one', async () => {
    expect((await prepare(method, { ...task, queueId: '$(missing)' })).codes).toEqual([
      '/queueId variable.unset',
      '/queueId minLength',
    ]);
  });
});

describe('Set Flow Variable v1.7', () => {
  let method: CallableMethod;
  beforeAll(async () => {
    method = await builtMethod('set-variable', 'v1.7', 'set-flow-variable');
  });
  const set = (type: string, value: Json) =>
    prepare(method, { taskId: 't-1', variables: [{ name: 'x', type, value }] });

  test.each([
    ['String', '5', '5'],
    ['String', 'true', 'true'],
    ['Integer', '5', 5],
    ['integer', '-5', -5],
    ['DECIMAL', '10.5', 10.5],
    ['Boolean', 'TRUE', true],
    ['datetime', '1732786800', 1732786800],
  ])('takes a %s "%s" as what its type says', async (type, text, value) => {
    const prepared = await set(type, text);
    expect(prepared.codes).toEqual([]);
    expect(firstValue(prepared)).toBe(value);
  });

  test.each([
    ['Integer', '1.5'],
    ['Integer', '1e3'],
    ['Integer', ''],
    ['Boolean', 'yes'],
    ['DateTime', '2024-11-28'],
    ['String', 5],
    ['String', null],
  ])('refuses a %s %j', async (type, value) => {
    expect((await set(type, value)).codes).toEqual(['/variables/0/value type']);
  });

  test('takes the list as JSON text', async () => {
    const text = JSON.stringify([{ name: 'x', type: 'Integer', value: '5' }]);
    const { input } = await prepare(method, { taskId: 't-1', variables: text });
    expect(input?.variables).toEqual([
      { name: 'x', type: 'Integer', value: 5, agentViewable: false, agentEditable: false },
    ]);
  });

  test('keeps the text of a value byte for byte', async () => {
    const value = ' \t\u0000line\r\nnext\u2028 ';
    expect(firstValue(await set('String', value))).toBe(value);
  });
});

describe('PIQ and EWT v1.1', () => {
  test.each(['1e3', '0x10', ' 5', '5 ', '٣٣', '+5', '5.', '', '4', '241', '5.5'])(
    'refuses a look-back of "%s"',
    async (lookbackMinutes) => {
      const method = await builtMethod('piq-and-ewt', 'v1.1');
      const { input, codes } = await prepare(method, { queueId: 'q', taskId: 't', lookbackMinutes });
      expect(input).toBeUndefined();
      expect(codes).toHaveLength(1);
      expect(codes[0]).toMatch(/^\/lookbackMinutes (type|minimum|maximum)$/);
    },
  );
});
