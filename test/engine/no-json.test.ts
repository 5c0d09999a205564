import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { packDirectory, Workshop } from '../support/workshop.js';

let workshop: Workshop;
beforeAll(async () => {
  workshop = await Workshop.simulate();
});

const good = { queueId: 'q-1', taskId: 't-1', lookbackMinutes: 5 };
const invoke = (input: unknown, variables?: unknown) =>
  workshop.invoke({ node: 'piq-and-ewt', input, ...(variables !== undefined && { variables }) });

const nested = (levels: number): unknown => {
  let value: unknown = 'x';
  for (let level = 0; level < levels; level += 1) value = level % 2 ? [value] : { a: value };
  return { ...good, deep: value };
};
const cycle = () => {
  const value: { [key: string]: unknown } = { ...good };
  value.self = { list: [value] };
  return value;
};
const spring = () => {
  throw new TypeError('a trap');
};
const trap = Object.defineProperty({ ...good }, 'trap', { enumerable: true, get: spring });

/** What a library's caller may pass by mistake or malice. */
const hostile: [string, unknown, string | undefined][] = [
  ['nothing', undefined, 'input.no-object'],
  ['null', null, 'input.no-object'],
  ['text', '{"queueId":"q-1"}', 'input.no-object'],
  ['a number', 5, 'input.no-object'],
  ['a list', [good], 'input.no-object'],
  ['a function', () => good, 'input.no-object'],
  ['a symbol', Symbol('x'), 'input.no-object'],
  ['a BigInt', 5n, 'input.no-object'],
  ['a cycle', cycle(), undefined],
  ['a BigInt inside', { ...good, lookbackMinutes: 5n }, 'input.not-json'],
  ['101 levels', nested(101), 'input.too-deep'],
  ['10,000 levels', nested(10_000), 'input.too-deep'],
  ['a million levels', nested(1_000_000), 'input.too-deep'],
  ['a key __proto__', JSON.parse('{"queueId":"q-1","__proto__":{"taskId":"t"}}'), 'input.forbidden-key'],
  ['a key __proto__ inside', JSON.parse('{"a":[{"b":{"__proto__":1}}]}'), 'input.forbidden-key'],
  ['over 1 MiB', { ...good, queueId: 'x'.repeat(1024 * 1024) }, 'input.too-large'],
  ['over 1 MiB of many bytes a character', { queueId: '€'.repeat(400_000) }, 'input.too-large'],
  ['a getter that throws', trap, undefined],
  ['a toJSON that throws', { toJSON: spring }, undefined],
  ['a toJSON that gives nothing', { toJSON: () => undefined }, undefined],
  ['a toJSON that gives text', { toJSON: () => 'text' }, undefined],
  ['a toJSON that gives a list', { toJSON: () => [] }, undefined],
  ['a toJSON that gives what is too deep', { toJSON: () => nested(1000) }, undefined],
  ['a date', new Date(0), undefined],
];

describe('an input that is no JSON object is a ToldError', () => {
  test.each(hostile)('%s', async (_what, input, code) => {
    await expect(invoke(input)).rejects.toMatchObject({
      name: 'ToldError',
      code: code ?? expect.stringMatching(/^input\./),
      message: expect.stringMatching(/./),
      remedy: expect.stringMatching(/./),
    });
  });

  test('and nothing was sent', async () => {
    expect(await workshop.admin('GET', '/state')).toMatchObject({ calls: [] });
  });
});

describe('variables that are no JSON object are a ToldError', () => {
  const wrong = hostile.filter(
    ([what]) => !/^(nothing|null|a date|a getter.*|a toJSON that gives t.*)$/.test(what),
  );

  test.each(wrong)('%s', async (_what, variables) => {
    await expect(invoke(good, variables)).rejects.toMatchObject({
      name: 'ToldError',
      code: expect.stringMatching(/^variables\./),
    });
  });
});

describe('an input that JSON would write as an object is taken as that', () => {
  test.each([
    ['undefined inside', { ...good, extra: undefined }],
    ['a function inside', { ...good, extra: () => 5 }],
    ['no prototype', Object.assign(Object.create(null), good)],
  ])('%s', async (_what, input) => {
    expect((await invoke(input)).outcome).toBe('Error');
  });

  test('NaN becomes null, which is no number', async () => {
    expect((await invoke({ ...good, lookbackMinutes: Number.NaN })).outcome).toBe('onInvalidData');
  });

  test('100 levels are not too deep', async () => {
    expect((await invoke(nested(99))).outcome).toBe('onInvalidData');
  });
});

test('the input of the caller stays as it was', async () => {
  const input = { queueId: 'q-$(x)', taskId: 't-1', lookbackMinutes: '5' };
  await invoke(input, { x: 1 });
  expect(input).toEqual({ queueId: 'q-$(x)', taskId: 't-1', lookbackMinutes: '5' });
});

/** In a process with little memory: what is tried here has taken whole machines. */
const invokeElsewhere = (input: string) => {
  const index = pathToFileURL(join(packDirectory, 'index.js')).href;
  const script = `
    import { openWorkspace } from ${JSON.stringify(index)};
    const home = ${JSON.stringify(workshop.home)};
    const { engine } = await openWorkspace({ home, packDirectory: ${JSON.stringify(packDirectory)} });
    ${input}
    const { name, code } = await engine.invoke({ node: 'piq-and-ewt', input }).catch((error) => error);
    console.log(JSON.stringify({ name, code }));`;
  const { stdout, signal, status } = spawnSync(
    process.execPath,
    ['--max-old-space-size=64', '--input-type=module', '-e', script],
    { encoding: 'utf8', timeout: 10_000 },
  );
  return { stdout: stdout.trim(), signal, status };
};

test.each([
  ['an object that holds itself', 'const input = {}; input.a = input;'],
  ['an object that holds itself twice', 'const input = {}; input.a = input; input.b = input;'],
  [
    'a small object that JSON would write as a billion',
    'let input = {}; for (let level = 0; level < 30; level += 1) input = { a: input, b: input };',
  ],
])('%s is refused without filling the memory', (_what, input) => {
  const { stdout, status } = invokeElsewhere(input);
  expect({ stdout, status }).toEqual({
    stdout: expect.stringContaining('"name":"ToldError"'),
    status: 0,
  });
});
