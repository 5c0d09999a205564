import type { Json } from '../../src/node-kit/method.js';
import { errorReason } from '../../src/runtime/error-body.js';

/** The envelopes of reference/wxcc-apis.md section 3.0, and OAuth's. */
const envelopes: [string, Json, { reason?: string; trackingId?: string }][] = [
  [
    'A: tasks, ewt, configuration lists',
    {
      trackingId: 'c1a4fcef-aee2-4dea-8977-29f594760552',
      error: { key: '401', message: [{ description: 'Incorrect Credentials.' }] },
    },
    { reason: 'Incorrect Credentials.', trackingId: 'c1a4fcef-aee2-4dea-8977-29f594760552' },
  ],
  [
    'B: configuration service',
    {
      trackingId: 'ccconfig_af9eecc5',
      error: {
        key: '429',
        reason: 'Too many requests',
        message: [{ description: 'Slow down.', code: '429', entity: 'cc_user', references: [] }],
      },
    },
    { reason: 'Slow down.', trackingId: 'ccconfig_af9eecc5' },
  ],
  [
    'B without a message',
    { trackingId: 'ccconfig_1', error: { key: '429', reason: 'Too many requests', message: [] } },
    { reason: 'Too many requests', trackingId: 'ccconfig_1' },
  ],
  [
    'C: subscriptions, the key is a number',
    {
      trackingId: 'NOTIFS_9bcdc696',
      error: { key: 400, message: [{ description: 'Body is invalid JSON.' }] },
    },
    { reason: 'Body is invalid JSON.', trackingId: 'NOTIFS_9bcdc696' },
  ],
  [
    'E: error response page',
    { errors: [{ key: '400', description: 'No such queue.' }] },
    { reason: 'No such queue.' },
  ],
  [
    'F: gateway',
    { code: 401, message: 'Invalid or expired access token.', trackingId: 'GTWY_e6763c9a' },
    { reason: 'Invalid or expired access token.', trackingId: 'GTWY_e6763c9a' },
  ],
  [
    'G: Webex Connect',
    { code: '7000', description: 'Something failed.', transid: 't-1' },
    { reason: 'Something failed.', trackingId: 't-1' },
  ],
  [
    'OAuth',
    { error: 'invalid_grant', error_description: 'The refresh token is expired.' },
    { reason: 'The refresh token is expired.' },
  ],
  [
    "Webex's token endpoint",
    {
      message: 'Invalid client credentials',
      errors: [{ description: 'The provided clientSecret is invalid' }],
      trackingId: 'ROUTER_1',
    },
    { reason: 'The provided clientSecret is invalid', trackingId: 'ROUTER_1' },
  ],
];

test.each(envelopes)('envelope %s', (_name, body, expected) => {
  expect(errorReason(body)).toEqual(expected);
});

test.each([
  ['D: no body', undefined],
  ['null', null],
  ['text', 'message'],
  ['a number', 5],
  ['a list', [{ description: 'x' }]],
  ['an empty object', {}],
  ['null everywhere', { error: null, errors: null, message: null, trackingId: null }],
  ['null in the lists', { error: { message: [null] }, errors: [null] }],
  ['text in the lists', { error: { message: ['x'] }, errors: ['x'] }],
  ['words of other types', { error: { message: [{ description: 5 }] }, message: { a: 1 }, trackingId: 7 }],
  ['empty words', { error: { message: [{ description: '' }] }, message: '', trackingId: '' }],
] as [string, Json | undefined][])('%s gives no reason', (_name, body) => {
  expect(errorReason(body)).toEqual({});
});

test('a long reason is shortened to 300 characters', () => {
  const { reason, trackingId } = errorReason({ message: 'm'.repeat(5000), trackingId: 'i'.repeat(5000) });
  expect(reason).toBe('m'.repeat(300));
  expect(trackingId).toBe('i'.repeat(100));
});
