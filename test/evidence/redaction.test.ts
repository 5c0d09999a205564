import { knownWords } from '../../src/evidence/known-words.js';
import { placesIn } from '../../src/evidence/places.js';
import { Redaction } from '../../src/evidence/redaction.js';
import type { RequestShape } from '../../src/evidence/tape.js';
import { readJson } from '../../src/ground/read-json.js';
import { jsonText } from '../../src/node-kit/json-text.js';
import type { Json } from '../../src/node-kit/method.js';
import { Workshop } from '../support/workshop.js';

const canary = (seed: number, place: string) => `canary${seed}${place}`;

/** A canary in every position where a value can stand. Numbers have a point: no placeholder's hexadecimal digits can be one. */
const exchangeOf = (seed: number) => {
  const at = (place: string) => canary(seed, place);
  const encoded = Buffer.from(at('base64')).toString('base64');
  const body: Json = {
    id: at('text'),
    [at('key')]: { [at('deep')]: [at('item'), [{ status: at('word') }]] },
    json: jsonText({ inner: at('nested') }),
    encoded,
    number: seed + 0.7701,
    form: `a=${at('form')}&b=1`,
    soap: `<soap:Envelope>${at('soap')}</soap:Envelope>`,
  };
  const headers = { [at('header')]: at('value'), Cookie: at('cookie'), Authorization: at('token') };
  return {
    encoded,
    request: {
      method: at('verb'),
      url: `https://${at('user')}:x@${at('host')}.example/v1/tasks/${at('path')}?queueId=${at('query')}&${at('name')}=1#${at('hash')}`,
      headers,
      body,
    },
    answer: { status: 200, headers, body: seed % 2 ? body : at('plain') },
    callback: { status: 'queued', data: body, [at('callback')]: at('end') },
  };
};

test('of 1,000 exchanges no value is left, and what the nodes name is', async () => {
  const workshop = await Workshop.open();
  const words = knownWords(await workshop.engine.packages.nodes());
  const redaction = new Redaction(words);
  for (let seed = 0; seed < 1000; seed += 1) {
    const { request, answer, callback, encoded } = exchangeOf(seed);
    const error = canary(seed, 'error');
    const shapes = [{ request, answer }, { request, error }, { callback }].map((one) => redaction.shape(one));
    const text = jsonText(shapes);
    expect(text.toLowerCase()).not.toContain('canary');
    expect(text).not.toContain(encoded);
    expect(text).not.toContain(String(seed + 0.7701));
    expect(text).toContain('"status":"queued"');
    expect(text).toContain('/v1/tasks/<segment:');
  }
});

test('one value has one placeholder within a file, and another in the next', async () => {
  const words = {
    keys: new Set(['id']),
    texts: new Set<string>(),
    segments: new Set<string>(),
    jsonTexts: new Set<string>(),
    methods: new Set<string>(),
  };
  const exchange = { callback: { id: 'same' } };
  const one = new Redaction(words);
  expect(one.shape(exchange)).toEqual(one.shape(exchange));
  expect(new Redaction(words).shape(exchange)).not.toEqual(one.shape(exchange));
});

/** The keys and values of a queued task's skills, as JSON text in the body. */
const skillsIn = (content: unknown) => ({ skillRequirements: jsonText(content) });

const shapeOf = async (body: Json, redaction?: Redaction) => {
  const workshop = await Workshop.open();
  const words = knownWords(await workshop.engine.packages.nodes());
  const shape = (redaction ?? new Redaction(words)).shape({
    request: { method: 'POST', url: 'https://api.wxcc-us1.cisco.com/v1/tasks/1/queue', headers: {}, body },
  }) as RequestShape;
  return { body: shape.request.body, places: placesIn(shape.request.body, words), words };
};

test('of a text that the pack sends as JSON the keys and types are kept, and no value', async () => {
  const content = {
    requirements: [{ skill: 'canary-1', type: 'text', condition: 'canary', value: 47.11, weight: 47.12 }],
    relaxationToggle: true,
    'canary-key': 'canary',
  };
  const { body, places } = await shapeOf(skillsIn(content));
  expect(jsonText(body)).not.toMatch(/canary|47\.1/);
  expect(places).toEqual({
    '': ['<object>'],
    '/skillRequirements': ['<text>'],
    '/skillRequirements/<json>': ['<object>'],
    '/skillRequirements/<json>/requirements': ['<list>'],
    '/skillRequirements/<json>/requirements/*': ['<object>'],
    '/skillRequirements/<json>/requirements/*/skill': ['<text>'],
    '/skillRequirements/<json>/requirements/*/type': ['text'],
    '/skillRequirements/<json>/requirements/*/condition': ['<text>'],
    '/skillRequirements/<json>/requirements/*/value': ['<number>'],
    '/skillRequirements/<json>/requirements/*/weight': ['<number>'],
    '/skillRequirements/<json>/relaxationToggle': ['<boolean>'],
    '/skillRequirements/<json>/<key>': ['<text>'],
  });
});

const nested = (levels: number): object =>
  levels === 0 ? { id: 'canary' } : { [`canary${levels}`]: nested(levels - 1) };

test.each<[string, unknown, boolean]>([
  [
    'values as keys',
    Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`canary${at}`, at + 0.98765])),
    true,
  ],
  [
    'keys that look like ours',
    { '<json>': 'canary', '<text:canary>': 1, '<json:canary>': { canary: 0.98765 } },
    true,
  ],
  [
    'JSON text in JSON text',
    { skillRequirements: jsonText({ id: 'canary', canary: 0.98765 }), data: jsonText(['canary']) },
    true,
  ],
  ['another alphabet', { ĉanary: 'ćanary', 'canary\u200b': '\u202ecanary', 'can\u0061ry': '\ud800' }, true],
  ['deep nesting', nested(10), true],
  ['nesting that is too deep', nested(30), false],
  ['a list', ['canary', { id: 'canary' }], false],
  ['a word', 'canary', false],
])('nothing of %s in such a text is kept', async (_what, content, isOpened) => {
  const { body } = await shapeOf(skillsIn(content));
  expect(jsonText(body)).not.toMatch(/anary|\.98765/u);
  expect(jsonText(body).includes('<json:')).toBe(isOpened);
  // It can be read again: a body that is a line of a recording.
  expect(readJson(jsonText({ request: { body } }), 130)).toHaveProperty('value');
});

test('what is no JSON, too large a key, or elsewhere stays a text', async () => {
  for (const body of [
    { skillRequirements: '{"id":"canary"' },
    { skillRequirements: '{"id":"canary","id":"canary"}' },
    { skillRequirements: '{"__proto__":{"canary":1}}' },
    { canary: jsonText({ id: 'canary' }) },
    { data: jsonText({ id: 'canary' }) },
    { id: jsonText({ id: 'canary' }) },
    { skillRequirements: [jsonText({ id: 'canary' })] },
  ]) {
    const { body: shape } = await shapeOf(body);
    expect(jsonText(shape)).toMatch(/<text:/);
    expect(jsonText(shape)).not.toMatch(/canary|json/);
  }
});
