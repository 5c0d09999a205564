import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseFlow, readFlow } from '../../src/flow/read-flow.js';
import { temporaryFolder } from '../support/workshop.js';
import { flowOf, queueStep } from './flow-fixtures.js';

const text = (value: unknown) => JSON.stringify(value, null, 2);
const rulesOf = (source: string) => parseFlow('f.json', source).findings.map(({ rule }) => rule);

test('a flow that fits its schema is read', () => {
  const { value, findings } = parseFlow('f.json', text(flowOf([queueStep()])));
  expect(findings).toEqual([]);
  expect(value?.steps[0]).toMatchObject({ id: 'n3', kind: 'node' });
});

test('a byte order mark is no part of the flow', () => {
  expect(parseFlow('f.json', `\uFEFF${text(flowOf([queueStep()]))}`).findings).toEqual([]);
});

test('what does not fit the schema is found at its line and column', () => {
  const source =
    '{\n  "id": "a",\n  "name": "A",\n  "service": "s",\n  "start": { "kind": "moon" },\n  "steps": []\n}';
  const { findings } = parseFlow('f.json', source);
  expect(findings).toContainEqual(
    expect.objectContaining({ rule: 'schema', pointer: '/start/kind', line: 5, column: 14 }),
  );
});

test.each([
  [
    'a transition that leads nowhere',
    { transitions: { Queued: { too: 'x' } } },
    '/steps/0/transitions/Queued',
  ],
  [
    'an exit result that does not exist',
    { transitions: { Queued: { end: { exitResult: 99 } } } },
    '/steps/0/transitions/Queued/end/exitResult',
  ],
  ['the id of the start', { id: 'n2' }, '/steps/0/id'],
  ['a name like an id', { name: 'n7' }, '/steps/0/name'],
  ['a member that nobody knows', { colour: 'red' }, '/steps/0/colour'],
])('%s is one finding, where it is', (_what, change, pointer) => {
  const { findings } = parseFlow('f.json', text(flowOf([queueStep(change)])));
  expect(findings.map((finding) => [finding.rule, finding.pointer])).toEqual([['schema', pointer]]);
});

test.each([
  ['a kind that is mistyped', { kind: 'nod' }, 'Did you mean "node"?'],
  [
    'a text where a transition stands',
    { otherwise: 'end' },
    expect.stringMatching(/^Where every outcome leads/),
  ],
])('%s has a remedy that says what to write', (_what, change, remedy) => {
  const { findings } = parseFlow('f.json', text(flowOf([queueStep(change)])));
  expect(findings).toMatchObject([{ rule: 'schema', remedy }]);
});

test('of a transition that is none it is told what one is', () => {
  const { findings } = parseFlow('f.json', text(flowOf([queueStep({ otherwise: 'end' })])));
  expect(findings).toMatchObject([
    { message: 'Expected an object with "to" or an object with "end", received "end".' },
  ]);
});

test('a variable where none is filled in is told as that', () => {
  const step = { kind: 'delay', id: 'n3', name: 'wait', seconds: '$(wait)' };
  const { findings } = parseFlow('f.json', text(flowOf([step as never])));
  expect(findings).toMatchObject([
    {
      pointer: '/steps/0/seconds',
      remedy: 'No variable is filled in here: write the value itself.',
    },
  ]);
});

test('comments and trailing commas are no JSON', () => {
  expect(rulesOf('{ "id": "a", }')).toEqual(['json.syntax']);
  expect(rulesOf('// a flow\n{}')).toEqual(['json.syntax']);
  expect(rulesOf('')).toEqual(['json.syntax']);
});

test('a key that is there twice is not lost in silence', () => {
  const { findings } = parseFlow('f.json', '{\n  "id": "a",\n  "id": "b"\n}');
  expect(findings).toMatchObject([{ rule: 'json.duplicate-key', pointer: '/id', line: 3, column: 3 }]);
});

test('the key __proto__ is refused', () => {
  expect(rulesOf('{ "steps": [{ "__proto__": {} }] }')).toEqual(['json.forbidden-key']);
});

test('a text of 200,000 brackets is a finding, not an overflow', () => {
  expect(rulesOf('['.repeat(200_000))).toEqual(['json.too-deep']);
  expect(rulesOf('{"a":'.repeat(200_000))).toEqual(['json.too-deep']);
});

test('a flow of 20 MB is refused without being read', async () => {
  const file = join(await temporaryFolder(), 'big.flow.json');
  await writeFile(file, ' '.repeat(20 * 1024 * 1024));
  expect((await readFlow(file)).findings).toMatchObject([{ rule: 'limit.size', severity: 'error' }]);
});

test('a file that is not there and a folder are findings', async () => {
  const folder = await temporaryFolder();
  expect((await readFlow(join(folder, 'no.json'))).findings).toMatchObject([{ rule: 'file' }]);
  expect((await readFlow(folder)).findings).toMatchObject([{ rule: 'file' }]);
});

test('a thousand wrong steps are told with the first hundred', () => {
  const steps = Array.from({ length: 1000 }, () => ({ kind: 'moon' }));
  expect(parseFlow('f.json', text(flowOf(steps))).findings).toHaveLength(100);
});

test('a file that is not UTF-8 is refused: its words would become others', async () => {
  const file = join(await temporaryFolder(), 'f.json');
  await writeFile(file, Buffer.from(text({ ...flowOf([queueStep()]), name: 'café' }), 'latin1'));
  const { value, findings } = await readFlow(file);
  expect(value).toBeUndefined();
  expect(findings).toEqual([expect.objectContaining({ message: 'The file is not UTF-8.' })]);
});
