import type { Result } from '../../schemas/types.js';
import { fieldOf } from '../../src/schema/field.js';
import type { Schema } from '../../src/schema/schema.js';
import { queues, Workshop } from '../support/workshop.js';
import { type BuiltMethod, builtMethods, nameOf } from './methods.js';

let workshop: Workshop;
let methods: BuiltMethod[];

beforeAll(async () => {
  workshop = await Workshop.simulate();
  methods = await builtMethods();
});

interface Part {
  allOf?: Part[];
  required?: string[];
  properties?: Record<string, { default?: unknown }>;
}

/** Names that are required and have no default. */
const required = ({ input }: BuiltMethod): string[] => {
  const namesOf = ({ allOf = [], required = [], properties = {} }: Part): string[] => [
    ...required.filter((name) => properties[name]?.default === undefined),
    ...allOf.flatMap(namesOf),
  ];
  return [...new Set(namesOf(input as Part))];
};

/** Whether a limit of an input is only assumed. */
const warnsOnly = ({ input }: BuiltMethod, name: string, keyword: string): boolean => {
  const [field] = fieldOf(input as Schema).fields.filter((one) => one.name === name);
  return ((field?.facets['x-lenient'] ?? []) as string[]).includes(keyword);
};

/** Those that are refused where they are missing: what is required by assumption only is sent without, with a warning. */
const mandatory = (method: BuiltMethod): string[] =>
  required(method).filter((name) => !warnsOnly(method, name, 'required'));

const sent = async () => (await workshop.admin<{ calls: unknown[] }>('GET', '/state')).calls.length;

const isRefused = async (method: BuiltMethod, input: object, pointer: string, what: string) => {
  const result = await workshop.invoke({
    node: method.node,
    version: method.version,
    method: method.method,
    input,
  });
  const found = result.diagnostics.map((diagnostic) => diagnostic.pointer);
  expect({ method: nameOf(method), what, outcome: result.outcome, found }).toEqual({
    method: nameOf(method),
    what,
    outcome: 'onInvalidData',
    found: expect.arrayContaining([pointer]),
  });
};

test('each mandatory input of each method that is missing, empty, of the wrong type or too long is named; nothing is sent', async () => {
  const before = await sent();
  for (const method of methods)
    for (const name of mandatory(method)) {
      const [example] = method.input.examples;
      const pointer = `/${name}`;
      const { [name]: _, ...without } = example!;
      await isRefused(method, without, pointer, 'missing');
      await isRefused(method, { ...example, [name]: '' }, pointer, 'empty');
      await isRefused(method, { ...example, [name]: null }, pointer, 'null');
      const otherType = Array.isArray(example![name]) ? {} : [[]];
      await isRefused(method, { ...example, [name]: otherType }, pointer, 'of another type');
      if (!warnsOnly(method, name, 'maxLength'))
        await isRefused(method, { ...example, [name]: 'x'.repeat(5000) }, pointer, 'too long');
    }
  expect(await sent()).toBe(before);
});

test('a line break, a NUL, a lone surrogate and a path step are refused in every id', async () => {
  for (const method of methods) {
    const [example] = method.input.examples;
    const ids = mandatory(method).filter((name) => /Id$/.test(name) && typeof example![name] === 'string');
    for (const name of ids)
      for (const value of ['a\nX-Injected: yes', 'a\r\n', 'a\u0000', '\ud800', '..', '.'])
        if (!(name === 'transId' || name === 'flowId') || !/^\.+$/.test(value))
          await isRefused(method, { ...example, [name]: value }, `/${name}`, JSON.stringify(value));
  }
});

test('an input that no version knows is refused by name', async () => {
  for (const method of methods)
    await isRefused(method, { ...method.input.examples[0], surprise: 1 }, '/surprise', 'unknown');
});

test('a variable that does not exist becomes empty text, a warning, and then an invalid id', async () => {
  for (const method of methods) {
    const name = mandatory(method).find((one) => one.endsWith('Id'))!;
    const result = await workshop.invoke({
      node: method.node,
      version: method.version,
      method: method.method,
      input: { ...method.input.examples[0], [name]: '$(nowhere)' },
    });
    expect(result.outcome).toBe('onInvalidData');
    expect(result.diagnostics).toContainEqual(
      expect.objectContaining({ severity: 'warning', code: 'variable.unset', pointer: `/${name}` }),
    );
  }
});

test.each([' 5', '5 ', '1e3', '0x10', '٣', '５', '+5', '5.', '', '5,0', 'NaN', 'Infinity', '9'.repeat(40)])(
  'the text %j is no number',
  async (lookbackMinutes) => {
    const result = await workshop.invoke({
      node: 'piq-and-ewt',
      version: 'v1.1',
      input: { queueId: queues.chat, taskId: 't-1', lookbackMinutes },
    });
    expect(result).toMatchObject({
      outcome: 'onInvalidData',
      diagnostics: [{ pointer: '/lookbackMinutes', code: 'type' }],
    });
  },
);

const setVariables = (variables: unknown): Promise<Result> =>
  workshop.invoke({
    node: 'set-variable',
    version: 'v1.7',
    method: 'set-flow-variable',
    input: { taskId: 't-1', variables },
  });

test('31 variables are too many', async () => {
  const variables = Array.from({ length: 31 }, (_, index) => ({
    name: `v${index}`,
    type: 'String',
    value: '',
  }));
  expect(await setVariables(variables)).toMatchObject({
    outcome: 'onInvalidData',
    diagnostics: [{ pointer: '/variables', code: 'maxItems' }],
  });
});

test('two variables of one name are refused at the second', async () => {
  const variable = { name: 'a', type: 'String', value: '' };
  expect(await setVariables([variable, { ...variable, name: 'b' }, variable])).toMatchObject({
    outcome: 'onInvalidData',
    diagnostics: [{ pointer: '/variables/2/name', code: 'x-uniqueBy' }],
  });
});

test.each([
  ['Boolean', 'yes'],
  ['Integer', '1.5'],
  ['Integer', ''],
  ['Decimal', '1,5'],
  ['DateTime', '2026-11-22'],
  ['DateTime', '-1'],
  ['String', 'x'.repeat(257)],
])('a value of type %s is not %j', async (type, value) => {
  expect(await setVariables([{ name: 'a', type, value }])).toMatchObject({
    outcome: 'onInvalidData',
    diagnostics: [{ pointer: '/variables/0/value' }],
  });
});

const resolve = (details: unknown): Promise<Result> =>
  workshop.invoke({
    node: 'resolve-conversation',
    version: 'v1.2',
    input: { flowId: '1', transId: 'tr-1', mediaType: 'social', mediaChannel: 'sms', details },
  });

test.each([
  ['text that is not JSON', 'Hi there', '/details'],
  ['a JSON list', '[]', '/details'],
  ['JSON without messageDetails', '{"message":"Hi"}', '/details/messageDetails'],
])('details that are %s are refused', async (_what, details, pointer) => {
  const result = await resolve(details);
  expect(result.outcome).toBe('onInvalidData');
  expect(result.diagnostics.map((one) => one.pointer)).toContain(pointer);
});

test('900 KB of details arrive, and an emoji and right-to-left text byte for byte', async () => {
  const message = `👩‍👩‍👧 שלום עולم \u202eabc\u202c ${'ü'.repeat(450_000)}`;
  const details = JSON.stringify({
    messageDetails: { serviceNumber: '+12065550100', senderNumber: '+15559', message },
  });
  expect(Buffer.byteLength(details)).toBeGreaterThan(900_000);
  expect(await resolve(details)).toMatchObject({ outcome: 'created' });
  const { conversations } = await workshop.admin<{ conversations: { messages: string[] }[] }>(
    'GET',
    '/state',
  );
  expect(conversations.at(-1)?.messages).toEqual([details]);
});

const warned = async (node: string, method: string, input: object) => {
  const { outcome, diagnostics } = await workshop.invoke({ node, method, input });
  return { isRefused: outcome === 'onInvalidData', told: diagnostics };
};

test('an input that only an assumption requires is sent without, or empty, with a warning at its place', async () => {
  let tried = 0;
  for (const method of methods)
    for (const name of required(method).filter((one) => warnsOnly(method, one, 'required'))) {
      const [example] = method.input.examples;
      const { [name]: _, ...without } = example!;
      for (const input of [without, { ...example, [name]: '' }]) {
        const called = { node: method.node, version: method.version, method: method.method, input };
        const { outcome, diagnostics } = await workshop.invoke(called);
        tried += 1;
        expect({ method: nameOf(method), name, outcome, diagnostics }).toMatchObject({
          outcome: expect.not.stringMatching('onInvalidData'),
          diagnostics: expect.arrayContaining([
            expect.objectContaining({ severity: 'warning', pointer: `/${name}` }),
          ]),
        });
      }
    }
  expect(tried).toBeGreaterThan(40);
});

const message = { flowId: '1', transId: 't-1', mediaType: 'social', mediaChannel: 'sms' };
const task = {
  ...{ taskId: 't-1', conversationId: 'c-1', destination: 'd', origin: 'o' },
  ...{ customerName: 'Ada', customerId: 'c', mediaType: 'social', mediaChannel: 'sms' },
};

test('what a message lacks that only an assumption asks for is a warning; details of another shape are refused', async () => {
  const of = (details: unknown) =>
    warned('resolve-conversation', 'resolve-conversation', { ...message, details });
  expect(await of({ messageDetails: { message: 'hi' } })).toMatchObject({
    isRefused: false,
    told: expect.arrayContaining([
      expect.objectContaining({ severity: 'warning', pointer: '/details/messageDetails/senderNumber' }),
    ]),
  });
  // Those of another channel: which fields a channel must bring is assumed, so that only the API can tell.
  expect(await of({ messageDetails: { appId: 'a', psId: 'p' } })).toMatchObject({
    isRefused: false,
    told: expect.arrayContaining([
      expect.objectContaining({ severity: 'warning', pointer: '/details/messageDetails/serviceNumber' }),
    ]),
  });
  for (const details of [{}, { messageDetails: 7 }, { messageDetails: [] }, 'no JSON'])
    expect(await of(details)).toMatchObject({ isRefused: true });
});

test.each([
  ['create-task', { ...task, mediaChannel: 'rcs' }],
  ['create-task', { ...task, mediaType: 'chat', mediaChannel: 'livechat', chatType: 'Proactive' }],
  ['create-task', { ...task, mediaType: 'email', mediaChannel: 'exchange', subject: 'Hi' }],
  ['resolve-conversation', { ...message, mediaChannel: 'rcs', details: { messageDetails: { from: 1 } } }],
])('%s sends a media channel that is not listed, with a warning', async (node, input) => {
  const { isRefused, told } = await warned(node, node, input);
  expect(isRefused).toBe(false);
  expect(told).toContainEqual(expect.objectContaining({ severity: 'warning', pointer: '/mediaChannel' }));
});

test('what was given for a channel that is not listed is sent', async () => {
  await warned('create-task', 'create-task', {
    ...{ ...task, taskId: 't-rcs', mediaType: 'chat', mediaChannel: 'livechat' },
    chatType: 'Proactive',
  });
  const { calls } = await workshop.admin<{ calls: { body?: object }[] }>('GET', '/state');
  expect(calls.at(-1)?.body).toMatchObject({ mediaChannel: 'livechat', chatType: 'proactive' });
});

test.each([
  [{ mediaChannel: '' }, '/mediaChannel'],
  [{ mediaChannel: ['sms'] }, '/mediaChannel'],
  [{ mediaChannel: 'a\nb' }, '/mediaChannel'],
  [{ mediaChannel: 'x'.repeat(81) }, '/mediaChannel'],
  [{ mediaChannel: 'rcs', mediaType: 'fax' }, '/mediaType'],
  [{ mediaChannel: 'rcs', surprise: 1 }, '/surprise'],
  [{ mediaChannel: 'web' }, '/mediaType'],
])('a task with %j is refused', async (change, pointer) => {
  const { isRefused, told } = await warned('create-task', 'create-task', { ...task, ...change });
  expect(isRefused).toBe(true);
  expect(told).toContainEqual(expect.objectContaining({ severity: 'error', pointer }));
});

test('a social channel that is not listed and an empty field of a message are sent with a warning', async () => {
  const queue = { taskId: 't-1', conversationId: 'c-1', mediaType: 'social', queueId: queues.chat };
  const details = { messageDetails: { serviceNumber: '1', senderNumber: '', message: 'hi' } };
  const lenient = [
    ['queue-task', 'queue-task', { ...queue, mediaChannel: 'rcs' }, '/mediaChannel'],
    [
      'resolve-conversation',
      'resolve-conversation',
      { ...message, details },
      '/details/messageDetails/senderNumber',
    ],
  ] as const;
  for (const [node, method, input, pointer] of lenient)
    expect(await warned(node, method, input)).toEqual({
      isRefused: false,
      told: expect.arrayContaining([expect.objectContaining({ severity: 'warning', pointer })]),
    });
  expect(await warned('queue-task', 'queue-task', { ...queue, mediaChannel: 'email' })).toMatchObject({
    isRefused: true,
    told: [{ severity: 'error', code: 'pattern', pointer: '/mediaChannel' }],
  });
});

test('zeros in front of a number that JSON cannot carry are told as that, not as too many digits', async () => {
  const queue = { ...{ taskId: 't-1', conversationId: 'c-1', mediaType: 'chat', mediaChannel: 'web' } };
  const requirement = { skill: 's', type: 'text', condition: 'eq', value: '1', weight: '05' };
  const { isRefused, told } = await warned('queue-task', 'queue-task', {
    ...{ ...queue, queueId: queues.chat },
    skillRequirements: { requirements: [requirement] },
  });
  expect(isRefused).toBe(true);
  expect(told[0]).toMatchObject({ code: 'input.digits', remedy: 'Leave the zeros in front out.' });
  expect(told[0]?.message).toContain('05: a number of JSON does not begin with a zero');
});
