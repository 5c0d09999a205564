import { request } from 'node:http';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { jsonText } from '../../src/node-kit/json-text.js';
import { CallbackListener } from '../../src/runtime/callback-listener.js';
import { Callbacks, maxCallbackBytes, type PendingCallback } from '../../src/runtime/callbacks.js';

let callbacks: Callbacks;
let listener: CallbackListener;
let pending: PendingCallback;

beforeEach(async () => {
  callbacks = new Callbacks();
  listener = await CallbackListener.start(callbacks);
  pending = callbacks.open();
});
afterEach(() => listener.stop());

/** The status that the listener answers, over a connection of its own. */
const send = (method: string, path: string, text?: string | Buffer, more = {}): Promise<number> =>
  new Promise((resolve, reject) => {
    const headers = { 'Content-Type': 'application/json', ...more };
    const call = request({ port: listener.port, host: '127.0.0.1', method, path, headers, agent: false });
    call.on('error', reject).on('response', (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    call.end(text);
  });
const post = (text: string | Buffer, id = pending.id) => send('POST', `/callbacks/${id}`, text);
const arrives = () => pending.wait(AbortSignal.timeout(2000));

describe('a callback', () => {
  test('ends the wait with its body', async () => {
    const waiting = arrives();
    expect(await post('{"status":"queued","id":"t-1"}')).toBe(200);
    expect(await waiting).toEqual({ status: 'queued', id: 't-1' });
  });

  test('that comes before the wait begins is kept', async () => {
    expect(await post('{"status":"queued"}')).toBe(200);
    expect(await arrives()).toEqual({ status: 'queued' });
  });

  test('that comes twice is answered 200, and the first one counts', async () => {
    expect(await post('{"status":"first"}')).toBe(200);
    expect(await post('{"status":"second"}')).toBe(200);
    expect(await arrives()).toEqual({ status: 'first' });
  });

  test('that comes after the call is over is answered 200', async () => {
    pending.close();
    expect(await post('{"status":"queued"}')).toBe(200);
  });

  test('reaches the call that it belongs to and no other', async () => {
    const other = callbacks.open();
    await post('{"for":"other"}', other.id);
    await post('{"for":"this"}');
    expect(await arrives()).toEqual({ for: 'this' });
    expect(await other.wait(AbortSignal.timeout(2000))).toEqual({ for: 'other' });
  });

  test('brings its numbers with their digits, and may have a byte order mark', async () => {
    const text = '{"status":"queued","id":7615917337495251231,"amount":10.50}';
    expect(await post(`\ufeff${text}`)).toBe(200);
    expect(jsonText(await arrives())).toBe(text);
  });

  test.each([
    ['with a key that stands twice', '{"status":"queued","status":"queued"}'],
    ['that is not UTF-8', Buffer.from('{"status":"\u00e9"}', 'latin1')],
  ])('%s is a 400, and the wait goes on', async (_what, text) => {
    expect(await post(text)).toBe(400);
    expect(await post('{"status":"queued"}')).toBe(200);
    expect(await arrives()).toEqual({ status: 'queued' });
  });

  test('that is compressed is a 415', async () => {
    const more = { 'Content-Encoding': 'gzip' };
    expect(await send('POST', `/callbacks/${pending.id}`, gzipSync('{}'), more)).toBe(415);
  });

  test('may be any JSON', async () => {
    await post('null');
    expect(await arrives()).toBeNull();
  });
});

describe('an unknown address', () => {
  test.each(['/callbacks/unknown', '/callbacks/', '/', '/callbacks/a/b', `/callbacks/${'x'.repeat(65)}`])(
    '%s is answered 404',
    async (path) => {
      expect(await send('POST', path, '{}')).toBe(404);
    },
  );

  test('cannot be guessed: ids are long and differ', () => {
    const ids = Array.from({ length: 100 }, () => callbacks.open().id);
    expect(new Set(ids).size).toBe(100);
    for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9_-]{32,}$/);
  });
});

describe('a request that is no callback', () => {
  const theWaitGoesOn = async () => {
    expect(await post('{"status":"queued"}')).toBe(200);
    expect(await arrives()).toEqual({ status: 'queued' });
  };

  test.each(['', '<html>', '{"status":', 'queued'])('with the body %j is answered 400', async (text) => {
    expect(await post(text)).toBe(400);
    await theWaitGoesOn();
  });

  test('of exactly the largest size is a callback', async () => {
    const padding = 'x'.repeat(maxCallbackBytes - '{"padding":""}'.length);
    expect(await post(JSON.stringify({ padding }))).toBe(200);
    expect(await arrives()).toEqual({ padding });
  });

  test('that is a byte too large is answered 413', async () => {
    expect(await post(' '.repeat(maxCallbackBytes + 1))).toBe(413);
    await theWaitGoesOn();
  });

  test('that is far too large is answered 413', async () => {
    expect(await post(Buffer.alloc(3 * maxCallbackBytes, ' '))).toBe(413);
    await theWaitGoesOn();
  });

  test('that is too large is heard to its end: its connection takes the next one', async () => {
    const message = (body: string, more = '') =>
      `POST /callbacks/${pending.id} HTTP/1.1\r\nHost: x\r\n${more}Content-Length: ${body.length}\r\n\r\n${body}`;
    const socket = connect(listener.port, '127.0.0.1').setEncoding('utf8');
    socket.write(message(' '.repeat(30 * maxCallbackBytes)));
    socket.write(message('{"status":"queued"}', 'Connection: close\r\n'));
    let text = '';
    for await (const part of socket) text += part;
    expect(text.match(/(?<=^HTTP\/1\.1 )\d+/gm)).toEqual(['413', '200']);
  });

  test.each(['GET', 'PUT', 'DELETE', 'PATCH'])('with %s is answered 405', async (method) => {
    expect(await send(method, `/callbacks/${pending.id}`)).toBe(405);
    await theWaitGoesOn();
  });
});

describe('the signal of the wait', () => {
  test('ends it with its reason', async () => {
    const controller = new AbortController();
    const waiting = pending.wait(controller.signal);
    controller.abort(new Error('deadline'));
    await expect(waiting).rejects.toThrow('deadline');
  });

  test('ends it at once when it is over already', async () => {
    await expect(pending.wait(AbortSignal.abort(new Error('deadline')))).rejects.toThrow('deadline');
  });
});

test('a port in use is an error that says so', async () => {
  await expect(CallbackListener.start(new Callbacks(), { port: listener.port })).rejects.toMatchObject({
    code: 'EADDRINUSE',
  });
});

test('after the stop nobody listens', async () => {
  await listener.stop();
  await expect(post('{}')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});
