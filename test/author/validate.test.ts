import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { validateTree } from '../../scripts/build/validate/index.js';
import type { Finding } from '../../src/ground/finding.js';
import { root } from '../support/workshop.js';
import { copyTree, type TreeCopy } from './tree-copy.js';

const queue = 'nodes/queue-task';
const schema = `${queue}/v1.3/queue-task.schema.json`;
const newest = `${queue}/v1.5/queue-task.schema.json`;
const handler = `${queue}/v1.0/queue-task.ts`;
const manifest = `${queue}/manifest.json`;
const icon = `${queue}/icon.svg`;

let tree: TreeCopy;
let before: string[];
const keyOf = ({ file, pointer = '', message }: Finding) => `${file} ${pointer}: ${message}`;

beforeAll(async () => {
  // The node that the faults are made in, and one beside it: judging the whole pack for each would take minutes.
  tree = await copyTree(['queue-task', 'screen-pop']);
  before = (await validateTree(tree.root)).findings.map(keyOf);
});
afterEach(() => tree.restore('nodes', 'schemas', 'manifest.json', 'docs/contradictions.json'));

/** The findings that a fault brings. */
const findings = async () => {
  const { findings: all } = await validateTree(tree.root);
  for (const { message, remedy } of all) {
    expect(`${message} ${remedy}`).not.toContain(tree.root);
    expect(remedy).not.toBe('');
  }
  return all.map(keyOf).filter((key) => !before.includes(key));
};

const replace = async (file: string, what: string | RegExp, by: string) => {
  const text = await tree.read(file);
  const changed = text.replace(what, by);
  expect(changed).not.toBe(text);
  await tree.write(file, changed);
};

type Node = Record<string, unknown>;

/** Changes a JSON file as a value. */
const change = async (file: string, edit: (value: Node) => void) => {
  const value = JSON.parse(await tree.read(file)) as Node;
  edit(value);
  await tree.write(file, JSON.stringify(value, null, 2));
};

const at = (value: unknown, ...keys: (string | number)[]) =>
  keys.reduce<unknown>((node, key) => (node as Node)[key], value) as Node;

const versionsOf = (value: Node) => value.versions as Record<string, Node>;

/** An input of a schema, beside the others or in the requirements of skills, which are the version's own then. */
const addAttribute = (value: Node, more: Node, name?: string) => {
  const { properties } = at(value, '$defs', 'input') as { properties: Node };
  const attribute = { title: 'Attribute', description: 'Whatever it is.', type: 'string', ...more };
  if (name !== undefined) properties[name] = attribute;
  else
    properties.skillRequirements = {
      title: 'Skill Requirements',
      description: 'Of the queue.',
      type: 'object',
      additionalProperties: false,
      'x-source': 'observed',
      properties: { attribute },
    };
};

test('the pack itself has no finding', async () => {
  expect((await validateTree(root)).findings).toEqual([]);
  expect(before).toEqual([]);
});

test('a tree that is not there is a finding, not a failure', async () => {
  const { findings: all } = await validateTree(join(tree.root, 'nowhere'));
  expect(all.map(({ file, message }) => `${file} ${message}`)).toEqual([
    'manifest.json missing',
    'nodes missing',
    'schemas missing',
  ]);
});

test('several faults are reported together', async () => {
  await tree.restore('nodes/close-task');
  await tree.write('nodes/screen-pop/manifest.json', '{ "id": ');
  await rm(join(tree.root, 'nodes/close-task/auth.json'));
  await replace(schema, '../fields.schema.json#/$defs/contactPriority', '../fields.schema.json#/$defs/gone');
  await replace(handler, "202: waiting, other: 'Error'", "202: waiting, other: 'Eror'");
  const found = (await findings()).join('\n');
  expect(found).toContain('nodes/screen-pop/manifest.json : is not JSON');
  expect(found).toContain('nodes/close-task/auth.json : missing');
  expect(found).toContain(
    `${schema} /$defs/input/properties/contactPriority/$ref: ../fields.schema.json#/$defs/gone leads nowhere`,
  );
  expect(found).toContain(`${handler} : answers.other leads to Eror, which is no outcome of the method`);
});

type Fault = [name: string, make: () => Promise<unknown>, ...found: string[]];

const faults: Fault[] = [
  [
    'a manifest that lacks what its meta-schema wants',
    () => change(manifest, (value) => delete value.category),
    `${manifest} : "category" is missing.`,
  ],
  [
    'a pack manifest with a strange key',
    () => change('manifest.json', (value) => Object.assign(value, { surprise: 1 })),
    'manifest.json /surprise: "surprise" is not known here.',
  ],
  [
    'a contract without a source',
    () => change(schema, (value) => delete value['x-source']),
    `${schema} : "x-source" is missing.`,
  ],
  [
    'a contract that names the wrong meta-schema',
    () => replace(schema, 'method.schema.json', 'fields.schema.json'),
    `${schema} /$schema: must be "../../../schemas/method.schema.json", is "../../../schemas/fields.schema.json"`,
  ],
  [
    'a new input without a source',
    () =>
      change(
        `${queue}/fields.schema.json`,
        (value) => delete at(value, '$defs', 'contactPriority')['x-source'],
      ),
    `${schema} /$defs/input: the input contactPriority is new in v1.3 and has no source of its own: it would pass for observed`,
  ],
  [
    'a new input within one that the version before has',
    () => change(newest, (value) => addAttribute(value, {})),
    `${newest} /$defs/input: the input skillRequirements.attribute is new in v1.5 and has no source of its own: it would pass for observed`,
  ],
  [
    'a new output without a source',
    () =>
      change(newest, (value) => {
        const text = { type: 'string', description: 'How long it takes.', title: 'wait' };
        const taskId = { ...text, title: 'taskId' };
        (value.$defs as Record<string, unknown>).output = {
          ...{ title: 'Output', description: 'What the flow reads.', type: 'object', 'x-source': 'observed' },
          ...{ additionalProperties: false, required: ['taskId'], properties: { taskId, wait: text } },
        };
      }),
    `${newest} /$defs/output: the output wait is new in v1.5 and has no source of its own: it would pass for observed`,
  ],
  [
    'an assumed input that becomes an observed one as all of them are',
    async () => {
      await change(schema, (value) => addAttribute(value, { 'x-source': 'assumed' }, 'note'));
      await change(newest, (value) => addAttribute(value, {}, 'note'));
    },
    `${newest} /$defs/input: the input note is assumed in v1.3 and has no source of its own here: it would pass for observed`,
  ],
  [
    'an authorization without a source',
    () => change(`${queue}/auth.json`, (value) => delete value.source),
    `${queue}/auth.json : "source" is missing.`,
  ],
  [
    'a change without a source',
    () => change(manifest, (value) => delete at(value, 'versions', 'v1.1', 'changes', 0).source),
    `${manifest} /versions/v1.1/changes/0: "source" is missing.`,
  ],
  [
    'shared definitions without a title',
    () => change(`${queue}/fields.schema.json`, (value) => delete value.title),
    `${queue}/fields.schema.json : "title" is missing.`,
  ],
  [
    'a meta-schema that is none',
    () => change('schemas/connection.schema.json', (value) => Object.assign(value, { type: 'thing' })),
    'schemas/connection.schema.json : is no JSON Schema',
  ],
  [
    'a contradiction without a choice',
    () => change('docs/contradictions.json', (value) => delete at(value, 'contradictions', 0).choice),
    'docs/contradictions.json /contradictions/0: "choice" is missing.',
  ],
  [
    'an integration that is not the pack’s',
    () => change(`${queue}/auth.json`, (value) => Object.assign(value, { integration: 'other' })),
    `${queue}/auth.json /integration: is "other"; the pack's integration is "webex-cc-task"`,
  ],
  [
    'a folder that is not named for its node',
    () => rename(join(tree.root, queue), join(tree.root, 'nodes/queue')),
    'nodes/queue/manifest.json /id: is "queue-task"; the folder is called queue',
  ],
  ['a folder that is no version', () => mkdir(join(tree.root, queue, 'lib')), `${queue}/lib : is no version`],
  [
    'a version without a folder',
    () =>
      change(manifest, (value) =>
        Object.assign(versionsOf(value), { 'v1.6': { ...versionsOf(value)['v1.5'] } }),
      ),
    `${manifest} /versions/v1.6: there is no method in ${queue}/v1.6`,
  ],
  [
    'a folder without a version',
    () => change(manifest, (value) => delete versionsOf(value)['v1.5']),
    `${manifest} /versions: has no v1.5, but there is a folder of that name`,
  ],
  [
    'a default that does not exist',
    () => change(manifest, (value) => Object.assign(value, { default: 'v9.9' })),
    `${manifest} /default: "v9.9" is not among the versions`,
  ],
  [
    'a default that is not the newest recommended version',
    () => change(manifest, (value) => Object.assign(value, { default: 'v1.2' })),
    `${manifest} /default: is v1.2; the newest recommended version is v1.3`,
  ],
  [
    'versions out of order',
    () =>
      change(manifest, (value) => {
        const { 'v1.0': first, ...rest } = versionsOf(value);
        value.versions = { ...rest, 'v1.0': first };
      }),
    `${manifest} /versions/v1.1: stands where v1.0 belongs`,
  ],
  [
    'a first version with changes',
    () =>
      change(manifest, (value) =>
        Object.assign(at(value, 'versions', 'v1.0'), { changes: [{ text: 'x', source: 'seed' }] }),
      ),
    `${manifest} /versions/v1.0/changes: the first version has changes`,
  ],
  [
    'a later version without changes',
    () => change(manifest, (value) => Object.assign(at(value, 'versions', 'v1.5'), { changes: [] })),
    `${manifest} /versions/v1.5/changes: says nothing`,
  ],
  [
    'a deprecated version without a successor',
    () =>
      change(manifest, (value) =>
        Object.assign(at(value, 'versions', 'v1.0'), {
          deprecation: { message: 'old', replacement: 'v1.0' },
        }),
      ),
    `${manifest} /versions/v1.0/deprecation/replacement: "v1.0" is not another version of the node`,
  ],
  ['a schema without a handler', () => rm(join(tree.root, handler)), `${handler} : missing; `],
  ['a handler without a schema', () => rm(join(tree.root, schema)), `${schema} : missing; `],
  [
    'a method id of another node',
    async () => {
      await tree.write(`${queue}/v1.3/screen-pop.ts`, await tree.read(`${queue}/v1.3/queue-task.ts`));
      await tree.write(`${queue}/v1.3/screen-pop.schema.json`, await tree.read(schema));
    },
    'nodes/screen-pop/v1.1/screen-pop.schema.json : the method id screen-pop belongs to the node queue-task',
  ],
  [
    'a file that is no part of a method',
    () => tree.write(`${queue}/v1.3/notes.md`, 'x\n'),
    `${queue}/v1.3/notes.md : is neither a schema nor a handler`,
  ],
  [
    'a wrong example',
    () =>
      change(schema, (value) =>
        Object.assign(at(value, '$defs', 'input', 'examples', 0), { contactPriority: 11 }),
      ),
    `${schema} /$defs/input/examples/0/contactPriority: the example is not valid`,
  ],
  [
    'an example that only coercion would save',
    () =>
      change(schema, (value) =>
        Object.assign(at(value, '$defs', 'input', 'examples', 0), { contactPriority: '1' }),
      ),
    `${schema} /$defs/input/examples/0/contactPriority: the example is not valid`,
  ],
  [
    'an anti-example that is valid',
    () =>
      change(schema, (value) =>
        Object.assign(at(value, '$defs', 'input', 'x-antiExamples', 0, 'input'), { contactPriority: 1 }),
      ),
    `${schema} /$defs/input/x-antiExamples/0: must fail with maximum at /contactPriority, but is valid`,
  ],
  [
    'an anti-example that fails elsewhere',
    () =>
      change(schema, (value) =>
        Object.assign(at(value, '$defs', 'input', 'x-antiExamples', 1), { code: 'pattern' }),
      ),
    `${schema} /$defs/input/x-antiExamples/1: must fail with pattern at /taskId, but fails with minLength at /taskId`,
  ],
  [
    'a single example',
    () => change(schema, (value) => (at(value, '$defs', 'input').examples as unknown as unknown[]).splice(1)),
    `${schema} /$defs/input/examples: Expected at least 2 items, received a list.`,
  ],
  [
    'two anti-examples',
    () => change(schema, (value) => (at(value, '$defs', 'input')['x-antiExamples'] as unknown[]).splice(2)),
    `${schema} /$defs/input/x-antiExamples: Expected at least 3 items, received a list.`,
  ],
  [
    'a property without a description, deep in a shared definition',
    () =>
      change(
        `${queue}/fields.schema.json`,
        (value) => delete at(value, '$defs', 'skillRelaxation', 'properties', 'timeout').description,
      ),
    `${queue}/fields.schema.json /$defs/skillRelaxation/properties/timeout: has no description`,
  ],
  [
    'a choice of variants that nobody explains',
    () =>
      change(`${queue}/fields.schema.json`, (value) => delete at(value, '$defs', 'queueChoice').properties),
    `${queue}/fields.schema.json /$defs/queueChoice/properties/queueType: has no title and no description`,
  ],
  [
    'a handler without a source',
    () => replace(handler, "  source: 'observed',\n", ''),
    `${handler} : source is missing`,
  ],
  [
    'a request without a source',
    () => replace(handler, ", source: 'assumed' }", ' }'),
    `${handler} : request.source is missing`,
  ],
  [
    'a handler that is no method',
    () => replace(handler, 'export default', 'export const other ='),
    `${handler} : has no default export made by method()`,
  ],
  [
    'a handler that throws while it loads',
    () => replace(handler, 'export default', "throw new Error('early');\nexport default"),
    `${handler} : does not load: early`,
  ],
  [
    'a handler that imports what it must not',
    () =>
      replace(
        handler,
        'import { method',
        "import { readFileSync } from 'node:fs';\nreadFileSync('x');\nimport { method",
      ),
    `${handler} : `,
  ],
  [
    'an answer that waits without a callback',
    () => replace(handler, /\n {2}callback: .*/, ''),
    `${handler} : an answer waits, but there is no callback`,
  ],
  [
    'a callback that nobody waits for',
    () => replace(handler, '200: waiting, 202: waiting', "200: 'Queued'"),
    `${handler} : there is a callback, but no answer waits for it`,
  ],
  [
    'a callback word that leads to no outcome',
    () => replace(handler, "failed: 'taskFailed' }", "failed: 'failure' }"),
    `${handler} : callback.failed leads to failure, which is no outcome of the method`,
  ],
  [
    'a path that asks for what build() does not give',
    () => replace(handler, '{id}/queue', '{id}/queue/{queue}'),
    `${handler} : the path /v1/tasks/{id}/queue/{queue} asks for {queue}`,
  ],
  [
    'a build() that fails',
    () =>
      replace(handler, 'path: { id: input.taskId },', 'path: { id: (undefined as never as string).trim() },'),
    `${handler} : build() fails for the first example`,
  ],
  [
    'an outcome in another style',
    () =>
      replace(handler, /\bQueued\b/g, 'on_queued').then(() =>
        replace('nodes/screen-pop/v1.1/screen-pop.ts', /onScreenPopSuccess/g, 'onQueued'),
      ),
    ' : the outcome onQueued is nearly on_queued',
  ],
  [
    'an outcome that is one letter off',
    () => replace(handler, /onauthorizationfail/g, 'onauthorizatonfail'),
    `${handler} : the outcome onauthorizatonfail is nearly onauthorizationfail`,
  ],
  [
    'a built-in outcome spelt otherwise',
    () => replace(handler, 'Queued: ', "ontimeout: 'error', Queued: "),
    `${handler} : the outcome ontimeout is nearly onTimeout, which every node has`,
  ],
  [
    'a line that nobody reads',
    () => replace(handler, '\nexport', `\n// ${'x'.repeat(500)}\nexport`),
    'has 503 characters; 500 are allowed',
  ],
  [
    'a bidirectional override',
    () => replace(handler, 'import', '// \u202e\nimport'),
    `${handler} : line 1, column 4: the invisible character U+202E`,
  ],
  [
    'a character of no width in a schema',
    () => replace(schema, 'Queue Task', 'Queue\u200bTask'),
    'the invisible character U+200B',
  ],
  [
    'a carriage return',
    () => replace(manifest, '\n', '\r\n'),
    `${manifest} : line 1, column 2: the invisible character U+000D`,
  ],
  [
    'bytes that are not UTF-8',
    () => tree.write(handler, Buffer.from([0x2f, 0x2f, 0xff, 0x0a])),
    `${handler} : holds bytes that are not UTF-8`,
  ],
];

test.each(faults)('%s is a finding', async (_name, make, ...expected) => {
  await make();
  const found = (await findings()).join('\n');
  for (const text of expected) expect(found).toContain(text);
});

test('a new input, or one that has another source, is none where it says its source', async () => {
  await change(newest, (value) => {
    addAttribute(value, { 'x-source': 'assumed' });
    addAttribute(value, { 'x-source': 'documented' }, 'note');
  });
  await change(schema, (value) => addAttribute(value, { 'x-source': 'assumed' }, 'note'));
  expect((await findings()).filter((key) => key.includes('source'))).toEqual([]);
});

describe('an icon', () => {
  test.each([
    ['that is not well-formed', '</svg>', '', 'unclosed xml tag'],
    ['of another size', '0 0 64 64', '0 0 65 64', 'its viewBox is "0 0 65 64", not "0 0 64 64"'],
    ['with a script', '</svg>', '<script>1</script></svg>', '<script> does not draw'],
    ['with a foreign object', '</svg>', '<foreignObject/></svg>', '<foreignObject> does not draw'],
    ['with an event attribute', '<path', '<path onclick="x()"', 'onclick is an event attribute'],
    ['with a link', '<path', '<use href="https://example.com/a.svg#b"/><path', 'href leads outside'],
    [
      'with a style that loads',
      '<path',
      '<path style="fill:url(https://example.com/x)"',
      'style leads outside',
    ],
    ['with a document type', '<svg', '<!DOCTYPE svg [<!ENTITY a "b">]>\n<svg', 'it has a document type'],
    ['with an entity', '<title>', '<title>&a;', 'entity not found'],
    ['that is no SVG', /^<svg[^>]*>|<\/svg>$/gm, '', ''],
  ])('%s is a finding', async (_name, what, by, problem) => {
    await replace(icon, what, by);
    const found = await findings();
    expect(found.join('\n')).toContain(`${icon} : ${problem}`);
  });
});
