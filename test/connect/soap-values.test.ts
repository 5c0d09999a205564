import { createAjv } from '../../scripts/build/vocabulary.js';
import { sampleResult } from '../../src/connect/sample-result.js';
import { inputFromSoap, soapAnswer } from '../../src/connect/soap-values.js';
import { elementNames, operationName } from '../../src/connect/xml-names.js';
import type { Engine } from '../../src/engine/engine.js';
import { numberFrom } from '../../src/ground/exact-number.js';
import type { Json } from '../../src/node-kit/method.js';
import type { NodeVersion } from '../../src/package/node-package.js';
import { coerce } from '../../src/runtime/coerce.js';
import { temporaryFolder, workspaceOf } from '../support/workshop.js';
import { nodeVersions } from './exported.js';

let versions: NodeVersion[];
let engine: Engine;
beforeAll(async () => {
  versions = await nodeVersions();
  engine = workspaceOf(await temporaryFolder()).engine;
});
afterAll(() => engine.close());

type Children = { [name: string]: unknown };

/** What a parser of XML makes of an input: all leaves text, one item no list, no item no trace, an empty text null. */
const parsed = (value: Json, name = ''): unknown => {
  if (name === 'details') return JSON.stringify(value);
  if (name === 'queryParameters')
    return { entry: Object.entries(value as object).map(([key, text]) => ({ name: key, value: text })) };
  if (Array.isArray(value)) return value.length === 1 ? parsed(value[0]!) : value.map((item) => parsed(item));
  if (value === null || typeof value !== 'object') return value === '' ? null : String(value);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => !(Array.isArray(inner) && inner.length === 0))
      .map(([key, inner]) => [key, parsed(inner, key)]),
  );
};

test('every example that comes as XML sends the request that it sends as JSON', async () => {
  for (const { node, version, methods } of versions)
    for (const { id, input } of methods)
      for (const example of input.examples as { [key: string]: Json }[]) {
        const call = { node: node.id, version, method: id };
        const fromXml = inputFromSoap(input, parsed(example));
        expect({ ...call, sent: await (await engine.plan({ ...call, input: fromXml })).show() }).toEqual({
          ...call,
          sent: await (await engine.plan({ ...call, input: example })).show(),
        });
      }
});

test.each([
  ['integer', ' +5\n', 5],
  ['integer', '-12', -12],
  ['integer', '007', '007'],
  ['number', '.5', 0.5],
  ['number', '+1.', 1],
  ['number', '-.50', '-0.50'],
  ['number', '7615917337495251231.10', '7615917337495251231.10'],
  ['boolean', '1', true],
  ['boolean', '\t0 ', false],
  ['boolean', 'true', true],
])('an %s element takes %j, as XML Schema does', (type, text, value) => {
  const schema = { type: 'object', properties: { a: { type }, list: { type: 'array', items: { type } } } };
  const { a, list } = coerce(inputFromSoap(schema, { a: text, list: [text, text] }), schema) as {
    a: Json;
    list: Json[];
  };
  expect(typeof value === 'string' ? String(a) : a).toEqual(value);
  expect(typeof a === 'string' ? 'text' : String(list[1])).toBe(String(a));
});

test.each([
  ['integer', '1.5'],
  ['integer', '5.'],
  ['integer', '1e3'],
  ['integer', '+ 5'],
  ['number', '.'],
  ['number', '1e3'],
  ['number', '+-5'],
  ['boolean', '2'],
  ['boolean', 'on'],
])('an %s element does not take %j', (type, text) => {
  const schema = { type: 'object', properties: { a: { type } } };
  const typed = coerce(inputFromSoap(schema, { a: text }), schema) as { a: Json };
  expect(createAjv().compile(schema)(typed)).toBe(false);
});

test('elements that nobody knows reach the node, which refuses them by name', () => {
  const input = { type: 'object', properties: { a: { type: 'string' } } };
  expect({ ...inputFromSoap(input, { a: 'x', b: 'y' }) }).toEqual({ a: 'x', b: 'y' });
  expect({ ...inputFromSoap(input, null) }).toEqual({});
});

test('an answer is flat, with names and characters that XML takes', () => {
  const from = versions.find(({ node }) => node.id === 'create-task')!;
  const method = from.methods[0]!;
  const result = sampleResult(from, method);
  result.outputs = { 'Task ID': 'a\u0000b\tc\ud800', 'Conversation ID': 'c' };
  expect(soapAnswer(method.output, result) as Children).toEqual({
    outcome: 'created',
    type: 'success',
    effect: 'done',
    Task_ID: 'a\\u0000b\tc\\ud800',
    Conversation_ID: 'c',
    diagnostics: [
      'warning sample: What was wrong or worth knowing. What to do.',
      'warning soap.character at /outputs/Task ID: Task ID: XML cannot hold the character U+0000, at character 2; it is written as JSON escapes it. Read the escape, or call the REST door.',
      'warning soap.character at /outputs/Task ID: Task ID: XML cannot hold the character U+D800, at character 6; it is written as JSON escapes it. Read the escape, or call the REST door.',
    ].join('\n'),
    invocationId: result.invocationId,
  });
});

test('a whole number with a point is written without it, which is told, and many characters are told with their count', () => {
  const from = versions[0]!;
  const result = sampleResult(from, from.methods[0]!);
  result.outputs = { place: numberFrom('3.0'), status: '\u0001'.repeat(50) };
  const output = { type: 'object', properties: { place: { type: 'integer' }, status: { type: 'string' } } };
  const answer = soapAnswer(output, { ...result, diagnostics: [] });
  expect(answer.place).toBe('3');
  expect(answer.status).toBe('\\u0001'.repeat(50));
  const lines = answer.diagnostics!.split('\n');
  expect(lines).toHaveLength(22);
  expect(lines.join()).toContain('3.0 is written as 3');
  expect(lines.join()).toContain('There are 30 more of this kind.');
});

test('names become operations and elements, and none stands twice', () => {
  expect(operationName('closed-task-on-wxcc')).toBe('closedTaskOnWxcc');
  expect([...elementNames(['Task ID', 'Task_ID', '1st', 'type'], ['type']).values()]).toEqual([
    'Task_ID',
    'Task_ID_2',
    '_1st',
    'type_2',
  ]);
});
