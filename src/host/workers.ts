import cluster, { type Worker } from 'node:cluster';
import type { FastifyBaseLogger } from 'fastify';
import { AggregatorRegistry } from 'prom-client';
import { MemoryRates } from '../store/memory-rates.js';
import type { RateStore } from '../store/stores.js';

// One service in several processes behind one port. The first process starts the others, which do the work, and does for
// them what only one can: it counts the calls of keys, and puts their metrics together.

type Question =
  | { what: 'metrics' }
  | { what: 'count'; name: string; count: number; windowMs: number }
  | { what: 'ready' };

interface Asked {
  id: number;
  question: Question;
}

interface Answered {
  id: number;
  value?: unknown;
  failure?: string;
}

/** What a worker has together with the others. */
export interface Siblings {
  rates: RateStore;
  /** Of all, as text. */
  metrics(): Promise<string>;
  /** To be said when the worker listens. */
  ready(): Promise<void>;
  /** Resolves when the worker is to stop. */
  stopped: Promise<void>;
  /** Lets the worker end when it has nothing left to do. */
  leave(): void;
}

const stop = 'stop';

/** What this process has, when it is a worker. */
export const siblingsHere = (): Siblings | undefined => {
  if (!cluster.worker) return undefined;
  // Else Node.js ends a worker in mid-call, with exit code 0, when the channel to the first process closes.
  cluster.worker.exitedAfterDisconnect = true;
  const waiting = new Map<number, (answered: Answered) => void>();
  let last = 0;
  const ask = <Value>(question: Question): Promise<Value> =>
    new Promise((resolve, reject) => {
      last += 1;
      waiting.set(last, ({ value, failure }) =>
        failure === undefined ? resolve(value as Value) : reject(new Error(failure)),
      );
      process.send!({ id: last, question } satisfies Asked);
    });
  const stopped = new Promise<void>((resolve) => {
    // Nobody is left to share the port with when the first process has ended, and nobody answers what was asked.
    process.once('disconnect', () => {
      resolve();
      for (const answer of waiting.values()) answer({ id: 0, failure: 'The first process has ended.' });
      waiting.clear();
    });
    process.on('message', (message: Partial<Answered> | typeof stop) => {
      if (message === stop) return resolve();
      const { id } = message;
      if (id === undefined) return;
      waiting.get(id)?.(message as Answered);
      waiting.delete(id);
    });
  });
  return {
    rates: { add: (name, count, windowMs) => ask({ what: 'count', name, count, windowMs }) },
    metrics: () => ask({ what: 'metrics' }),
    // A first process that has ended meanwhile takes no note of it: the worker is stopped then.
    ready: () => ask<void>({ what: 'ready' }).catch(() => {}),
    stopped,
    leave: () => process.connected && process.disconnect(),
  };
};

/** Starts this program so many times, again when one ends, until it is told to stop. Gives the exit code. */
export const superviseWorkers = async (
  count: number,
  interrupted: Promise<void>,
  log: FastifyBaseLogger,
): Promise<number> => {
  const rates = new MemoryRates();
  const metrics = new AggregatorRegistry();
  const running = new Set<Worker>();
  let isStopping = false;
  let exitCode = 0;
  let finish = () => {};
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });

  const stopAll = () => {
    isStopping = true;
    for (const worker of running) if (worker.isConnected()) worker.send(stop);
    if (running.size === 0) finish();
  };

  const answer = async (question: Question): Promise<unknown> => {
    if (question.what === 'metrics') return metrics.clusterMetrics();
    if (question.what === 'count') return rates.add(question.name, question.count, question.windowMs);
    return undefined;
  };

  /** Resolves when the worker listens, or has ended. */
  const start = (): Promise<void> =>
    new Promise((resolve) => {
      const worker = cluster.fork();
      let isReady = false;
      running.add(worker);
      worker.on('message', ({ id, question }: Partial<Asked>) => {
        if (id === undefined || !question) return;
        if (question.what === 'ready') {
          isReady = true;
          resolve();
          // Who was still starting when all were told to stop has not heard it.
          if (isStopping) worker.send(stop);
        }
        const reply = (rest: Omit<Answered, 'id'>) => worker.isConnected() && worker.send({ id, ...rest });
        answer(question).then(
          (value) => reply({ value }),
          (error: Error) => reply({ failure: error.message }),
        );
      });
      worker.once('exit', (code, signal) => {
        running.delete(worker);
        resolve();
        if (isStopping) {
          if (code !== 0) exitCode ||= code ?? 1;
          if (running.size === 0) finish();
        } else if (isReady) {
          log.error(
            { worker: worker.process.pid, code, signal },
            'A worker has ended; another one is started',
          );
          void start();
        } else {
          // It has said why.
          exitCode = code ?? 1;
          stopAll();
        }
      });
    });

  interrupted.then(stopAll);
  // What keeps one from starting is said once.
  await start();
  for (let more = 1; more < count && !isStopping; more += 1) void start();
  await finished;
  return exitCode;
};
