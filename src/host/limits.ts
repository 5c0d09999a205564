import { maxHeaderBytes } from '../network/threshold.js';

/** What the service takes on at most. */
export interface Limits {
  /** Of a request's body; over it 413. The engine takes no larger input. */
  bodyBytes: number;
  /** Of all headers of a request; over it 431. */
  headerBytes: number;
  /** From a request's first byte to its last, milliseconds; over it 408. */
  requestMs: number;
  /** A connection on which nothing moves is closed after so long, milliseconds; longer than any call takes. */
  idleMs: number;
  /** Calls that run at the same time; over it 503 with Retry-After. */
  calls: number;
  /** Open connections; over it 503 with Retry-After, over twice as many none is taken. */
  connections: number;
  /** After SIGTERM calls are taken for so long while readiness tells that they soon will not be, milliseconds. */
  drainMs: number;
  /** What running calls get after that, milliseconds. */
  graceMs: number;
}

const defaultLimits: Limits = {
  bodyBytes: 1024 * 1024,
  headerBytes: maxHeaderBytes,
  requestMs: 15_000,
  idleMs: 660_000,
  calls: 256,
  connections: 1024,
  drainMs: 0,
  graceMs: 20_000,
};

/** Connections for those who only watch, beside one for each call. */
const spareConnections = 64;

/** What is left out is as usual; more calls than connections bring the connections that they need. */
export const settledLimits = (given: Partial<Limits> = {}): Limits => {
  const limits = { ...defaultLimits, ...given };
  return {
    ...limits,
    connections: Math.max(limits.connections, given.connections ?? limits.calls + spareConnections),
  };
};
