import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Authorizations } from '../../src/authorization/authorizations.js';
import type { PostgresServer } from '../servers/postgres.js';
import { Callers } from './calls.js';
import type { Fleet, Reply } from './fleet.js';
import type { Upstream } from './upstream.js';

/** What a scenario runs with. */
export interface Scene {
  fleet: Fleet;
  upstream: Upstream;
  server: PostgresServer;
  authorizations: Authorizations;
  /** X-Api-Key of calls that wait two seconds for their callback, and of calls that wait as long as they may. */
  keys: { hasty: string; patient: string };
}

/** What came of a scenario: what was seen, and what must not have been. */
export interface Outcome {
  title: string;
  seen: string;
  faults: string[];
}

const callers = 8;
const between = (least: number, most: number) => least + Math.random() * (most - least);

const shown = (reply: Reply): string =>
  'failed' in reply
    ? reply.failed
    : `${reply.status} ${/"outcome":"[^"]*"|"error":.*/.exec(reply.text)?.[0]}`;

const outcomeOf = (title: string, all: Callers, { fleet }: Scene, more: string): Outcome => {
  const { posted, untaken, unknown } = fleet.callbacks;
  const again = `${all.calls.length} calls; ${all.kinds}; asked again because of: ${all.retries}`;
  if (unknown > 0) all.faults.push(`${unknown} callbacks were unknown where they arrived`);
  return {
    title,
    seen: `${more}; ${again}; ${posted} callbacks posted, ${untaken} taken by nobody`,
    faults: all.faults,
  };
};

/** Instances are killed at random while they call. */
export const kills = async (scene: Scene, count: number, tell: (text: string) => void): Promise<Outcome> => {
  const all = new Callers(scene.fleet, scene.upstream, scene.keys.hasty);
  let killed = 0;
  const killer = async (instance: Fleet['instances'][number]) => {
    while (killed < count) {
      await pause(between(100, 1500));
      if (killed >= count) break;
      killed += 1;
      await instance.end('SIGKILL');
      await instance.start();
      if (killed % 50 === 0) tell(`${killed} kills, ${all.calls.length} calls, ${all.faults.length} faults`);
    }
  };
  let isOver = false;
  const calling = all.callUntil(callers, () => isOver);
  await Promise.all(scene.fleet.instances.map(killer));
  isOver = true;
  await calling;
  await all.callAgain();
  return outcomeOf('Random kill -9 during calls', all, scene, `${killed} kills`);
};

/** So many callers find the grant expired at the same time. */
export const refreshRace = async (scene: Scene, racers: number, rounds: number): Promise<Outcome> => {
  const { upstream, authorizations, fleet, keys } = scene;
  const faults: string[] = [];
  const answered: number[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    upstream.lifeSeconds = 1;
    await authorizations.authorize('main', {
      limitMs: 10_000,
      show: (url) => void fetch(url).catch(() => {}),
    });
    upstream.lifeSeconds = 1_209_599;
    // Until the token has ended, and every instance knows this grant.
    await pause(2500);
    const before = upstream.refreshes;
    const all = new Callers(fleet, upstream, keys.patient);
    const replies = await Promise.all(
      Array.from({ length: racers }, () => {
        const taskId = randomUUID();
        upstream.fates.set(taskId, 'once');
        return all.post({ taskId, attempts: 1 });
      }),
    );
    const good = replies.filter((reply) => 'status' in reply && reply.text.includes('"outcome":"Queued"'));
    answered.push(good.length);
    const refreshes = upstream.refreshes - before;
    if (refreshes !== 1) faults.push(`round ${round}: ${refreshes} refreshes`);
    for (const reply of replies) if (!good.includes(reply)) faults.push(`round ${round}: ${shown(reply)}`);
  }
  if (upstream.reused > 0) faults.push(`${upstream.reused} refreshes with a token that was used up`);
  return {
    title: `${racers} callers race for an expired grant with rotating refresh tokens`,
    seen: `${rounds} rounds, one refresh each; calls answered: ${answered.join(', ')}`,
    faults,
  };
};

/** Each instance in turn is stopped and started while calls without an Idempotency-Key come in, which nobody repeats. */
export const rollingRestart = async (scene: Scene): Promise<Outcome> => {
  const { fleet, upstream, keys } = scene;
  const all = new Callers(fleet, upstream, keys.patient);
  let isOver = false;
  const caller = async () => {
    while (!isOver) {
      const taskId = randomUUID();
      upstream.fates.set(taskId, 'once');
      for (;;) {
        const reply = await all.post({ taskId, attempts: 1 });
        // As a proxy does: nothing was sent, so that another instance may be asked.
        const isUntaken = 'failed' in reply ? reply.failed === 'ECONNREFUSED' : reply.status === 503;
        if (isUntaken) all.retries.add('failed' in reply ? reply.failed : '503');
        if (isUntaken) continue;
        all.calls.push({ taskId, attempts: 1 });
        const isGood = 'status' in reply && reply.text.includes('"outcome":"Queued"');
        all.kinds.add(isGood ? 'Queued' : 'failed');
        if (!isGood) all.faults.push(`${taskId}: ${shown(reply)}`);
        break;
      }
    }
  };
  const calling = Promise.all(Array.from({ length: callers }, caller));
  let restarts = 0;
  for (const instance of [...fleet.instances, ...fleet.instances]) {
    await pause(500);
    await instance.end('SIGTERM');
    await instance.start();
    restarts += 1;
  }
  isOver = true;
  await calling;
  return outcomeOf('A rolling restart under load', all, scene, `${restarts} restarts`);
};

/** The database is killed and started again under load. */
export const databaseRestart = async (scene: Scene, times: number): Promise<Outcome> => {
  const all = new Callers(scene.fleet, scene.upstream, scene.keys.hasty);
  let isOver = false;
  const calling = all.callUntil(callers, () => isOver);
  for (let time = 0; time < times; time += 1) {
    await pause(1500);
    await scene.server.end();
    await pause(between(200, 1500));
    await scene.server.begin();
  }
  await pause(1500);
  isOver = true;
  await calling;
  await all.callAgain();
  return outcomeOf('The database restarted under load', all, scene, `${times} restarts of PostgreSQL`);
};
