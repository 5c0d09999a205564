import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { LockError, type LockOptions } from '../../files/lock.js';
import { toldError } from '../../ground/told-error.js';
import type { Database } from './database.js';

const leaseBusy = toldError('operator', 'lease.busy', 'Another instance does the same work.');

/** How long a holder that gives no sign of life keeps a lease, milliseconds. */
const leaseMs = 15_000;
const askMs = 200;

const take = `
  INSERT INTO wxcc_nodes.leases (name, holder, fence, ends_at)
  VALUES ($1, $2, 1, now() + make_interval(secs => $3))
  ON CONFLICT (name) DO UPDATE
    SET holder = excluded.holder, fence = leases.fence + 1, ends_at = excluded.ends_at
    WHERE leases.ends_at <= now()
  RETURNING fence`;

const prolong = `
  UPDATE wxcc_nodes.leases SET ends_at = now() + make_interval(secs => $4)
  WHERE name = $1 AND holder = $2 AND fence = $3 AND ends_at > now()
  RETURNING fence`;

const look =
  'SELECT fence FROM wxcc_nodes.leases WHERE name = $1 AND holder = $2 AND fence = $3 AND ends_at > now()';

const release = 'UPDATE wxcc_nodes.leases SET ends_at = now() WHERE name = $1 AND holder = $2 AND fence = $3';

const taken = (name: string) =>
  leaseBusy(`Another instance works at ${name}; nothing was changed.`, 'Try again when it is done.');

/**
 * Does work that no other instance does at the same time: a lease with an end, not a lock on a connection, so that work
 * that waits for somebody else holds nothing in the database. Times are the database's. Throws ToldError, the signal's
 * reason, or what `work` throws.
 */
export const withLease = async <Type>(
  database: Database,
  name: string,
  { waitMs, signal }: LockOptions,
  work: (check: () => Promise<void>) => Promise<Type>,
): Promise<Type> => {
  const holder = `${database.holder} ${randomUUID()}`;
  const until = performance.now() + waitMs;
  let fence: string | undefined;
  while (fence === undefined) {
    signal?.throwIfAborted();
    [{ fence } = { fence: undefined }] = await database.query<{ fence: string }>(take, [
      name,
      holder,
      leaseMs / 1000,
    ]);
    if (fence !== undefined) break;
    if (performance.now() > until) throw taken(name);
    await pause(askMs, undefined, signal ? { signal } : {}).catch(() => {});
  }
  const sign = setInterval(
    () => database.query(prolong, [name, holder, fence, leaseMs / 1000]).catch(() => {}),
    leaseMs / 3,
  );
  try {
    return await work(async () => {
      // The fence of whoever has taken the lease meanwhile is a higher one.
      if ((await database.query(look, [name, holder, fence])).length === 0) throw new LockError('lost', name);
    });
  } catch (error) {
    throw error instanceof LockError ? taken(name) : error;
  } finally {
    clearInterval(sign);
    await database.query(release, [name, holder, fence]).catch(() => {});
  }
};
