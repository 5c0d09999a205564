import { knownWords } from '../../src/evidence/known-words.js';
import { Redaction } from '../../src/evidence/redaction.js';
import { jsonText } from '../../src/node-kit/json-text.js';
import type { Json } from '../../src/node-kit/method.js';
import { Workshop } from '../support/workshop.js';

const canary = (seed: number, place: string) => `canary${seed}${place}`;

/** A canary in every position where a value can stand. */
const exchangeOf = (seed: number) => {
  const at = (place: string) => canary(seed, place);
  const encoded = Buffer.from(at('base64')).toString('base64');
  const body: Json = {
    id: at('text'),
    [at('key')]: { [at('deep')]: [at('item'), [{ status: at('word') }]] },
    json: jsonText({ inner: at('nested') }),
    encoded,
    number: 770000 + seed,
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
    expect(text).not.toContain(String(770000 + seed));
    expect(text).toContain('"status":"queued"');
    expect(text).toContain('/v1/tasks/<segment:');
  }
});

test('one value has one placeholder within a file, and another in the next', async () => {
  const words = {
    keys: new Set(['id']),
    texts: new Set<string>(),
    segments: new Set<string>(),
    methods: new Set<string>(),
  };
  const exchange = { callback: { id: 'same' } };
  const one = new Redaction(words);
  expect(one.shape(exchange)).toEqual(one.shape(exchange));
  expect(new Redaction(words).shape(exchange)).not.toEqual(one.shape(exchange));
});
