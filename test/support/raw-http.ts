import { connect } from 'node:net';

/** Sends bytes to a server as they are, and gives what comes back until it closes. */
export const sendRaw = async (url: string, text: string): Promise<string> => {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname).setEncoding('latin1');
  let answered = '';
  socket.on('data', (part: string) => {
    answered += part;
  });
  socket.write(text);
  // A server that destroys what it cannot read may reset the connection after its answer.
  await new Promise((resolve) => socket.once('error', resolve).once('close', resolve));
  return answered;
};

/** The statuses of all answers in it. */
export const statusesOf = (answered: string): number[] =>
  [...answered.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status));

/** The body of the one answer in it, as JSON. */
export const bodyOf = (answered: string) => JSON.parse(answered.split('\r\n\r\n')[1] ?? '');

/** What is odd before it is a request, with the status and the code that it ends in. */
export const oddRequests: [string, string, number, string][] = [
  ['no Host', 'POST /x HTTP/1.1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n', 400, 'request.host'],
  [
    'an odd Expect',
    'POST /x HTTP/1.1\r\nHost: 127.0.0.1\r\nExpect: a-miracle\r\nContent-Length: 0\r\nConnection: close\r\n\r\n',
    417,
    'request.expect',
  ],
  ['no HTTP at all', 'hello there\r\n\r\n', 400, 'request.unreadable'],
  ['the beginning of TLS', '\u0016\u0003\u0001\u0002\r\n\r\n', 400, 'request.unreadable'],
  [
    'headers of 20 kB',
    `GET /x HTTP/1.1\r\nHost: x\r\nA: ${'a'.repeat(20_000)}\r\n\r\n`,
    431,
    'headers.too-large',
  ],
  ['a tunnel', 'CONNECT example.invalid:443 HTTP/1.1\r\nHost: x\r\n\r\n', 405, 'request.tunnel'],
];
