import autocannon from 'autocannon';
import type { Load } from './load.js';
import type { Ask } from './stage.js';

const run = (options: autocannon.Options): Promise<autocannon.Result> =>
  new Promise((resolve, reject) => {
    autocannon(options, (error: unknown, result) => (error ? reject(error) : resolve(result)));
  });

/** A call that is refused is answered 200 as well, and sooner. */
const checkSucceeds = async ({ url, ...request }: Ask): Promise<void> => {
  const text = await (await fetch(url, { method: 'POST', ...request })).text();
  if (!/"outcome":"(Success|Queued)"/.test(text)) throw new Error(`${url} does not succeed: ${text}`);
};

/** No turn is longer, seconds. */
const longestTurn = 60;

const load = async (
  callers: number,
  ask: Ask,
  until: { duration: number } | { amount: number },
): Promise<Load> => {
  await checkSucceeds(ask);
  const result = await run({
    ...ask,
    ...until,
    method: 'POST',
    connections: callers,
    // Looks at what has passed so often, milliseconds.
    sampleInt: 100,
    idReplacement: true,
    timeout: 30,
  });
  const { non2xx, errors, timeouts, requests, latency, duration } = result;
  if (non2xx + errors + timeouts > 0)
    throw new Error(`${ask.url}: ${non2xx} other answers than 200, ${errors} errors, ${timeouts} timeouts.`);
  if (requests.total === 0) {
    // On a machine that others use as well.
    if ('duration' in until && until.duration < longestTurn)
      return load(callers, ask, { duration: 4 * until.duration });
    throw new Error(`${ask.url}: no call ended in time; give more --seconds.`);
  }
  return {
    callers,
    calls: requests.total,
    perSecond: Math.round(requests.total / duration),
    median: latency.p50,
    p99: latency.p99,
  };
};

/**
 * Lets so many callers ask one after the other for a while, each over a connection of its own, by a load that takes little
 * of the processors. Rejects when one is answered with anything but 200: a benchmark of failures is none.
 */
export const loadBy = (callers: number, ask: Ask, seconds: number): Promise<Load> =>
  load(callers, ask, { duration: seconds });

/** The same, until so many calls are made. */
export const loadAmount = (callers: number, ask: Ask, amount: number): Promise<Load> =>
  load(callers, ask, { amount });
