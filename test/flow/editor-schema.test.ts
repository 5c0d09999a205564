import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { getLanguageService, type LanguageService, TextDocument } from 'vscode-json-languageservice';
import { jsonOf, runCli } from '../cli/run-cli.js';
import { root } from '../support/workshop.js';

let service: LanguageService;
let schema: object;

beforeAll(async () => {
  schema = jsonOf(await runCli(['flow', 'schema']));
  service = getLanguageService({ schemaRequestService: async () => JSON.stringify(schema) });
  service.configure({
    allowComments: false,
    schemas: [{ uri: 'file:///flow.schema.json', fileMatch: ['*.flow.json'], schema }],
  });
});

/** A flow with one step, `|` where the cursor is. */
const step = (text: string) =>
  `{"id":"f","name":"F","service":"S","start":{"kind":"channelMessage","channel":"sms","to":"a"},"steps":[{"id":"n3","name":"a",${text}}]}`;

const at = (marked: string) => {
  const offset = marked.indexOf('|');
  const text = marked.replace('|', '');
  const document = TextDocument.create('file:///a.flow.json', 'json', 1, text);
  return { document, json: service.parseJSONDocument(document), position: document.positionAt(offset) };
};

const offered = async (marked: string): Promise<string[]> => {
  const { document, json, position } = at(marked);
  const list = await service.doComplete(document, position, json);
  return (list?.items ?? []).map(({ label }) => label.replaceAll('"', ''));
};

const shown = async (marked: string): Promise<string> => {
  const { document, json, position } = at(marked);
  return JSON.stringify((await service.doHover(document, position, json))?.contents ?? '');
};

const problems = async (text: string) => {
  const { document, json } = at(text);
  return (await service.doValidation(document, json)).map(({ message }) => message);
};

const queue = '"kind":"node","node":"queue-task","version":"v1.3","method":"queue-task"';

test.each<[string, string, string[]]>([
  ['the kinds of steps', '"kind":"|"', ['node', 'evaluate', 'branch', 'businessHours', 'end']],
  ['the nodes', '"kind":"node","node":"|"', ['queue-task', 'resolve-conversation', 'screen-pop']],
  ['the versions of the node', '"kind":"node","node":"queue-task","version":"|"', ['v1.0', 'v1.3', 'v1.5']],
  [
    'the methods of the version',
    '"kind":"node","node":"set-variable","version":"v1.7","method":"|"',
    ['set-flow-variable', 'set-global-variable'],
  ],
  ['the inputs of the method', `${queue},"input":{"|"}`, ['taskId', 'queueId', 'contactPriority']],
  ['the choices of an input', `${queue},"input":{"mediaType":"|"}`, ['chat', 'email', 'social']],
  ['the outcomes', `${queue},"transitions":{"|"}`, ['Queued', 'taskFailed', 'onTimeout']],
  [
    'the outcomes of a palette step',
    '"kind":"send","transitions":{"|"}',
    ['onSuccess', 'onInvalidData', 'onError'],
  ],
  ['the outcomes of any script', '"kind":"evaluate","transitions":{"|"}', ['onInvalidChoice', 'onError']],
  ['the outcomes of any branch', '"kind":"branch","transitions":{"|"}', ['None of the above', 'onError']],
  ['the channels', '"kind":"receive","channel":"|"', ['sms', 'whatsapp', 'apple']],
])('an editor offers %s', async (_what, text, expected) => {
  expect(await offered(step(text))).toEqual(expect.arrayContaining(expected));
});

test('versions and outcomes of other nodes are not offered', async () => {
  expect(await offered(step('"kind":"node","node":"screen-pop","version":"|"'))).toEqual(['v1.1']);
  expect(await offered(step(`${queue},"transitions":{"|"}`))).not.toContain('Task Updated');
});

test('an editor tells what an input means and where that is known from', async () => {
  const text = await shown(step(`${queue},"input":{"contact|Priority":"1"}`));
  expect(text).toContain('1 is the highest, 9 the lowest');
  expect(text).toContain('Source: observed');
});

test.each<[string, string, string]>([
  [
    'an outcome that the method does not have',
    `${queue},"input":{},"transitions":{"Queud":{"end":{}}}`,
    'Queud',
  ],
  [
    'a version that the node does not have',
    '"kind":"node","node":"queue-task","version":"v1.4","method":"queue-task","input":{}',
    'v1.3',
  ],
  ['an input that the method does not have', `${queue},"input":{"queue":"q"}`, 'queue'],
  ['an input that is missing', `${queue},"input":{"taskId":"t"}`, 'conversationId'],
  ['a step without its script', '"kind":"evaluate"', 'script'],
])('an editor marks %s', async (_what, text, word) => {
  expect((await problems(step(text))).join()).toContain(word);
});

test('the shipped flows have no mark, by the editor and by a validator', async () => {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  const isValid = ajv.compile(schema);
  const names = (await readdir(join(root, 'flows'))).filter((name) => name.endsWith('.flow.json'));
  expect(names.length).toBeGreaterThan(5);
  for (const name of names) {
    const text = await readFile(join(root, 'flows', name), 'utf8');
    expect({ name, problems: await problems(text) }).toEqual({ name, problems: [] });
    expect({ name, errors: isValid(JSON.parse(text)) ? [] : isValid.errors }).toEqual({ name, errors: [] });
  }
});
