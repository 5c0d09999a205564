import dns from 'node:dns';
import net from 'node:net';

// No test leaves this machine: whoever tries gets an error that names the host. The lock is below everything that opens
// a connection, so that those which stay here are made and kept as they are without it.

const isHere = (address: string): boolean => address === '::1' || /^(::ffff:)?127\./.test(address);

const refusal = (host: string): NodeJS.ErrnoException =>
  Object.assign(new Error(`A test stays on this machine: no way to ${host}.`), { code: 'ENETUNREACH', host });

const { connect } = net.Socket.prototype;
const { lookup } = dns;
const lookupLater = dns.promises.lookup;

/** Of the arguments of connect: (options), (port, host), (path), or what net has made of them already. */
const hostOf = ([first, second]: unknown[]): string | undefined => {
  const given = Array.isArray(first) ? first[0] : first;
  if (given !== null && typeof given === 'object') return (given as { host?: string }).host;
  return typeof second === 'string' ? second : undefined;
};

type Connect = (this: net.Socket, ...given: unknown[]) => net.Socket;

const guardedConnect: Connect = function (...given) {
  const host = hostOf(given);
  if (host !== undefined && net.isIP(host) && !isHere(host)) {
    // Later: who connects listens for errors when it has the socket.
    process.nextTick(() => this.destroy(refusal(host)));
    return this;
  }
  // A name may be looked up in another way than dns.lookup: what counts is where it leads.
  this.on('lookup', (_error, address: string) => {
    if (address && !isHere(address)) this.destroy(refusal(`${host} (${address})`));
  });
  return (connect as unknown as Connect).apply(this, given);
};

type Lookup = (host: string, ...more: unknown[]) => unknown;

const guardedLookup: Lookup = (host, ...more) => {
  if (host === 'localhost' || net.isIP(host)) return (lookup as Lookup)(host, ...more);
  const done = more.at(-1) as (error: Error) => void;
  process.nextTick(() => done(refusal(host)));
  return undefined;
};

const guardedLookupLater: Lookup = async (host, ...more) => {
  if (host === 'localhost' || net.isIP(host)) return (lookupLater as Lookup)(host, ...more);
  throw refusal(host);
};

net.Socket.prototype.connect = guardedConnect as unknown as typeof connect;
dns.lookup = guardedLookup as typeof lookup;
dns.promises.lookup = guardedLookupLater as typeof lookupLater;

afterAll(() => {
  net.Socket.prototype.connect = connect;
  dns.lookup = lookup;
  dns.promises.lookup = lookupLater;
});
